"""Tell, once each, that a deadline is near or has passed. When that is was fixed with the promise."""

import logging
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, exists, or_, select

from tracker.domain.lights import light
from tracker.domain.permissions import PROGRAM
from tracker.domain.timeline import Entry
from tracker.domain.words import Light
from tracker.domain.workflow import OPEN_STAGES
from tracker.store import orders
from tracker.store.db import db, transaction
from tracker.store.models import Promise, Warning, WorkOrder
from tracker.store.story import tell

log = logging.getLogger(__name__)

ENTRIES = {Light.DUE_SOON: Entry.DUE_SOON, Light.OVERDUE: Entry.OVERDUE}

OPEN = (Promise.kept_at.is_(None), Promise.superseded_at.is_(None))


@dataclass(frozen=True)
class Flagged:
    """How many lights were told, and how many orders could not be dealt with."""

    due_soon: int = 0
    overdue: int = 0
    skipped: int = 0


def flag_due_orders(*, now: datetime) -> Flagged:
    """Tell DUE_SOON and OVERDUE of every open promise, each light once per due moment.

    Each order is a transaction of its own; one that cannot be told is logged and left for the next run.
    """
    wanted = list(db.session.scalars(_untold(now)))
    told: list[Light] = []
    skipped = 0
    for order_id in wanted:
        try:
            told += _flag(order_id, now)
        except Exception:
            log.exception("order %s could not be flagged", order_id)
            skipped += 1
    return Flagged(told.count(Light.DUE_SOON), told.count(Light.OVERDUE), skipped)


def _untold(now: datetime):  # type: ignore[no-untyped-def]
    """Ids of open orders with a light that is on and was not told. An overdue one is never told to be due soon."""
    told = exists().where(
        Warning.order_id == Promise.order_id, Warning.step == Promise.step, Warning.due_at == Promise.due_at)
    late = and_(Promise.due_at < now, ~told.where(Warning.light == Light.OVERDUE))
    near = and_(Promise.due_at >= now, Promise.warn_at <= now, ~told)
    return (
        select(WorkOrder.id).join(Promise, Promise.order_id == WorkOrder.id)
        .where(WorkOrder.stage.in_(OPEN_STAGES), *OPEN, or_(late, near))
        .distinct().order_by(WorkOrder.id)
    )


def _flag(order_id: int, now: datetime) -> list[Light]:
    """Tell the order's lights; read again under its lock, for a person may have been quicker."""
    with transaction() as session:
        order = orders.locked(order_id, PROGRAM)
        if order.stage not in OPEN_STAGES:
            return []
        told = {
            tuple(row) for row in session.execute(
                select(Warning.step, Warning.due_at, Warning.light).where(Warning.order_id == order_id))
        }
        found = []
        for promise in session.scalars(select(Promise).where(Promise.order_id == order_id, *OPEN)):
            shines = light(promise.due_at, promise.warn_at, None, now)
            if shines not in ENTRIES or {(promise.step, promise.due_at, one) for one in (shines, Light.OVERDUE)} & told:
                continue
            session.add(Warning(
                order_id=order_id, step=promise.step, light=shines, due_at=promise.due_at, told_at=now))
            tell(
                order, ENTRIES[shines], PROGRAM, now, step=promise.step.label, due=promise.due_at.isoformat())
            # Two co-handlers may share a due moment: its light is told once.
            told.add((promise.step, promise.due_at, shines))
            found.append(shines)
        return found
