"""Filters as conditions on WorkOrder; whose orders they are is added by whoever asks (store.orders.visible_to)."""

from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import select

from tracker import clock
from tracker.domain.filters import Filters, Flag
from tracker.domain.words import Light, OrderClass, Step
from tracker.domain.workflow import OPEN_STAGES
from tracker.store.models import Assignment, Promise, WorkOrder

O = WorkOrder  # noqa: E741  (one letter keeps the tables below readable)

ANY_OF = (
    "stage", "lead_id", "request_type", "order_class", "urgency", "place_code", "channel_code", "matter_code",
    "satisfaction", "solved",
)
"Filters that are columns: the order has one of the values."

BETWEEN = ("received", "dispatched", "due", "closed")
"Filters `…_from` and `…_to` over the moment `…_at`."

FLAGS: dict[Flag, sa.ColumnElement[bool]] = {
    Flag.ENTERPRISE: O.order_class.in_([kind for kind in OrderClass if kind.concerns_enterprise]),
}


def day_start(day: date) -> datetime:
    """Midnight of a local day, aware."""
    return datetime.combine(day, time(), tzinfo=clock.LOCAL)


def lit(light: Light, now: datetime) -> sa.ColumnElement[bool]:
    """The orders whose reply's deadline stands so at `now`; the overview counts by the same condition."""
    is_open = sa.and_(O.stage.in_(OPEN_STAGES), O.replied_at.is_(None))
    if light is Light.OVERDUE:
        return sa.and_(is_open, O.due_at < now)
    if light is Light.LATE:
        return O.replied_at > O.due_at
    if light is Light.MET:
        return O.replied_at <= O.due_at
    if light is Light.NONE:
        return O.due_at.is_(None)
    warned = select(Promise.order_id).where(
        Promise.step == Step.REPLY, Promise.superseded_at.is_(None), Promise.kept_at.is_(None), Promise.warn_at <= now
    )
    soon = O.id.in_(warned) if light is Light.DUE_SOON else O.id.not_in(warned)
    return sa.and_(is_open, O.due_at >= now, soon)


def _between(name: str, filters: Filters) -> list[sa.ColumnElement[bool]]:
    column: Any = getattr(O, f"{name}_at")
    first, last = getattr(filters, f"{name}_from"), getattr(filters, f"{name}_to")
    found = [column >= day_start(first)] if first else []
    return found + ([column < day_start(last + timedelta(days=1))] if last else [])


def conditions(filters: Filters, now: datetime) -> list[sa.ColumnElement[bool]]:
    """Everything but the words looked for: these are the list's (store.search)."""
    found: list[sa.ColumnElement[bool]] = []
    for name in ANY_OF:
        values = getattr(filters, name)
        if values:
            found.append(getattr(O, name).in_(values) if len(values) > 1 else getattr(O, name) == values[0])
    for name in BETWEEN:
        found += _between(name, filters)
    if filters.unit_id:
        found.append(O.id.in_(select(Assignment.order_id).where(Assignment.department_id.in_(filters.unit_id))))
    if filters.light:
        found.append(lit(filters.light, now))
    if filters.is_open:
        found.append(O.stage.in_(OPEN_STAGES))
    return found + [FLAGS[flag] for flag in filters.flag]
