"""本单位指标: a unit's month against its like, what it answered late, and who was not satisfied and why.

A handler sees the own unit and nobody else's name; who sees the overview may look at any unit.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from sqlalchemy import select

from tracker.clock import LOCAL
from tracker.domain import bulletin as b
from tracker.domain import indicators as i
from tracker.domain.bulletin import Heading, Line, Rank, Table, Unit
from tracker.domain.calendar import WorkingCalendar
from tracker.domain.figure_settings import Basis
from tracker.domain.figures import Figure, Indicator, figure, half_up
from tracker.domain.periods import Period, before, month_period
from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.refusals import NotFound, NotPermitted
from tracker.domain.tabulating import tallies_of
from tracker.domain.tally import Dimension
from tracker.domain.words import N_, RequestType, Satisfaction
from tracker.store import tables
from tracker.store.db import db
from tracker.store.models import Callback, WorkOrder
from tracker.store.months import months_with_orders, settings_of, units_table_of
from tracker.store.orders import visible_to
from tracker.store.populations import Frame
from tracker.store.secrecy import veils
from tracker.store.tabulated import units
from tracker.store.tallies import count, orders_behind

MOST_SHOWN = 50
"Lines of a list; the link above it leads to all."
NOT_LISTED = frozenset({i.RETURNS.key})
"A handler's list does not show what the unit gave back: the order is another's by now."


@dataclass(frozen=True)
class Standing:
    """One figure of the unit beside the month before and its class: a rate of all taken together, else a mean."""

    heading: Heading
    figure: Figure
    before: Figure | None
    average: Decimal | None
    is_listed: bool


@dataclass(frozen=True)
class LateOrder:
    """An order that was not answered in time; `answered_at` is None while it still is not."""

    id: int
    number: str
    title: str
    request_type: RequestType
    due_at: datetime
    answered_at: datetime | None
    days: int


@dataclass(frozen=True)
class UnhappyOrder:
    """An order whose caller was not satisfied, and the reason given on the callback."""

    id: int
    number: str
    title: str
    closed_at: datetime
    satisfaction: Satisfaction
    reason: str


@dataclass(frozen=True)
class DepartmentPage:
    """The page; `units` are those that the reader may choose from, none for a handler. `mates`: units averaged."""

    month: str
    months: tuple[str, ...]
    period: Period
    unit: Unit
    units: tuple[Unit, ...]
    line: Line
    standings: tuple[Standing, ...]
    mates: int
    small_base: int
    overdue: tuple[Heading, Figure]
    late: tuple[LateOrder, ...]
    dissatisfied: tuple[Heading, Figure]
    unhappy: tuple[UnhappyOrder, ...]


def _unit(asked: int | None, known: Sequence[Unit], by: Actor) -> Unit:
    """Whose page it is."""
    sees_all = by.may(Permission.SEE_OVERVIEW)
    own = by.department_id
    if not sees_all:
        require(by, Permission.HANDLE_ORDER)
        if asked not in (None, own):
            raise NotPermitted(N_("只能查看本单位的指标。"))
    wanted = asked if asked is not None else own if own is not None or not known else known[0].id
    found = next((unit for unit in known if unit.id == wanted), None)
    if found is None:
        raise NotFound(N_("没有这个单位。"))
    return found


def _line(table: Table, unit: Unit) -> Line | None:
    return next((line for line in table.rows if line.unit_id == unit.id), None)


def _average(heading: Heading, together: Line | None, mates: int) -> Decimal | None:
    if together is None or not mates:
        return None
    found = together.figures[heading.key]
    if found.base is not None:
        return found.value
    return half_up(Fraction(found.part) / mates, 2)


def _standings(
    table: Table, earlier: Table | None, unit: Unit, line: Line, by: Actor
) -> tuple[tuple[Standing, ...], int]:
    together = next((one for one in table.lines if one.rank is Rank.SUBTOTAL and one.kind is unit.kind), None)
    mates = sum(one.kind is unit.kind for one in table.rows)
    then = _line(earlier, unit) if earlier else None
    hidden: Collection[str] = () if by.may(Permission.SEE_ALL_ORDERS) else NOT_LISTED
    return tuple(
        Standing(
            heading, line.figures[heading.key], then.figures.get(heading.key) if then else None,
            _average(heading, together, mates), heading.key not in hidden)
        for heading in table.columns if heading.is_drilled
    ), mates


def _counted(indicator: Indicator, frame: Frame, unit: Unit) -> tuple[Heading, Figure]:
    counts = count(tallies_of([indicator]), frame, (), {Dimension.LEAD: unit.id}).get((), {})
    return b.heading(indicator, frame.basis), figure(indicator, counts, frame.basis)


def _orders(indicator: Indicator, frame: Frame, unit: Unit, by: Actor) -> list[WorkOrder]:
    wanted = orders_behind(indicator.parts(frame.basis), frame, {Dimension.UNIT: unit.id})
    return list(db.session.scalars(
        select(WorkOrder).where(wanted, visible_to(by)).order_by(WorkOrder.due_at, WorkOrder.id).limit(MOST_SHOWN)))


def _late(orders: Sequence[WorkOrder], calendar: WorkingCalendar, by: Actor, now: datetime) -> tuple[LateOrder, ...]:
    over, lines = veils(orders, by), []
    for order in orders:
        if order.due_at is None:  # never: it fell due
            continue
        answered = order.replied_at or order.closed_at or order.ended_at
        days = calendar.working_days_between(
            order.due_at.astimezone(LOCAL).date(), (answered or now).astimezone(LOCAL).date())
        lines.append(LateOrder(
            order.id, order.number, over[order.id].text(order.title), order.request_type, order.due_at, answered,
            days))
    return tuple(lines)


def _unhappy(orders: Sequence[WorkOrder], by: Actor) -> tuple[UnhappyOrder, ...]:
    """The reason is that of the last callback that was rated; of a confidential order without the caller's name."""
    over = veils(orders, by)
    rated = db.session.execute(
        select(Callback.order_id, Callback.reason)
        .where(Callback.order_id.in_([order.id for order in orders]), Callback.satisfaction.is_not(None))
        .order_by(Callback.attempt)
    )
    said = {order_id: reason for order_id, reason in rated}
    return tuple(
        UnhappyOrder(
            order.id, order.number, over[order.id].text(order.title), order.closed_at, order.satisfaction,
            over[order.id].text(said.get(order.id, "")))
        for order in orders if order.closed_at and order.satisfaction
    )


