"""Which figure a list of orders stands behind, as an address keeps it: indicator, side, days and group.

``satisfaction~base~2026-10-01~2026-10-31~unit=5~channel=phone``
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import quote, unquote

from tracker.domain import bulletin
from tracker.domain.figure_settings import Basis
from tracker.domain.figures import Indicator
from tracker.domain.periods import FIRST_YEAR, Period, span_period
from tracker.domain.tally import Dimension, Tally
from tracker.domain.words import N_, OrderClass, RequestType, Word

INDICATORS: dict[str, Indicator] = {
    one.key: one for columns in (
        bulletin.OVERVIEW, bulletin.UNIT_COLUMNS, bulletin.UNIT_CHANNEL_COLUMNS, bulletin.CHANNEL_COLUMNS,
        bulletin.TYPE_COLUMNS, bulletin.TOPIC_COLUMNS, bulletin.CLASS_COLUMNS, bulletin.TREND_COLUMNS,
    ) for one in columns
}
"Every indicator whose orders can be listed, by key."

NUMBERS = (Dimension.LEAD, Dimension.UNIT)
WORDS: dict[Dimension, type[Word]] = {Dimension.TYPE: RequestType, Dimension.CLASS: OrderClass}


class Side(Word):
    """Which orders: those that a rate counts, or those that it is reckoned over."""

    PART = "part", N_("分子")
    BASE = "base", N_("分母")


@dataclass(frozen=True)
class FigureRef:
    """A figure; `group` narrows it to one line of a table. Both days are local and included."""

    key: str
    side: Side
    first: date
    last: date
    group: tuple[tuple[Dimension, Any], ...] = ()

    @property
    def indicator(self) -> Indicator:
        """The figure's definition."""
        return INDICATORS[self.key]

    def scope(self) -> dict[Dimension, Any]:
        """What the figure's orders have in common besides the period."""
        own = self.indicator.order_class
        return dict(self.group) | ({Dimension.CLASS: own} if own else {})

    def tallies(self, basis: Basis) -> tuple[Tally, ...]:
        """What was counted."""
        return self.indicator.bases(basis) if self.side is Side.BASE else self.indicator.parts(basis)

    def period(self, now: datetime) -> Period:
        """The days as a period; refuses one that has not begun."""
        return span_period(self.first, self.last, now)

    def __str__(self) -> str:
        said = [self.key, self.side.value, str(self.first), str(self.last)]
        said += [f"{dimension.value}={_written(value)}" for dimension, value in self.group]
        return "~".join(said)


def _written(value: Any) -> str:
    return "" if value is None else quote(str(value), safe="").replace("~", "%7E")


def _value(dimension: Dimension, text: str) -> Any:
    if not text:
        return None
    if dimension in NUMBERS:
        return int(text)
    return WORDS[dimension](text) if dimension in WORDS else text


def read_ref(text: str) -> FigureRef:
    """The reverse of str(); raises ValueError for what is no figure."""
    key, side, first, last, *groups = text.split("~")
    if key not in INDICATORS or len(groups) > len(Dimension):
        raise ValueError(text)
    narrowed = []
    for group in groups:
        name, is_given, value = group.partition("=")
        if not is_given:
            raise ValueError(text)
        narrowed.append((Dimension(name), _value(Dimension(name), unquote(value))))
    found = FigureRef(key, Side(side), date.fromisoformat(first), date.fromisoformat(last), tuple(narrowed))
    if not FIRST_YEAR <= found.first.year <= found.last.year < date.max.year or found.last < found.first:
        raise ValueError(text)
    if found.side is Side.BASE and found.indicator.base is None:
        raise ValueError(text)
    return found


def ref_of(key: str, side: Side, period: Period, group: dict[str, Any]) -> FigureRef:
    """The figure in one line of a period's table; `group` is the line's."""
    narrowed = tuple((Dimension(name), value) for name, value in group.items())
    return FigureRef(key, side, period.first_day, period.last_day, narrowed)
