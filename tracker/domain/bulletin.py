"""月报: which figures stand in which table of the month. How each is counted is decided in indicators.py.

Screen, workbook and test take the same tables from here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from tracker.domain import indicators as i
from tracker.domain.indicators import Basis, Figure, Indicator
from tracker.domain.periods import Period
from tracker.domain.tally import Counts, Tally, total
from tracker.domain.words import N_, DepartmentKind, OrderClass, RequestType

OVERVIEW = (
    i.RECEIVED, i.RECEIVED_ONCE, i.CLOSED, i.ENDED, i.OPEN, i.CARRIED, i.ON_TIME, i.ON_TIME_CLOSED, i.OVERDUE,
    i.SATISFACTION, i.SOLVED, i.RESPONSE, i.MEAN_DAYS, i.MEAN_HOURS, i.ENTERPRISE_RECEIVED,
    i.ENTERPRISE_SATISFACTION, i.MARKET_RECEIVED, i.MARKET_SATISFACTION,
)
"总览, one line each."

UNIT_COLUMNS = (
    i.HANDLINGS, i.HANDLED_MET, i.HANDLED_LATE, i.HANDLED_UNLIMITED, i.HANDLED_OPEN, i.CLOSURE,
    i.DUE, i.ON_TIME, i.EVALUATED_ORDERS, i.SATISFACTION, i.CONCLUDED_ORDERS, i.SOLVED,
)
"单位: 件次 by every unit that took part, the rates over the orders that it leads."

TYPE_COLUMNS = (i.CLOSED, i.ON_TIME, i.SATISFACTION, i.SOLVED)
"类型: what stands after 件数, 占比 and the order classes."

NO_LEAD = N_("（未记主办单位）")
TOTAL = N_("合计")


class Key(NamedTuple):
    """The finest groups that orders are counted in."""

    request_type: RequestType
    order_class: OrderClass
    lead_id: int | None


class Unit(NamedTuple):
    """A unit as the tables name it."""

    id: int
    name: str
    kind: DepartmentKind


@dataclass(frozen=True)
class Line:
    """One row of a table: `figures` by the indicator's key. `kind` is the unit's, empty elsewhere."""

    label: str
    figures: Mapping[str, Figure]
    unit_id: int | None = None
    kind: DepartmentKind | None = None


@dataclass(frozen=True)
class TypeLine:
    """One row of 类型; `by_class` counts the orders received."""

    label: str
    request_type: RequestType | None
    count: int
    share: Figure
    by_class: Mapping[OrderClass, int]
    figures: Mapping[str, Figure]


@dataclass(frozen=True)
class Bulletin:
    """The month in figures. Every table ends with its total line."""

    period: Period
    office_name: str
    made_at: datetime
    basis: Basis
    overview: tuple[tuple[Indicator, Figure], ...]
    units: tuple[Line, ...]
    types: tuple[TypeLine, ...]


def _figures(columns: Sequence[Indicator], counts: Counts, basis: Basis) -> dict[str, Figure]:
    return {indicator.key: i.figure(indicator, counts, basis) for indicator in columns}


def _overview(orders: Mapping[Key, Counts], basis: Basis) -> tuple[tuple[Indicator, Figure], ...]:
    counts: dict[OrderClass | None, Counts] = {None: total(orders.values())}
    for order_class in OrderClass:
        counts[order_class] = total(found for key, found in orders.items() if key.order_class is order_class)
    return tuple(
        (indicator, i.figure(indicator, counts[indicator.order_class], basis)) for indicator in OVERVIEW
    )


def _units(
    orders: Mapping[Key, Counts], handlings: Mapping[int, Counts], units: Sequence[Unit], basis: Basis
) -> tuple[Line, ...]:
    by_lead: dict[int | None, list[Counts]] = {}
    for key, counts in orders.items():
        by_lead.setdefault(key.lead_id, []).append(counts)
    lines = []
    for unit in units:
        counts = total([*by_lead.get(unit.id, ()), handlings.get(unit.id, {})])
        lines.append(Line(unit.name, _figures(UNIT_COLUMNS, counts, basis), unit.id, unit.kind))
    lines.append(Line(NO_LEAD, _figures(UNIT_COLUMNS, total(by_lead.get(None, ())), basis)))
    whole = _figures(UNIT_COLUMNS, total([*orders.values(), *handlings.values()]), basis)
    busy = [line for line in lines if any(figure.part or figure.base for figure in line.figures.values())]
    return (*busy, Line(TOTAL, whole))


def _type_line(
    label: str, kind: RequestType | None, orders: Mapping[Key, Counts], whole: int, basis: Basis
) -> TypeLine:
    mine = {key: counts for key, counts in orders.items() if kind is None or key.request_type is kind}
    counts = total(mine.values())
    by_class = {
        order_class: sum(
            found.get(Tally.RECEIVED, 0) for key, found in mine.items() if key.order_class is order_class
        )
        for order_class in OrderClass
    }
    count = counts.get(Tally.RECEIVED, 0)
    return TypeLine(label, kind, count, i.share(count, whole), by_class, _figures(TYPE_COLUMNS, counts, basis))


def _types(orders: Mapping[Key, Counts], basis: Basis) -> tuple[TypeLine, ...]:
    whole = total(orders.values()).get(Tally.RECEIVED, 0)
    lines = [_type_line(kind.label, kind, orders, whole, basis) for kind in RequestType]
    return (*lines, _type_line(TOTAL, None, orders, whole, basis))


def bulletin(
    period: Period, *, orders: Mapping[Key, Counts], handlings: Mapping[int, Counts], units: Sequence[Unit],
    office_name: str, basis: Basis, now: datetime,
) -> Bulletin:
    """Put what was counted into the month's tables.

    `orders` are counts of orders by their finest groups, `handlings` of unit-handlings by unit, `units` all units in
    their order; a unit with nothing to count has no line.
    """
    return Bulletin(
        period=period, office_name=office_name, made_at=now, basis=basis,
        overview=_overview(orders, basis),
        units=_units(orders, handlings, units, basis),
        types=_types(orders, basis),
    )