def department_page(month: str | None, unit_id: int | None, *, by: Actor, now: datetime) -> DepartmentPage:
    """The unit's month YYYY-MM (the present one when none is asked for)."""
    known = units()
    unit = _unit(unit_id, known, by)
    months = tuple(months_with_orders(now))
    period = month_period(month or months[0], now)
    frame = Frame(period, Basis.of(settings_of(period, now)))
    table, then = units_table_of(period, now), before(period)
    earlier = units_table_of(then, now) if then.month in months else None
    # Without anything to count there is no line; its figures are then those of nothing.
    line = _line(table, unit) or Line(
        unit.name, {one.key: figure(one, {}, frame.basis) for one in b.UNIT_COLUMNS}, {Dimension.UNIT.value: unit.id},
        kind=unit.kind)
    standings, mates = _standings(table, earlier, unit, line, by)
    calendar = tables.office_calendar(now)
    return DepartmentPage(
        month=period.month, months=tuple(sorted({*months, period.month}, reverse=True)), period=period, unit=unit,
        units=tuple(known) if by.may(Permission.SEE_OVERVIEW) else (), line=line, standings=standings, mates=mates,
        small_base=frame.basis.small_base, overdue=_counted(i.OVERDUE, frame, unit),
        late=_late(_orders(i.OVERDUE, frame, unit, by), calendar, by, now),
        dissatisfied=_counted(i.DISSATISFIED, frame, unit),
        unhappy=_unhappy(_orders(i.DISSATISFIED, frame, unit, by), by),
    )
