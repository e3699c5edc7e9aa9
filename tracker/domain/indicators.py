"""Every published figure: part, base, which moment places an order in the period, what is left out, rounding.

What is counted is named in tally.py; which figures stand in which table is decided in bulletin.py.
Rounding is half up, as in the bulletins that can be recomputed; an empty base has no figure, never 0 % or 100 %.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from tracker.domain.tally import CONCLUDED, EVALUATED, HANDLED_CLOSED, Counts, Tally
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
    RATE = "rate", N_("比率"), 4
    "A fraction of 1; four decimals are two of a percentage."
    WORKING_DAYS = "working_days", N_("工作日"), 2
    HOURS = "hours", N_("小时"), 2


@dataclass(frozen=True)
class Basis:
    """The office's choices that change a figure; they are printed with it."""

    basically_counts: bool = True


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
    order_class: OrderClass | None = None
    "Only over orders of this class."
    per: int = 1
    "How many of the tally make one of the measure (seconds of an hour)."

    def parts(self, basis: Basis) -> tuple[Tally, ...]:
        """The tallies of the part under the office's choices."""
        return self.part + (self.part_if_basically if basis.basically_counts else ())

    def said(self, basis: Basis) -> tuple[str, ...]:
        """The definition as sentences (message ids) that hold under the office's choices."""
        if not self.part_if_basically:
            return (self.definition,)
        return (self.definition, N_("“基本满意”计入分子。") if basis.basically_counts else N_("“基本满意”不计入分子。"))


@dataclass(frozen=True)
class Figure:
    """A figure with what it was made of; `value` is None when the base is empty."""

    part: Decimal
    base: int | None
    value: Decimal | None


