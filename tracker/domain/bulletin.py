"""月报: which figures stand in which table. How each is counted is decided in indicators.py.

Screen, workbook, closed months and test take the same tables from here. A table names its columns itself, so that a
month that was closed still says what its figures meant then.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from tracker.domain import indicators as i
from tracker.domain.figure_settings import Basis
from tracker.domain.figures import Figure, Indicator, Measure, change, change_measure
from tracker.domain.periods import Period
from tracker.domain.tally import Dimension
from tracker.domain.words import N_, DepartmentKind, Word

OVERVIEW = (
    i.RECEIVED, i.RECEIVED_ONCE, i.DIRECT, i.DIRECT_RATE, i.TRANSFERRED, i.IN_TRANSIT, i.CARRIED, i.CLOSED, i.ENDED,
    i.OPEN, i.CLOSURE_RATE, i.CLOSURE_RATE_CARRIED, i.ON_TIME, i.ON_TIME_CLOSED, i.ON_TIME_DISPATCHED, i.OVERDUE,
    i.OVERDUE_RATE, i.EARLY, i.SIGN_ON_TIME, i.RESPONSE, i.SOLVED, i.REALLY_SOLVED, i.SATISFACTION,
    i.SATISFACTION_REAL, i.SATISFACTION_DEFAULT, i.SATISFACTION_WEIGHTED, i.SATISFIED_SHARE, i.DISSATISFACTION,
    i.EVALUATED_RATE, i.EXCLUDED, i.RETURN_RATE, i.FIRST_RIGHT, i.REDO_RATE, i.EXTENSION_RATE, i.SUPERVISED,
    i.CO_ON_TIME, i.MEAN_DAYS, i.MEAN_HOURS, i.ENTERPRISE_RECEIVED, i.ENTERPRISE_SATISFACTION, i.MARKET_RECEIVED,
    i.MARKET_SATISFACTION,
)
"总览, one line each."

UNIT_COLUMNS = (
    i.HANDLINGS, i.HANDLED_MET, i.HANDLED_LATE, i.HANDLED_OPEN, i.CLOSURE, i.ON_TIME, i.SATISFACTION, i.SOLVED,
    i.REDONE, i.EXTENSIONS, i.RETURNS, i.HANDLED_UNLIMITED, i.DUE, i.EVALUATED_ORDERS, i.DISSATISFIED,
    i.DISSATISFACTION, i.CONCLUDED_ORDERS, i.EARLY, i.RESPONSE, i.SIGN_ON_TIME, i.FIRST_RIGHT, i.CO_ON_TIME,
    i.MEAN_DAYS,
)
"单位: 件次 by every unit that took part, the rates over the orders that it leads."

UNIT_CHANNEL_COLUMNS = (
    i.HANDLINGS, i.HANDLED_MET, i.HANDLED_LATE, i.HANDLED_OPEN, i.HANDLED_UNLIMITED, i.EVALUATED_ORDERS,
    i.DISSATISFIED, i.DISSATISFACTION,
)
CHANNEL_COLUMNS = (
    i.RECEIVED, i.DIRECT, i.DIRECT_RATE, i.TRANSFERRED, i.TRANSFERRED_CLOSED, i.CLOSURE_RATE, i.ON_TIME,
    i.SATISFACTION,
)
TYPE_COLUMNS = (i.RECEIVED, i.CLOSED, i.ON_TIME, i.SATISFACTION, i.SOLVED)
TOPIC_COLUMNS = (i.RECEIVED, i.CLOSED, i.ON_TIME, i.SATISFACTION)
CLASS_COLUMNS = (
    i.RECEIVED, i.DIRECT, i.TRANSFERRED, i.IN_TRANSIT, i.TRANSFERRED_CLOSED, i.TRANSFERRED_ENDED, i.OVERDUE, i.ON_TIME,
    i.ON_TIME_DISPATCHED, i.SATISFACTION, i.SOLVED,
)
"工单类别: what became of each class's orders."
TREND_COLUMNS = (
    i.RECEIVED, i.DIRECT, i.CLOSED, i.OPEN, i.CLOSURE_RATE, i.ON_TIME, i.OVERDUE, i.SATISFACTION, i.SOLVED,
    i.RESPONSE, i.MEAN_DAYS, i.ENTERPRISE_RECEIVED, i.MARKET_RECEIVED,
)

NO_LEAD = N_("（未记主办单位）")
UNNAMED = N_("（未填）")
TOTAL = N_("合计")
SUBTOTALS = {
    DepartmentKind.DEPARTMENT: N_("区直部门小计"), DepartmentKind.TOWN: N_("镇街小计"),
    DepartmentKind.ENTERPRISE: N_("公用企业小计"), DepartmentKind.OTHER: N_("其他单位小计"),
}
TREND_MONTHS = 13


class Unit(NamedTuple):
    """A unit as the tables name it."""

    id: int
    name: str
    kind: DepartmentKind


class Rank(Word):
    """What a line of a table sums up."""

    ROW = "row"
    SUBTOTAL = "subtotal"
    TOTAL = "total"


@dataclass(frozen=True)
class Heading:
    """A column, or a line of 总览: its name and what it meant. `said` are message ids.

    `is_drilled` where the figure is an indicator's, whose orders can be listed.
    """

    key: str
    label: str
    measure: Measure
    said: tuple[str, ...] = ()
    is_drilled: bool = False
    order_class: str | None = None


@dataclass(frozen=True)
class Line:
    """One row of a table: `figures` by the heading's key; `group` narrows to its orders (Dimension code → value)."""

    label: str
    figures: Mapping[str, Figure]
    group: Mapping[str, str | int | None] = field(default_factory=dict)
    rank: Rank = Rank.ROW
    kind: DepartmentKind | None = None
    parent: str = ""
    "The line's second name: a topic's parent, a unit-channel's channel."
    notes: Mapping[str, str] = field(default_factory=dict)
    "Words by the heading's key: message ids, or plain signs."

    @property
    def unit_id(self) -> int | None:
        """The unit whose line it is."""
        found = self.group.get(Dimension.UNIT.value)
        return found if isinstance(found, int) else None


