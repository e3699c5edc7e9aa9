"""The page of 环节时长: median and 90th percentile of each leg, by unit and by type, over the orders closed in a month."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from tracker.clock import LOCAL
from tracker.domain import bulletin as b
from tracker.domain import indicators as i
from tracker.domain.bulletin import Heading, Line
from tracker.domain.durations import Clock, Elapsed, Leg, Moments, Spread, natural, spreads, times
from tracker.domain.figure_settings import Basis
from tracker.domain.figures import Figure
from tracker.domain.periods import Period, month_period
from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.tally import Dimension, Tally
from tracker.domain.words import RequestType
from tracker.domain.working_time import WorkingClock
from tracker.reads.monthly_report import shown_first
from tracker.store import tables
from tracker.store.db import db
from tracker.store.models import Assignment, WorkOrder
from tracker.store.months import months_with_orders, settings_of
from tracker.store.populations import Frame
from tracker.store.tabulated import units
from tracker.store.tallies import orders_behind

MOST = 50_000
"Orders that are read for one page, the last closed first: three times a large district's month."


@dataclass(frozen=True)
class DurationLine:
    """A unit or type (or all): `line` leads to its closed orders."""

    line: Line
    legs: dict[Leg, Spread]


@dataclass(frozen=True)
class Durations:
    """What the page shows; `is_cut` when the month has more orders than are read."""

    month: str
    months: tuple[str, ...]
    period: Period
    clock: Clock
    closed: Heading
    whole: DurationLine
    units: tuple[DurationLine, ...]
    types: tuple[DurationLine, ...]
    small_base: int
    is_cut: bool


def _rows(frame: Frame) -> list[Moments]:
    """The orders closed in the period."""
    closed = orders_behind([Tally.CLOSED], frame)
    first = db.session.execute(
        select(Assignment.order_id, func.min(Assignment.dispatched_at))
        .join(WorkOrder, WorkOrder.id == Assignment.order_id).where(closed).group_by(Assignment.order_id)
    )
    sent = {order_id: at for order_id, at in first}
    found = db.session.execute(
        select(
            WorkOrder.id, WorkOrder.lead_id, WorkOrder.request_type, WorkOrder.received_at, WorkOrder.dispatched_at,
            WorkOrder.signed_at, WorkOrder.contacted_at, WorkOrder.replied_at, WorkOrder.reviewed_at,
            WorkOrder.closed_at,
        ).where(closed).order_by(WorkOrder.closed_at.desc(), WorkOrder.id.desc()).limit(MOST + 1)
    )
    return [
        Moments(lead_id, request_type, received, sent.get(order_id) or dispatched, dispatched, *others)
        for order_id, lead_id, request_type, received, dispatched, *others in found
    ]


def _elapsed(clock: Clock, orders: Sequence[Moments], now: datetime) -> Elapsed:
    """How time is counted: natural, or by the calendar and office hours as they stand now."""
    if clock is Clock.NATURAL or not orders:
        return natural
    days = [order.received.astimezone(LOCAL).date() for order in orders]
    return WorkingClock(tables.office_calendar(now), min(days), now.astimezone(LOCAL).date()).seconds


def _line(label: str, legs: Sequence[dict[Leg, int]], group: dict[str, Any]) -> DurationLine:
    count = Decimal(len(legs))
    return DurationLine(Line(label, {i.CLOSED.key: Figure(count, None, count)}, group), spreads(legs))


def _grouped(
    orders: Sequence[Moments], legs: Sequence[dict[Leg, int]], key: Callable[[Moments], Any]
) -> dict[Any, list[dict[Leg, int]]]:
    found: dict[Any, list[dict[Leg, int]]] = {}
    for order, one in zip(orders, legs, strict=True):
        found.setdefault(key(order), []).append(one)
    return found


def durations(month: str | None, clock: Clock = Clock.OFFICE, *, by: Actor, now: datetime) -> Durations:
    """The legs of the orders closed in the month YYYY-MM, or in the last finished one."""
    require(by, Permission.SEE_OVERVIEW)
    months = tuple(months_with_orders(now))
    period = month_period(month or shown_first(months, now), now)
    basis = Basis.of(settings_of(period, now))
    rows = _rows(Frame(period, basis))
    orders = rows[:MOST]
    legs = times(orders, _elapsed(clock, orders, now))
    by_unit = _grouped(orders, legs, lambda order: order.unit_id)
    by_type = _grouped(orders, legs, lambda order: order.request_type)
    return Durations(
        period.month, tuple(sorted({*months, period.month}, reverse=True)), period, clock,
        b.heading(i.CLOSED, basis), _line(b.TOTAL, legs, {}),
        tuple(_line(unit.name, by_unit[unit.id], {Dimension.LEAD.value: unit.id})
              for unit in units() if unit.id in by_unit),
        tuple(_line(kind.label, by_type[kind], {Dimension.TYPE.value: kind.value})
              for kind in RequestType if kind in by_type),
        basis.small_base, len(rows) > MOST,
    )
