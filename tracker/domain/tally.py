"""What is counted: populations, and the tallies taken over each. How tallies become figures: indicators.py.

How each is asked of the database stands in store.tallies.
"""

from collections.abc import Iterable, Mapping

from tracker.domain.words import N_, Word


class Population(Word):
    """Which moment places an order, or a unit's part in it, in the period."""

    RECEIVED = "received", N_("受理时间在统计期内")
    DISPATCHED = "dispatched", N_("派单时间在统计期内，旧台账未记派单时间而有主办单位的看受理时间")
    DUE = "due", N_("到期时间在统计期内且不晚于统计时点，到期前已终止办理的除外")
    CLOSED = "closed", N_("办结时间在统计期内")
    ENDED = "ended", N_("不予受理或终止办理的时间在统计期内")
    CARRIED = "carried", N_("统计期开始前受理、至期初未办结")
    OPEN = "open", N_("期末前受理、至期末未办结")
    HANDLED = "handled", N_("派给单位的时间在统计期内（按件次）")
    RETURNED = "returned", N_("单位退单经同意的时间在统计期内（按件次）")
    CO_DUE = "co_due", N_("协办期限在统计期内且不晚于统计时点（按件次）")

    @property
    def is_of_parts(self) -> bool:
        """Are unit-handlings (件次) counted rather than orders?"""
        return self in (Population.HANDLED, Population.RETURNED, Population.CO_DUE)


class Dimension(Word):
    """By what orders, or units' parts in them, are counted apart."""

    TYPE = "request_type", N_("诉求类型")
    CLASS = "order_class", N_("工单类别")
    LEAD = "lead", N_("主办单位")
    CHANNEL = "channel", N_("来源渠道")
    MATTER = "matter", N_("事项分类")
    PLACE = "place", N_("发生地")
    ENTERPRISE = "enterprise", N_("企业")
    UNIT = "unit", N_("承办单位")
    "Of parts: lead and co-handlers alike."


Group = tuple[object, ...]
"One value for each dimension that was asked for, in their order; None where the order says nothing."


