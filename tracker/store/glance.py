"""What the leaders' dashboard shows, counted narrowly enough to be asked for every minute.

The same indicators over the same populations as the bulletin's (months.py), only fewer of them: a test holds each
figure to the bulletin's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tracker.domain import bulletin as b
from tracker.domain import indicators as i
from tracker.domain.bulletin import Heading, Overview, Table
from tracker.domain.figure_settings import Basis
from tracker.domain.figures import Figure, Indicator, change, figure
from tracker.domain.periods import Period, day_period, month_period, months_back
from tracker.domain.tabulating import Earlier, Plan, busiest, table, tallies_of
from tracker.domain.tally import Dimension, Group
from tracker.domain.words import CodeTable, RequestType
from tracker.store import closings, tables
from tracker.store.months import first_day, settings_of
from tracker.store.populations import Frame
from tracker.store.tabulated import Counting, units
from tracker.store.tallies import count

D = Dimension

TODAY = (i.RECEIVED, i.DIRECT, i.CLOSED)
MONTH = (
    i.RECEIVED, i.CLOSED, i.OVERDUE, i.ON_TIME, i.MEAN_DAYS, i.EVALUATED_RATE, i.RESPONSE, i.SOLVED, i.SATISFACTION,
    i.DISSATISFACTION, i.REDO_RATE,
)
TREND = (i.RECEIVED, i.CLOSED, i.ON_TIME)
RATES = (i.RESPONSE, i.SOLVED, i.SATISFACTION)
"三率 (law Art. 32 of Beijing's regulation; weights are the office's own)."

TYPES = Plan("types", (D.TYPE,), (i.RECEIVED,), i.RECEIVED)
MATTERS = Plan("matters", (D.MATTER,), (i.RECEIVED,), i.RECEIVED)
PLACES = Plan("places", (D.PLACE,), (i.RECEIVED, i.ON_TIME), i.RECEIVED, has_share=False, has_change=False)
LEADS = Plan(
    "leads", (D.LEAD,), (i.RECEIVED, i.ON_TIME, i.SATISFACTION, i.SOLVED), i.RECEIVED, has_share=False,
    has_change=False)


@dataclass(frozen=True)
class Compared:
    """One figure beside the same days of the month before and of a year ago."""

    heading: Heading
    figure: Figure
    before: Figure | None
    year_ago: Figure | None

    @property
    def on_before(self) -> Figure:
        """环比."""
        return change(self.heading.measure, self.figure, self.before)

    @property
    def on_year(self) -> Figure:
        """同比."""
        return change(self.heading.measure, self.figure, self.year_ago)


@dataclass(frozen=True)
class Glance:
    """The month so far. `trend` are whole months, the last one as far as it has come; `tables` are by their plan."""

    made_at: datetime
    basis: Basis
    today: Period
    period: Period
    of_today: tuple[tuple[Heading, Figure], ...]
    of_month: tuple[Compared, ...]
    trended: tuple[Heading, ...]
    trend: tuple[tuple[Period, Overview], ...]
    tables: dict[str, Table]

    def month(self, indicator: Indicator) -> Compared:
        """One figure of the month."""
        return next(one for one in self.of_month if one.heading.key == indicator.key)


def _figures(indicators: Sequence[Indicator], frame: Frame) -> Overview:
    counts = count(tallies_of(indicators), frame).get((), {})
    return {one.key: figure(one, counts, frame.basis) for one in indicators}


def _headed(indicators: Sequence[Indicator], frame: Frame) -> tuple[tuple[Heading, Figure], ...]:
    found = _figures(indicators, frame)
    return tuple((b.heading(one, frame.basis), found[one.key]) for one in indicators)


def _compared(counting: Counting) -> tuple[Compared, ...]:
    then = [None if one is None else _figures(MONTH, one.frame) for one in counting.earlier]
    return tuple(
        Compared(heading, found, *(None if one is None else one[heading.key] for one in then))
        for heading, found in _headed(MONTH, counting.frame))


def _trend(period: Period, basis: Basis, first: date | None) -> tuple[tuple[Period, Overview], ...]:
    """Months before the first order are left out; a closed month's figures are those that were published."""
    asked = [month for month in months_back(period, b.TREND_MONTHS) if first is not None and month.last_day >= first]
    known = closings.overviews([month.month for month in asked if month.is_over])
    return tuple((month, known.get(month.month) or _figures(TREND, Frame(month, basis))) for month in asked)


def _plain(counting: Counting, plan: Plan, names: Mapping[Any, str], always: Sequence[Group] = ()) -> Table:
    """A table without comparisons; in the order of `always`, else the busiest first."""
    return table(
        plan, counting.counted(plan), Earlier(), counting.basis,
        lambda value: (names[value], "") if value in names else None,
        order=None if always else busiest(plan), always=always)


def _tables(counting: Counting) -> dict[str, Table]:
    kinds: list[Group] = [(kind,) for kind in RequestType]
    matters = {code: (name, "") for code, name in tables.code_names(CodeTable.MATTER).items()}
    towns: list[Group] = [(code,) for code in tables.code_names(CodeTable.PLACE, active_only=True)]
    return {
        "types": counting.named(TYPES, {}, always=kinds),
        "matters": counting.named(MATTERS, matters),
        "places": _plain(counting, PLACES, tables.code_names(CodeTable.PLACE), always=towns),
        "leads": _plain(counting, LEADS, {unit.id: unit.name for unit in units()}),
    }


def glance_at(now: datetime) -> Glance:
    """The day and the month at `now`, under the settings of the day."""
    today, first = day_period(now), first_day()
    period = month_period(f"{today.first_day:%Y-%m}", now)
    basis = Basis.of(settings_of(period, now))
    counting = Counting(period, basis, first)
    return Glance(
        made_at=now, basis=basis, today=today, period=period, of_today=_headed(TODAY, Frame(today, basis)),
        of_month=_compared(counting), trended=b.headings(TREND, basis), trend=_trend(period, basis, first),
        tables=_tables(counting),
    )