@dataclass(frozen=True)
class Table:
    """Columns and lines; every table ends with its total line."""

    key: str
    columns: tuple[Heading, ...]
    lines: tuple[Line, ...]

    @property
    def rows(self) -> tuple[Line, ...]:
        """The lines that sum nothing up."""
        return tuple(line for line in self.lines if line.rank is Rank.ROW)

    @property
    def whole(self) -> Line:
        """The total line."""
        return self.lines[-1]


Overview = Mapping[str, Figure]
"总览's figures by key."


class Month(NamedTuple):
    """One month of the trend."""

    month: str
    figures: Overview


@dataclass(frozen=True)
class Correction:
    """更正: a figure of a closed month that is another now. `unit` is empty where it stands in 总览.

    `orders` are numbers of the orders that made the difference, the first of `order_count`.
    """

    month: str
    key: str
    label: str
    measure: Measure
    was: Decimal | None
    now: Decimal | None
    orders: tuple[str, ...] = ()
    order_count: int = 0
    unit_id: int | None = None
    unit: str = ""


@dataclass(frozen=True)
class Bulletin:
    """The period in figures.

    `before` and `year_ago` are 总览 of the period before and of the same one a year ago; None where there were no
    orders yet to compare with.
    """

    period: Period
    office_name: str
    made_at: datetime
    basis: Basis
    overview: tuple[tuple[Heading, Figure], ...]
    before: Overview | None
    year_ago: Overview | None
    trend: tuple[Month, ...]
    tables: Mapping[str, Table]
    corrections: tuple[Correction, ...] = ()
    "What this bulletin says of months that were closed before it: noted once."

    @property
    def figures(self) -> Overview:
        """总览's figures by key."""
        return {heading.key: figure for heading, figure in self.overview}

    @property
    def units(self) -> tuple[Line, ...]:
        """单位."""
        return self.tables["units"].lines

    @property
    def types(self) -> tuple[Line, ...]:
        """类型."""
        return self.tables["types"].lines

    def changed(self, heading: Heading, earlier: Overview | None) -> Figure:
        """环比 (against `before`) or 同比 (against `year_ago`) of one line of 总览."""
        return change(heading.measure, self.figures[heading.key], (earlier or {}).get(heading.key))


def heading(indicator: Indicator, basis: Basis) -> Heading:
    """The indicator as a table prints it."""
    return Heading(
        indicator.key, indicator.label, indicator.measure, indicator.said(basis), True,
        indicator.order_class.value if indicator.order_class else None)


def headings(indicators: Sequence[Indicator], basis: Basis) -> tuple[Heading, ...]:
    """The indicators as a table prints them."""
    return tuple(heading(indicator, basis) for indicator in indicators)


SHARE = Heading("share", N_("占比"), Measure.RATE, (N_("本行件数÷各行件数之和，四舍五入保留两位小数。"),))


def compared(counted: Heading) -> tuple[Heading, Heading, Heading, Heading]:
    """上月, 环比, 去年同月, 同比 of one column."""
    changed = change_measure(counted.measure)
    return (
        Heading(f"{counted.key}.before", N_("上月"), counted.measure),
        Heading(f"{counted.key}.on_before", N_("环比"), changed, (N_("（本期－上期）÷上期；比率为两期之差，单位百分点。"),)),
        Heading(f"{counted.key}.year_ago", N_("去年同月"), counted.measure),
        Heading(f"{counted.key}.on_year", N_("同比"), changed, (N_("（本期－去年同期）÷去年同期；比率为两期之差，单位百分点。"),)),
    )