class Tally(Word):
    """One thing that is counted or summed, over the orders of one population."""

    population: Population

    def __new__(cls, code: str, population: Population, label: str) -> "Tally":
        member = str.__new__(cls, code)
        member._value_ = code
        member.population = population
        member.label = label
        return member

    RECEIVED = "received", Population.RECEIVED, N_("受理的工单")
    RECEIVED_ONCE = "received_once", Population.RECEIVED, N_("受理的工单，并入其他工单的重复工单除外")
    DIRECT = "direct", Population.RECEIVED, N_("受理时直接答复的工单")
    TRANSFERRED = "transferred", Population.RECEIVED, N_("受理后派给单位办理的工单")
    TRANSFERRED_CLOSED = "transferred_closed", Population.RECEIVED, N_("受理后派给单位、期末前已办结的工单")
    TRANSFERRED_ENDED = "transferred_ended", Population.RECEIVED, N_("受理后派给单位、期末前已终止办理的工单")
    IN_TRANSIT = "in_transit", Population.RECEIVED, N_("受理后期末尚未派给单位、也未直接答复、办结或退回的工单")
    CARRIED = "carried", Population.CARRIED, N_("期初未办结的工单")
    OPEN = "open", Population.OPEN, N_("期末未办结的工单")
    OPEN_LATE = "open_late", Population.OPEN, N_("期末未办结、已过到期时间而没有答复的工单")
    ENDED = "ended", Population.ENDED, N_("不予受理和终止办理的工单")
    DISPATCHED = "dispatched", Population.DISPATCHED, N_("派出的工单")
    FIRST_RIGHT = "first_right", Population.DISPATCHED, N_("首次派单后没有退单或改派的工单")
    RETURNED_ORDERS = "returned_orders", Population.DISPATCHED, N_("退过单的工单")
    SUPERVISED = "supervised", Population.DISPATCHED, N_("督办过的工单")
    CONTACTED = "contacted", Population.DISPATCHED, N_("已首次联系诉求人的工单")
    NOT_CONTACTED = "not_contacted", Population.DISPATCHED, N_("未首次联系诉求人的工单，旧台账未记载的除外")
    SIGN_DUE = "sign_due", Population.DISPATCHED, N_("有签收期限的工单")
    SIGNED_IN_TIME = "signed_in_time", Population.DISPATCHED, N_("在签收期限内签收的工单")
    DISPATCHED_MET = "dispatched_met", Population.DISPATCHED, N_("派出并在到期前答复、期末前已办结的工单")
    DUE = "due", Population.DUE, N_("到期的工单")
    DUE_MET = "due_met", Population.DUE, N_("到期前已答复的工单；旧台账没有答复时间的看办结时间")
    DUE_MISSED = "due_missed", Population.DUE, N_("到期时未答复的工单，其后答复的也算")
    CLOSED = "closed", Population.CLOSED, N_("办结的工单")
    CLOSED_WITH_DUE = "closed_with_due", Population.CLOSED, N_("办结且有到期时间的工单")
    CLOSED_MET = "closed_met", Population.CLOSED, N_("办结且到期前已答复的工单")
    CLOSED_LATE = "closed_late", Population.CLOSED, N_("办结但到期后才答复的工单")
    CLOSED_EARLY = "closed_early", Population.CLOSED, N_("办结且比到期时间提前达到设定小时数答复的工单")
    VERY_SATISFIED = "very_satisfied", Population.CLOSED, N_("评价非常满意的工单")
    SATISFIED = "satisfied", Population.CLOSED, N_("评价满意的工单")
    BASICALLY = "basically", Population.CLOSED, N_("评价基本满意的工单")
    DISSATISFIED = "dissatisfied", Population.CLOSED, N_("评价不满意的工单")
    VERY_DISSATISFIED = "very_dissatisfied", Population.CLOSED, N_("评价非常不满意的工单")
    SILENT = "silent", Population.CLOSED, N_("默认评价的工单，和回访未联系上、没有评价的工单")
    EXCLUDED = "excluded", Population.CLOSED, N_("经批准不计满意度的工单")
    SOLVED = "solved", Population.CLOSED, N_("诉求人认为已解决的工单")
    PARTLY_SOLVED = "partly_solved", Population.CLOSED, N_("诉求人认为部分解决的工单")
    UNSOLVED = "unsolved", Population.CLOSED, N_("诉求人认为未解决的工单")
    REALLY_SOLVED = "really_solved", Population.CLOSED, N_("承办结果为实际解决的工单")
    EXPLAINED = "explained", Population.CLOSED, N_("承办结果为解释说明的工单")
    REDONE = "redone", Population.CLOSED, N_("重办过的工单")
    EXTENDED = "extended", Population.CLOSED, N_("延期过的工单")
    EXTENSIONS = "extensions", Population.CLOSED, N_("延期次数之和")
    TIMED = "timed", Population.CLOSED, N_("办结且有办理工作日数的工单")
    WORKING_DAYS = "working_days", Population.CLOSED, N_("办理工作日数之和，受理当日不计、办结当日计入")
    SECONDS = "seconds", Population.CLOSED, N_("受理到办结的自然秒数之和")
    HANDLINGS = "handlings", Population.HANDLED, N_("承办件次，主办协办各计一次")
    HANDLED_MET = "handled_met", Population.HANDLED, N_("已办结或终止办理，且到期前答复或终止的件次")
    HANDLED_LATE = "handled_late", Population.HANDLED, N_("已办结或终止办理，但到期后才答复或终止的件次")
    HANDLED_UNLIMITED = "handled_unlimited", Population.HANDLED, N_("已办结或终止办理但没有到期时间的件次")
    HANDLED_OPEN = "handled_open", Population.HANDLED, N_("期末未办结也未终止办理的件次")
    LEDGER_RETURNS = "ledger_returns", Population.HANDLED, N_("旧台账记载的退单次数之和，计在主办单位")
    RETURNED_PARTS = "returned_parts", Population.RETURNED, N_("经同意退单的件次")
    CO_DUE = "co_due", Population.CO_DUE, N_("到期的协办件次")
    CO_MET = "co_met", Population.CO_DUE, N_("在协办期限内反馈的件次")


SUMS = frozenset({Tally.EXTENSIONS, Tally.WORKING_DAYS, Tally.SECONDS, Tally.LEDGER_RETURNS})
"Summed over the orders; every other tally counts them."

Counts = Mapping[Tally, int]
"What was counted for one group of orders; a missing tally is 0."

EVALUATED = (
    Tally.VERY_SATISFIED, Tally.SATISFIED, Tally.BASICALLY, Tally.DISSATISFIED, Tally.VERY_DISSATISFIED,
)
CONCLUDED = (Tally.SOLVED, Tally.PARTLY_SOLVED, Tally.UNSOLVED)
HANDLED_CLOSED = (Tally.HANDLED_MET, Tally.HANDLED_LATE, Tally.HANDLED_UNLIMITED)


def total(groups: Iterable[Counts]) -> dict[Tally, int]:
    """The groups taken together: every tally is a plain sum."""
    summed: dict[Tally, int] = {}
    for counts in groups:
        for tally, count in counts.items():
            summed[tally] = summed.get(tally, 0) + count
    return summed
