"""What a figure is and how it is reckoned from counts. Which figures are published: indicators.py.

Rounding is half up, as in the bulletins that can be recomputed; an empty base has no figure, never 0 % or 100 %.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from tracker.domain.figure_settings import Basis
from tracker.domain.tally import EVALUATED, Counts, Tally
from tracker.domain.words import N_, OrderClass, Word


class Measure(Word):
    """What a figure is measured in, and with how many decimals it is kept."""

    places: int

    def __new__(cls, code: str, label: str, places: int) -> "Measure":
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        member.places = places
        return member

    ORDERS = "orders", N_("件"), 0
    HANDLINGS = "handlings", N_("件次"), 0
    TIMES = "times", N_("次"), 0
    RATE = "rate", N_("比率"), 4
    "A fraction of 1; four decimals are two of a percentage."
    WORKING_DAYS = "working_days", N_("工作日"), 2
    HOURS = "hours", N_("小时"), 2
    POINTS = "points", N_("百分点"), 4
    "The difference of two rates, a fraction of 1."
    SCORE = "score", N_("分"), 2
    WORDS = "words", N_("文字"), 0
    "Words instead of a number: they stand in the line's notes."


@dataclass(frozen=True)
class Figure:
    """A figure with what it was made of; `value` is None when the base is empty."""

    part: Decimal
    base: int | None
    value: Decimal | None


@dataclass(frozen=True)
class Indicator:
    """One published figure. Without a base it is a count."""

    key: str
    label: str
    measure: Measure
    part: tuple[Tally, ...]
    base: tuple[Tally, ...] | None
    definition: str
    part_if_basically: tuple[Tally, ...] = ()
    "Belongs to the part when the office counts 基本满意 as satisfied."
    both_if_silent: tuple[Tally, ...] = ()
    "Belongs to part and base when the office counts silence as satisfied."
    order_class: OrderClass | None = None
    "Only over orders of this class."
    per: int = 1
    "How many of the tally make one of the measure (seconds of an hour)."
    is_weighted: bool = False
    "Ratings weigh as the office says."

    def parts(self, basis: Basis) -> tuple[Tally, ...]:
        """The tallies of the part under the office's choices."""
        return (
            self.part + (self.part_if_basically if basis.basically_counts else ())
            + (self.both_if_silent if basis.silence_counts else ())
        )

    def bases(self, basis: Basis) -> tuple[Tally, ...]:
        """The tallies of the base under the office's choices; empty for a count."""
        return (self.base or ()) + (self.both_if_silent if self.base and basis.silence_counts else ())

    def said(self, basis: Basis) -> tuple[str, ...]:
        """The definition as sentences (message ids) that hold under the office's choices."""
        more = []
        if self.part_if_basically:
            more.append(N_("“基本满意”计入分子。") if basis.basically_counts else N_("“基本满意”不计入分子。"))
        if self.both_if_silent:
            more.append(
                N_("默认评价和未联系上的按满意计入分子和分母。") if basis.silence_counts
                else N_("默认评价和未联系上的不计。"))
        return (self.definition, *more)


def half_up(number: Fraction, places: int) -> Decimal:
    """The number with so many decimals, halves away from zero; exact, no float in between."""
    size, scale = abs(number), 10**places
    rounded = Decimal((2 * size.numerator * scale + size.denominator) // (2 * size.denominator)).scaleb(-places)
    return -rounded if number < 0 and rounded else rounded


def _part(indicator: Indicator, counts: Counts, basis: Basis) -> Fraction:
    if indicator.is_weighted:
        weights = zip(EVALUATED, basis.rating_weights, strict=True)
        return Fraction(sum(counts.get(tally, 0) * weight for tally, weight in weights), 100)
    return Fraction(sum(counts.get(tally, 0) for tally in indicator.parts(basis)), indicator.per)


def figure(indicator: Indicator, counts: Counts, basis: Basis = Basis()) -> Figure:
    """The indicator over one group's counts."""
    part = _part(indicator, counts, basis)
    is_whole = indicator.per == 1 and not indicator.is_weighted
    shown = half_up(part, 0 if is_whole else 2)
    if indicator.base is None:
        return Figure(shown, None, half_up(part, indicator.measure.places))
    base = sum(counts.get(tally, 0) for tally in indicator.bases(basis))
    return Figure(shown, base, half_up(part / base, indicator.measure.places) if base else None)


def share(part: int, whole: int) -> Figure:
    """A row's share of its table: half up, so that shares may not add to exactly 100 %."""
    return Figure(Decimal(part), whole, half_up(Fraction(part, whole), Measure.RATE.places) if whole else None)


def shares(parts: Sequence[int], basis: Basis) -> list[Figure]:
    """Every row's share of their sum; made to add to exactly 100 % where the office says so (largest remainder)."""
    whole = sum(parts)
    plain = [share(part, whole) for part in parts]
    if not basis.shares_add_up or not whole:
        return plain
    scale = 10**Measure.RATE.places
    given = [part * scale // whole for part in parts]
    # Who lost most by rounding down gets what is left; of equals the larger part, then the earlier row.
    order = sorted(range(len(parts)), key=lambda at: (-(parts[at] * scale % whole), -parts[at], at))
    for at in order[: scale - sum(given)]:
        given[at] += 1
    return [Figure(one.part, one.base, Decimal(given[at]).scaleb(-Measure.RATE.places)) for at, one in enumerate(plain)]


def change(measure: Measure, now: Figure | None, before: Figure | None) -> Figure:
    """环比 or 同比: a rate's difference in points, anything else's in percent of what was; no figure without both."""
    nothing = Figure(Decimal(0), None, None)
    if now is None or before is None or now.value is None or before.value is None:
        return nothing
    if measure is Measure.RATE:
        return Figure(now.value, None, now.value - before.value)
    if not before.value:
        return nothing
    grown = Fraction(now.value) - Fraction(before.value)
    return Figure(now.value - before.value, None, half_up(grown / Fraction(before.value), Measure.RATE.places))


def change_measure(measure: Measure) -> Measure:
    """What a change of such a figure is measured in."""
    return Measure.POINTS if measure is Measure.RATE else Measure.RATE
