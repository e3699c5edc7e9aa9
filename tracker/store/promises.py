"""Promises in the store: giving one, keeping it, taking it back, and what is still open."""

from datetime import datetime

from sqlalchemy import select

from tracker.domain.deadlines import Due
from tracker.domain.words import Step
from tracker.store.db import db
from tracker.store.models import Promise, WorkOrder


def give(
    order: WorkOrder, step: Step, due: Due, warn_at: datetime, rule_id: int | None, legal_basis: str, now: datetime,
    department_id: int | None = None,
) -> Promise:
    """Promise a step by a moment. The reply's due moment also stands on the order, where lists sort by it.

    `department_id` names the unit that must keep it, where several have a promise of the same step.
    """
    promise = Promise(
        order_id=order.id,
        step=step,
        department_id=department_id,
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


def _open(order_id: int):  # type: ignore[no-untyped-def]
    return select(Promise).where(
        Promise.order_id == order_id, Promise.kept_at.is_(None), Promise.superseded_at.is_(None))


def open_promise(order_id: int, step: Step, department_id: int | None = None) -> Promise | None:
    """The step's promise that is neither kept nor superseded, or None; of that unit where one is named."""
    wanted = _open(order_id).where(Promise.step == step)
    if department_id is not None:
        wanted = wanted.where(Promise.department_id == department_id)
    return db.session.execute(wanted).scalar_one_or_none()


def keep(order_id: int, step: Step, at: datetime, department_id: int | None = None) -> None:
    """The step was done at `at`, in time or late; a step without a promise keeps nothing."""
    promise = open_promise(order_id, step, department_id)
    if promise is not None:
        promise.kept_at = at


def supersede(order_id: int, now: datetime, *steps: Step, department_id: int | None = None) -> None:
    """Take back what is still promised for these steps (all of them when none is named): it binds nobody any more."""
    wanted = _open(order_id)
    if steps:
        wanted = wanted.where(Promise.step.in_(steps))
    if department_id is not None:
        wanted = wanted.where(Promise.department_id == department_id)
    for promise in db.session.scalars(wanted):
        promise.superseded_at = now


def retire(order_id: int, now: datetime) -> None:
    """A new round begins: what was promised for the last one, kept or not, is history. Pressure stays as it is."""
    wanted = select(Promise).where(
        Promise.order_id == order_id, Promise.superseded_at.is_(None),
        Promise.step.not_in((Step.SUPERVISION, Step.HARD)),
    )
    for promise in db.session.scalars(wanted):
        promise.superseded_at = now


def reopen(order_id: int, step: Step) -> None:
    """A reply that was sent back keeps no promise: the clock of the step ran on all the while."""
    promise = db.session.execute(
        select(Promise)
        .where(Promise.order_id == order_id, Promise.step == step, Promise.superseded_at.is_(None))
        .order_by(Promise.id.desc()).limit(1)
    ).scalar_one_or_none()
    if promise is not None:
        promise.kept_at = None
