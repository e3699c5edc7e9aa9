"""Filters as conditions on WorkOrder; whose orders they are is added by whoever asks (store.orders.visible_to)."""

from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import select
from sqlalchemy.orm import aliased

from tracker import clock
from tracker.domain.figure_refs import FigureRef, Side
from tracker.domain.figure_settings import Basis
from tracker.domain.filters import Filters, Flag
from tracker.domain.frozen import Counted
from tracker.domain.issues import Standing
from tracker.domain.words import Light, OrderClass, Step
from tracker.domain.workflow import OPEN_STAGES
from tracker.store import closings
from tracker.store.frozen_orders import frozen_behind
from tracker.store.models import Assignment, Attachment, IssueOrder, Promise, WorkOrder
from tracker.store.months import settings_of
from tracker.store.populations import Frame
from tracker.store.tallies import orders_behind

O = WorkOrder  # noqa: E741  (one letter keeps the tables below readable)

ANY_OF = (
    "stage", "lead_id", "request_type", "order_class", "urgency", "place_code", "channel_code", "matter_code",
    "satisfaction", "solved",
)
"Filters that are columns: the order has one of the values."

BETWEEN = ("received", "dispatched", "due", "closed")
"Filters `…_from` and `…_to` over the moment `…_at`."

AT_LEAST = ("redo", "return", "urge")
"Filters `…_least` over the count `…_count`."

NOTHING = Counted((), ())
"What a figure counted that did not exist yet when its month was closed."

_repeat = aliased(O)

FLAGS: dict[Flag, sa.ColumnElement[bool]] = {
    Flag.ENTERPRISE: O.order_class.in_([kind for kind in OrderClass if kind.concerns_enterprise]),
    Flag.CONFIDENTIAL: O.is_confidential,
    Flag.HARD: O.is_hard,
    Flag.DIRECT: O.is_direct,
    Flag.REPEAT: sa.or_(O.master_id.is_not(None), O.id.in_(
        select(_repeat.master_id).where(_repeat.master_id.is_not(None)))),
    Flag.SUPERVISED: O.supervision_count > 0,
    Flag.URGED: O.urge_count > 0,
    Flag.RETURNED: O.return_count > 0,
    Flag.EXTENDED: O.extension_count > 0,
    Flag.REDONE: O.redo_count > 0,
    Flag.STATUTORY: O.is_statutory,
    Flag.EXCLUDED: O.exclusion_code.is_not(None),
    Flag.ATTACHED: O.id.in_(select(Attachment.order_id).where(Attachment.removed_at.is_(None))),
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
        Promise.step == Step.REPLY, Promise.department_id.is_(None), Promise.superseded_at.is_(None),
        Promise.kept_at.is_(None), Promise.warn_at <= now,
    )
    soon = O.id.in_(warned) if light is Light.DUE_SOON else O.id.not_in(warned)
    return sa.and_(is_open, O.due_at >= now, soon)


def _between(name: str, filters: Filters) -> list[sa.ColumnElement[bool]]:
    column: Any = getattr(O, f"{name}_at")
    first, last = getattr(filters, f"{name}_from"), getattr(filters, f"{name}_to")
    found = [column >= day_start(first)] if first else []
    return found + ([column < day_start(last + timedelta(days=1))] if last else [])


def span(filters: Filters) -> tuple[datetime | None, datetime | None]:
    """The moments of receipt that the filters leave: from which on, and before which."""
    first, last = filters.received_from, filters.received_to
    return day_start(first) if first else None, day_start(last + timedelta(days=1)) if last else None


def _any_of(filters: Filters) -> list[sa.ColumnElement[bool]]:
    given = {name: getattr(filters, name) for name in ANY_OF}
    return [
        getattr(O, name).in_(values) if len(values) > 1 else getattr(O, name) == values[0]
        for name, values in given.items() if values
    ]


def behind(ref: FigureRef, now: datetime) -> sa.ColumnElement[bool]:
    """The orders behind a published figure, counted as it is; behind a closed month's stand those of its closing."""
    period = ref.period(now)
    closing = closings.standing_for(period)
    if closing is not None:
        counted = closings.summary(closing.id).counted.get(ref.key, NOTHING)
        return frozen_behind(closing.id, counted.base if ref.side is Side.BASE else counted.part, ref.scope())
    basis = Basis.of(settings_of(period, now))
    return orders_behind(ref.tallies(basis), Frame(period, basis), ref.scope())


def conditions(filters: Filters, now: datetime) -> list[sa.ColumnElement[bool]]:
    """Everything but the words looked for: these are the list's (store.search)."""
    found = _any_of(filters)
    for name in BETWEEN:
        found += _between(name, filters)
    least = {name: getattr(filters, f"{name}_least") for name in AT_LEAST}
    found += [getattr(O, f"{name}_count") >= number for name, number in least.items() if number]
    if filters.unit_id:
        found.append(O.id.in_(select(Assignment.order_id).where(Assignment.department_id.in_(filters.unit_id))))
    if filters.light:
        found.append(lit(filters.light, now))
    if filters.issue_id:
        found.append(O.id.in_(select(IssueOrder.order_id).where(
            IssueOrder.issue_id == filters.issue_id, IssueOrder.standing == Standing.MEMBER)))
    if filters.ids:
        found.append(O.id.in_(filters.ids))
    if filters.is_open:
        found.append(O.stage.in_(OPEN_STAGES))
    if filters.figure:
        found.append(behind(filters.figure, now))
    return found + [FLAGS[flag] for flag in filters.flag]