def half_up(number: Fraction, places: int) -> Decimal:
    """The number with so many decimals, halves upwards; exact, no float in between."""
    scale = 10**places
    return Decimal((2 * number.numerator * scale + number.denominator) // (2 * number.denominator)).scaleb(-places)


def figure(indicator: Indicator, counts: Counts, basis: Basis = Basis()) -> Figure:
    """The indicator over one group's counts."""
    part = Fraction(sum(counts.get(tally, 0) for tally in indicator.parts(basis)), indicator.per)
    shown = half_up(part, 0 if indicator.per == 1 else indicator.measure.places)
    if indicator.base is None:
        return Figure(shown, None, half_up(part, indicator.measure.places))
    base = sum(counts.get(tally, 0) for tally in indicator.base)
    return Figure(shown, base, half_up(part / base, indicator.measure.places) if base else None)


def share(part: int, whole: int) -> Figure:
    """A row's share of its table: half up, so that shares may not add to exactly 100 %."""
    return Figure(Decimal(part), whole, half_up(Fraction(part, whole), Measure.RATE.places) if whole else None)


T, M = Tally, Measure

RECEIVED = Indicator(
    "received", N_("受理量"), M.ORDERS, (T.RECEIVED,), None, N_("受理时间在统计期内的工单，按件计。"))
RECEIVED_ONCE = Indicator(
    "received_once", N_("受理量（不含重复）"), M.ORDERS, (T.RECEIVED_ONCE,), None,
    N_("受理量中除去并入其他工单一并办理的重复工单；取消并单的不算重复。"))
CARRIED = Indicator(
    "carried", N_("结转量"), M.ORDERS, (T.CARRIED,), None,
    N_("统计期开始前受理、到期初还没有办结的工单。结转量＋受理量＝办结量＋退回量＋在办量。"))
CLOSED = Indicator(
    "closed", N_("办结量"), M.ORDERS, (T.CLOSED,), None, N_("办结时间在统计期内的工单，不论何时受理。"))
OPEN = Indicator(
    "open", N_("在办量"), M.ORDERS, (T.OPEN,), None, N_("到期末（未满的月份到统计时点）已受理而没有办结的工单，不论何时受理。"))
ENDED = Indicator(
    "ended", N_("退回量"), M.ORDERS, (T.ENDED,), None, N_("统计期内决定不予受理和终止办理的工单。作废、撤单的不计入任何指标。"))
ON_TIME = Indicator(
    "on_time", N_("按时办结率"), M.RATE, (T.DUE_MET,), (T.DUE,),
    N_("分母：到期时间在统计期内且不晚于统计时点的工单，不论是否办结，到期前已终止办理的除外；分子：其中答复时间不晚于到期时间的（旧台账没有答复时间的看办结时间）。"))
ON_TIME_CLOSED = Indicator(
    "on_time_closed", N_("按时办结率（办结口径）"), M.RATE, (T.CLOSED_MET,), (T.CLOSED_WITH_DUE,),
    N_("分母：统计期内办结且有到期时间的工单；分子：其中答复时间不晚于到期时间的。超期而未办结的不在分母内，只供与旧通报比较。"))
OVERDUE = Indicator(
    "overdue", N_("超期量"), M.ORDERS, (T.DUE_MISSED,), None,
    N_("到期时间在统计期内且不晚于统计时点、到期时没有答复的工单，包括其后答复的和仍未答复的。"))
SATISFACTION = Indicator(
    "satisfaction", N_("满意率"), M.RATE, (T.VERY_SATISFIED, T.SATISFIED), EVALUATED,
    N_("分母：统计期内办结且有满意度评价的工单，未评价的不计；分子：其中评价“非常满意”“满意”的。"),
    part_if_basically=(T.BASICALLY,))
SOLVED = Indicator(
    "solved", N_("解决率"), M.RATE, (T.SOLVED,), CONCLUDED,
    N_("分母：统计期内办结且诉求人说明了是否解决的工单；分子：其中“已解决”的，“部分解决”不计入分子。"))
RESPONSE = Indicator(
    "response", N_("响应率"), M.RATE, (T.CONTACTED,), (T.CONTACTED, T.NOT_CONTACTED),
    N_("分母：派单时间在统计期内的工单，旧台账没有记载首次联系时间的不计；分子：其中已首次联系诉求人的。"))
MEAN_DAYS = Indicator(
    "mean_days", N_("平均办结时长"), M.WORKING_DAYS, (T.WORKING_DAYS,), (T.TIMED,),
    N_("统计期内办结的工单从受理到办结的工作日数平均，受理当日不计，办结当日计入。"))
MEAN_HOURS = Indicator(
    "mean_hours", N_("平均办结时长（小时）"), M.HOURS, (T.SECONDS,), (T.CLOSED,),
    N_("统计期内办结的工单从受理到办结的自然小时数平均，节假日和夜间都计。"), per=3600)


def _of_class(indicator: Indicator, order_class: OrderClass, label: str, definition: str) -> Indicator:
    return Indicator(
        f"{order_class.value}_{indicator.key}", label, indicator.measure, indicator.part, indicator.base, definition,
        indicator.part_if_basically, order_class, indicator.per)


ENTERPRISE_RECEIVED = _of_class(
    RECEIVED, OrderClass.ENTERPRISE, N_("涉企工单受理量"), N_("受理时间在统计期内、类别为“涉企工单”的工单，不含市场主体诉求工单。"))
ENTERPRISE_SATISFACTION = _of_class(
    SATISFACTION, OrderClass.ENTERPRISE, N_("涉企工单满意率"),
    N_("口径同满意率，只计类别为“涉企工单”的，不含市场主体诉求工单。"))
MARKET_RECEIVED = _of_class(
    RECEIVED, OrderClass.MARKET_ENTITY, N_("市场主体诉求工单受理量"),
    N_("受理时间在统计期内、类别为“市场主体诉求工单”的工单。"))
MARKET_SATISFACTION = _of_class(
    SATISFACTION, OrderClass.MARKET_ENTITY, N_("市场主体诉求工单满意率"),
    N_("口径同满意率，只计类别为“市场主体诉求工单”的。"))

HANDLINGS = Indicator(
    "handlings", N_("件次"), M.HANDLINGS, (T.HANDLINGS,), None,
    N_("统计期内派给该单位的工单，主办、协办各计一次，所以各单位件次之和可以大于工单件数；旧台账没有派单时间的按受理时间。件次＝按时办结＋超时办结＋无时限办结＋未办结。"))
HANDLED_MET = Indicator(
    "handled_met", N_("按时办结"), M.HANDLINGS, (T.HANDLED_MET,), None, N_("上述件次中，期末前已办结或终止办理，且在到期前答复或终止的。"))
HANDLED_LATE = Indicator(
    "handled_late", N_("超时办结"), M.HANDLINGS, (T.HANDLED_LATE,), None, N_("上述件次中，期末前已办结或终止办理，但答复或终止晚于到期时间的。"))
HANDLED_UNLIMITED = Indicator(
    "handled_unlimited", N_("无时限办结"), M.HANDLINGS, (T.HANDLED_UNLIMITED,), None,
    N_("上述件次中，期末前已办结或终止办理而没有到期时间的（旧台账未记载），不判是否超时。"))
HANDLED_OPEN = Indicator(
    "handled_open", N_("未办结"), M.HANDLINGS, (T.HANDLED_OPEN,), None, N_("上述件次中，到期末没有办结也没有终止办理的。"))
CLOSURE = Indicator(
    "closure", N_("办结率"), M.RATE, HANDLED_CLOSED, (T.HANDLINGS,), N_("分母：件次；分子：其中期末前已办结或终止办理的。"))
DUE = Indicator(
    "due", N_("到期件"), M.ORDERS, (T.DUE,), None, N_("按时办结率的分母：该单位主办、统计期内到期的工单。"))
EVALUATED_ORDERS = Indicator(
    "evaluated", N_("参评件"), M.ORDERS, EVALUATED, None, N_("满意率的分母：统计期内办结且有满意度评价的工单。"))
CONCLUDED_ORDERS = Indicator(
    "concluded", N_("有结论件"), M.ORDERS, CONCLUDED, None, N_("解决率的分母：统计期内办结且诉求人说明了是否解决的工单。"))
