"""Warnings in the store: open promises that somebody watches, with what was told of each. When one is near: domain."""

from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy import and_, exists, func, or_, select

from tracker.domain.warnings import WATCHED
from tracker.domain.words import Light
from tracker.store.db import db
from tracker.store.models import Promise, Warning, WorkOrder


class Watched(NamedTuple):
    """An open promise whose passing was not told yet, and when its nearing last was."""

    promise: Promise
    told_at: datetime | None


def is_watched() -> sa.ColumnElement[bool]:
    """The condition that the promise's step is in somebody's hands: neither kept nor superseded, at a stage of its."""
    return and_(
        Promise.kept_at.is_(None), Promise.superseded_at.is_(None),
        or_(*(and_(Promise.step == step, WorkOrder.stage.in_(stages)) for step, stages in WATCHED.items())),
    )


def _told() -> tuple[sa.ColumnElement[bool], ...]:
    return (
        Warning.order_id == Promise.order_id, Warning.step == Promise.step, Warning.due_at == Promise.due_at,
        Warning.department_id == func.coalesce(Promise.department_id, 0),
    )


def untold(order_id: int | None = None) -> list[Watched]:
    """Every watched promise that is not known to be overdue, of one order or of all."""
    last = select(func.max(Warning.told_at)).where(*_told()).correlate(Promise).scalar_subquery()
    wanted = (
        select(Promise, last).join(WorkOrder, WorkOrder.id == Promise.order_id)
        .where(is_watched(), ~exists().where(*_told(), Warning.light == Light.OVERDUE))
        .order_by(Promise.order_id, Promise.id)
    )
    if order_id is not None:
        wanted = wanted.where(Promise.order_id == order_id)
    return [Watched(promise, told_at) for promise, told_at in db.session.execute(wanted)]
