"""What the leaders' dashboard shows, counted narrowly enough to be asked for every minute.

The same indicators over the same populations as the bulletin's (months.py), only fewer of them: a test holds each
figure to the bulletin's.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from tracker.domain import bulletin as b
from tracker.domain import indicators as i
from tracker.domain.bulletin import Heading, Overview, Table
from tracker.domain.figure_settings import Basis
from tracker.domain.figures import Figure, Indicator, change, figure
from tracker.domain.periods import Period, before, day_period, month_period, months_back, year_before
from tracker.domain.tabulating import Earlier, Plan, busiest, table, tallies_of
from tracker.domain.tally import Dimension, Group
from tracker.domain.words import CodeTable, RequestType
from tracker.store import tables
from tracker.store.months import first_day, settings_of, units
from tracker.store.populations import Frame
from tracker.store.tallies import count

D = Dimension

TODAY = (i.RECEIVED, i.DIRECT, i.CLOSED)
MONTH = (
    i.RECEIVED, i.CLOSED, i.OPEN, i.OVERDUE, i.ON_TIME, i.MEAN_DAYS, i.RESPONSE, i.SOLVED, i.SATISFACTION,
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


class _Glancing:
    """Counts the month's narrow tables."""

    def __init__(self, period: Period, basis: Basis) -> None:
        first = first_day()
        self.basis, self.frame = basis, Frame(period, basis)
        self.before, self.year_ago = (
            Frame(one, basis) if first is not None and one.last_day >= first else None
            for one in (before(period), year_before(period)))

    def compared(self) -> tuple[Compared, ...]:
        then = [None if frame is None else _figures(MONTH, frame) for frame in (self.before, self.year_ago)]
        return tuple(
            Compared(heading, found, *(None if one is None else one[heading.key] for one in then))
            for heading, found in _headed(MONTH, self.frame))

    def table(
        self, plan: Plan, named: Callable[[object], tuple[str, str] | None], always: Sequence[Group] = ()
    ) -> Table:
        wanted = tallies_of([plan.shared])
        earlier = Earlier(*(
            None if frame is None or not plan.has_change else count(wanted, frame, plan.dimensions)
            for frame in (self.before, self.year_ago)))
        counted = count(tallies_of(plan.indicators), self.frame, plan.dimensions)
        return table(
            plan, counted, earlier, self.basis, named, order=None if always else busiest(plan), always=always)

    def coded(self, plan: Plan, code_table: CodeTable) -> Table:
        names = tables.code_names(code_table)
        always: list[Group] = [(code,) for code in tables.code_names(code_table, active_only=True)]
        return self.table(
            plan, lambda code: (names[str(code)], "") if str(code) in names else None,
            always=always if code_table is CodeTable.PLACE else ())

    def leads(self) -> Table:
        names = {unit.id: unit.name for unit in units()}
        return self.table(LEADS, lambda found: (names[found], "") if isinstance(found, int) else None)

    def types(self) -> Table:
        kinds: list[Group] = [(kind,) for kind in RequestType]
        return self.table(
            TYPES, lambda kind: (kind.label, "") if isinstance(kind, RequestType) else None, always=kinds)


def glance_at(now: datetime) -> Glance:
    """The day and the month at `now`, under the settings of the day."""
    today, period = day_period(now), month_period(f"{day_period(now).first_day:%Y-%m}", now)
    basis = Basis.of(settings_of(period, now))
    counting, first = _Glancing(period, basis), first_day()
    return Glance(
        made_at=now, basis=basis, today=today, period=period, of_today=_headed(TODAY, Frame(today, basis)),
        of_month=counting.compared(), trended=b.headings(TREND, basis),
        trend=tuple(
            (month, _figures(TREND, Frame(month, basis))) for month in months_back(period, b.TREND_MONTHS)
            if first is not None and month.last_day >= first),
        tables={
            "types": counting.types(), "matters": counting.coded(MATTERS, CodeTable.MATTER),
            "places": counting.coded(PLACES, CodeTable.PLACE), "leads": counting.leads(),
        },
    )
