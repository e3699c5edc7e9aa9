"""Promises in the store: giving one, keeping it, and what is still open."""

from datetime import datetime

from sqlalchemy import select

from tracker.domain.deadlines import Due
from tracker.domain.words import Step
from tracker.store.db import db
from tracker.store.models import Promise, WorkOrder


def give(
    order: WorkOrder, step: Step, due: Due, warn_at: datetime, rule_id: int | None, legal_basis: str, now: datetime
) -> Promise:
    """Promise a step by a moment. The reply's due moment also stands on the order, where lists sort by it."""
    promise = Promise(
        order_id=order.id,
        step=step,
        limit_rule_id=rule_id,
        amount=due.limit.amount,
        unit=due.limit.unit,
        legal_basis=legal_basis,
        starts_at=due.start,
        warn_at=warn_at,
        due_at=due.at,
        counting=due.to_json(),
        is_provisional=bool(due.provisional_years),
        set_at=now,
    )
    db.session.add(promise)
    if step is Step.REPLY:
        order.due_at = due.at
    return promise


def open_promise(order_id: int, step: Step) -> Promise | None:
    """The step's promise that is neither kept nor superseded, or None."""
    return db.session.execute(
        select(Promise).where(
            Promise.order_id == order_id, Promise.step == step,
            Promise.kept_at.is_(None), Promise.superseded_at.is_(None),
        )
    ).scalar_one_or_none()


def keep(order_id: int, step: Step, at: datetime) -> None:
    """The step was done at `at`, in time or late; a step without a promise keeps nothing."""
    promise = open_promise(order_id, step)
    if promise is not None:
        promise.kept_at = at


def reopen(order_id: int, step: Step) -> None:
    """A reply that was sent back keeps no promise: the clock of the step ran on all the while."""
    promise = db.session.execute(
        select(Promise)
        .where(Promise.order_id == order_id, Promise.step == step, Promise.superseded_at.is_(None))
        .order_by(Promise.id.desc()).limit(1)
    ).scalar_one_or_none()
    if promise is not None:
        promise.kept_at = None
