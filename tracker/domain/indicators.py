"""Every published figure: part, base, which moment places an order in the period, what is left out, where it is from.

What is counted is named in tally.py, how a figure is reckoned in figures.py; which figures stand in which table is
decided in bulletin.py. Formulas: rules, section 6.
"""

from tracker.domain.figures import Indicator
from tracker.domain.figures import Measure as M
from tracker.domain.tally import CONCLUDED, EVALUATED, HANDLED_CLOSED
from tracker.domain.tally import Tally as T
from tracker.domain.words import N_, OrderClass

RECEIVED = Indicator(
    "received", N_("受理量"), M.ORDERS, (T.RECEIVED,), None, N_("受理时间在统计期内的工单，按件计。"))
RECEIVED_ONCE = Indicator(
    "received_once", N_("受理量（不含重复）"), M.ORDERS, (T.RECEIVED_ONCE,), None,
    N_("受理量中除去并入其他工单一并办理的重复工单；取消并单的不算重复。"))
DIRECT = Indicator(
    "direct", N_("直办量"), M.ORDERS, (T.DIRECT,), None, N_("受理量中由话务员直接答复、没有派给单位的工单。"))
DIRECT_RATE = Indicator(
    "direct_rate", N_("直办率"), M.RATE, (T.DIRECT,), (T.RECEIVED,), N_("分母：受理量；分子：其中直接答复的。"))
TRANSFERRED = Indicator(
    "transferred", N_("转办量"), M.ORDERS, (T.TRANSFERRED,), None, N_("受理量中已派给单位办理的工单，不论何时派出。"))
IN_TRANSIT = Indicator(
    "in_transit", N_("流转中"), M.ORDERS, (T.IN_TRANSIT,), None,
    N_("受理量中还没有派给单位，也没有直接答复、办结或退回的工单（待派单、待补充等）。"))
CARRIED = Indicator(
    "carried", N_("结转量"), M.ORDERS, (T.CARRIED,), None,
    N_("统计期开始前受理、到期初还没有办结的工单。结转量＋受理量＝办结量＋退回量＋在办量。"))
CLOSED = Indicator(
    "closed", N_("办结量"), M.ORDERS, (T.CLOSED,), None, N_("办结时间在统计期内的工单，不论何时受理。"))
OPEN = Indicator(
    "open", N_("在办量"), M.ORDERS, (T.OPEN,), None, N_("到期末（未满的月份到统计时点）已受理而没有办结的工单，不论何时受理。"))
ENDED = Indicator(
    "ended", N_("退回量"), M.ORDERS, (T.ENDED,), None, N_("统计期内决定不予受理和终止办理的工单。作废、撤单的不计入任何指标。"))
TRANSFERRED_CLOSED = Indicator(
    "transferred_closed", N_("转办已办结"), M.ORDERS, (T.TRANSFERRED_CLOSED,), None,
    N_("转办量中到期末已经办结的工单，是办结率的分子。"))
TRANSFERRED_ENDED = Indicator(
    "transferred_ended", N_("转办已终止"), M.ORDERS, (T.TRANSFERRED_ENDED,), None,
    N_("转办量中到期末已经终止办理、没有办结的工单。"))
CLOSURE_RATE = Indicator(
    "closure_rate", N_("办结率"), M.RATE, (T.TRANSFERRED_CLOSED,), (T.TRANSFERRED,),
    N_("分母：转办量；分子：其中到期末已经办结的。没有到期的工单也在分母内。"))
CLOSURE_RATE_CARRIED = Indicator(
    "closure_rate_carried", N_("办结率（含结转）"), M.RATE, (T.CLOSED, T.ENDED), (T.CARRIED, T.RECEIVED),
    N_("分母：结转量＋受理量；分子：办结量＋退回量。"))
ON_TIME = Indicator(
    "on_time", N_("按时办结率"), M.RATE, (T.DUE_MET,), (T.DUE,),
    N_("分母：到期时间在统计期内且不晚于统计时点的工单，不论是否办结，到期前已终止办理的除外；分子：其中答复时间不晚于到期时间的（旧台账没有答复时间的看办结时间）。"))
ON_TIME_CLOSED = Indicator(
    "on_time_closed", N_("按时办结率（办结口径）"), M.RATE, (T.CLOSED_MET,), (T.CLOSED_WITH_DUE,),
    N_("分母：统计期内办结且有到期时间的工单；分子：其中答复时间不晚于到期时间的。超期而未办结的不在分母内，只供与旧通报比较。"))
ON_TIME_DISPATCHED = Indicator(
    "on_time_dispatched", N_("按时办结率（派单口径）"), M.RATE, (T.DISPATCHED_MET,), (T.DISPATCHED,),
    N_("分母：派单时间在统计期内的工单；分子：其中到期前已答复、期末前已办结的。没有到期的工单也在分母内。"))
OVERDUE = Indicator(
    "overdue", N_("超期量"), M.ORDERS, (T.DUE_MISSED,), None,
    N_("到期时间在统计期内且不晚于统计时点、到期时没有答复的工单，包括其后答复的和仍未答复的。"))
OVERDUE_RATE = Indicator(
    "overdue_rate", N_("超期率"), M.RATE, (T.CLOSED_LATE, T.OPEN_LATE), (T.CLOSED, T.OPEN_LATE),
    N_("分母：办结量＋期末超期未办结的工单；分子：统计期内超期办结的＋期末超期未办结的。"))
EARLY = Indicator(
    "early", N_("提前办结率"), M.RATE, (T.CLOSED_EARLY,), (T.CLOSED_WITH_DUE,),
    N_("分母：统计期内办结且有到期时间的工单；分子：其中答复时间比到期时间提前达到“提前办结小时数”的。"))
SATISFACTION = Indicator(
    "satisfaction", N_("满意率"), M.RATE, (T.VERY_SATISFIED, T.SATISFIED), EVALUATED,
    N_("分母：统计期内办结且有满意度评价的工单，未评价的不计，经批准不计满意度的除外；分子：其中评价“非常满意”“满意”的。"),
    part_if_basically=(T.BASICALLY,), both_if_silent=(T.SILENT,))
SATISFACTION_REAL = Indicator(
    "satisfaction_real", N_("实际参评满意率"), M.RATE, (T.VERY_SATISFIED, T.SATISFIED), EVALUATED,
    N_("口径同满意率，默认评价一律不计。"), part_if_basically=(T.BASICALLY,))
SATISFACTION_DEFAULT = Indicator(
    "satisfaction_default", N_("满意率（含默认评价）"), M.RATE, (T.VERY_SATISFIED, T.SATISFIED, T.SILENT),
    (*EVALUATED, T.SILENT), N_("口径同满意率，默认评价和回访未联系上、没有评价的工单一律按满意计入分子和分母。"),
    part_if_basically=(T.BASICALLY,))
SATISFIED_SHARE = Indicator(
    "satisfied_share", N_("满意占比"), M.RATE, (T.VERY_SATISFIED, T.SATISFIED), EVALUATED,
    N_("分母：参评的工单；分子：其中评价“非常满意”“满意”的，“基本满意”不计入分子。"))
SATISFACTION_WEIGHTED = Indicator(
    "satisfaction_weighted", N_("加权满意率"), M.RATE, EVALUATED, EVALUATED,
    N_("分母：参评的工单；分子：各级评价按“满意度权重”折算之和。"), is_weighted=True)
DISSATISFACTION = Indicator(
    "dissatisfaction", N_("不满意率"), M.RATE, (T.DISSATISFIED, T.VERY_DISSATISFIED), EVALUATED,
    N_("分母：参评的工单；分子：其中评价“不满意”“非常不满意”的。"))
EVALUATED_RATE = Indicator(
    "evaluated_rate", N_("参评率"), M.RATE, EVALUATED, (T.CLOSED,),
    N_("分母：办结量；分子：其中诉求人作出满意度评价的，默认评价和经批准不计满意度的不算参评。"))
EXCLUDED = Indicator(
    "excluded", N_("不计满意度"), M.ORDERS, (T.EXCLUDED,), None,
    N_("统计期内办结、经批准不计满意度的工单（执法办案、行政调解、不合理诉求等），理由和批准人见满意度明细。"))
SOLVED = Indicator(
    "solved", N_("解决率"), M.RATE, (T.SOLVED,), CONCLUDED,
    N_("分母：统计期内办结且诉求人说明了是否解决的工单；分子：其中“已解决”的，“部分解决”不计入分子。"))
REALLY_SOLVED = Indicator(
    "really_solved", N_("实际解决率"), M.RATE, (T.REALLY_SOLVED,), (T.REALLY_SOLVED, T.EXPLAINED),
    N_("分母：统计期内办结、承办结果为实际解决或解释说明的工单；分子：其中实际解决的。"))
RESPONSE = Indicator(
    "response", N_("响应率"), M.RATE, (T.CONTACTED,), (T.CONTACTED, T.NOT_CONTACTED),
    N_("分母：派单时间在统计期内的工单，旧台账没有记载首次联系时间的不计；分子：其中已首次联系诉求人的。"))
SIGN_ON_TIME = Indicator(
    "sign_on_time", N_("签收及时率"), M.RATE, (T.SIGNED_IN_TIME,), (T.SIGN_DUE,),
    N_("分母：派单时间在统计期内、有签收期限的工单；分子：其中在期限内签收的。"))
FIRST_RIGHT = Indicator(
    "first_right", N_("首派准确率"), M.RATE, (T.FIRST_RIGHT,), (T.DISPATCHED,),
    N_("分母：派单时间在统计期内的工单；分子：其中首次派单后没有退单或改派的。"))
RETURN_RATE = Indicator(
    "return_rate", N_("退单率"), M.RATE, (T.RETURNED_ORDERS,), (T.DISPATCHED,),
    N_("分母：派单时间在统计期内的工单；分子：其中经同意退过单的，一件只计一次。"))
REDO_RATE = Indicator(
    "redo_rate", N_("重办率"), M.RATE, (T.REDONE,), (T.CLOSED,), N_("分母：办结量；分子：其中重办过的，一件只计一次。"))
EXTENSION_RATE = Indicator(
    "extension_rate", N_("延期率"), M.RATE, (T.EXTENSIONS,), (T.CLOSED,), N_("分母：办结量；分子：其延期次数之和，一件延期两次计两次。"))
SUPERVISED = Indicator(
    "supervised", N_("督办件"), M.ORDERS, (T.SUPERVISED,), None, N_("派单时间在统计期内、书面督办以上督办过的工单，催办不计。"))
CO_ON_TIME = Indicator(
    "co_on_time", N_("协办及时率"), M.RATE, (T.CO_MET,), (T.CO_DUE,),
    N_("分母：协办期限在统计期内且不晚于统计时点的协办件次；分子：其中在期限内向主办单位反馈的。"))
MEAN_DAYS = Indicator(
    "mean_days", N_("平均办结时长"), M.WORKING_DAYS, (T.WORKING_DAYS,), (T.TIMED,),
    N_("统计期内办结的工单从受理到办结的工作日数平均，受理当日不计，办结当日计入。"))
MEAN_HOURS = Indicator(
    "mean_hours", N_("平均办结时长（小时）"), M.HOURS, (T.SECONDS,), (T.CLOSED,),
    N_("统计期内办结的工单从受理到办结的自然小时数平均，节假日和夜间都计。"), per=3600)


def _of_class(indicator: Indicator, order_class: OrderClass, label: str, definition: str) -> Indicator:
    return Indicator(
        f"{order_class.value}_{indicator.key}", label, indicator.measure, indicator.part, indicator.base, definition,
        indicator.part_if_basically, indicator.both_if_silent, order_class, indicator.per)


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
REDONE = Indicator(
    "redone", N_("重办"), M.ORDERS, (T.REDONE,), None, N_("统计期内办结、重办过的工单。"))
EXTENSIONS = Indicator(
    "extensions", N_("延期"), M.TIMES, (T.EXTENSIONS,), None, N_("统计期内办结的工单的延期次数。"))
RETURNS = Indicator(
    "returns", N_("退单"), M.TIMES, (T.RETURNED_PARTS, T.LEDGER_RETURNS), None,
    N_("统计期内该单位经同意退单的次数；旧台账不知道由谁退单，记载的次数计在主办单位。"))
DUE = Indicator(
    "due", N_("到期件"), M.ORDERS, (T.DUE,), None, N_("按时办结率的分母：该单位主办、统计期内到期的工单。"))
EVALUATED_ORDERS = Indicator(
    "evaluated", N_("参评件"), M.ORDERS, EVALUATED, None, N_("统计期内办结且诉求人作出满意度评价的工单。"))
DISSATISFIED = Indicator(
    "dissatisfied", N_("不满意"), M.ORDERS, (T.DISSATISFIED, T.VERY_DISSATISFIED), None,
    N_("统计期内办结、评价“不满意”“非常不满意”的工单。"))
CONCLUDED_ORDERS = Indicator(
    "concluded", N_("有结论件"), M.ORDERS, CONCLUDED, None, N_("解决率的分母：统计期内办结且诉求人说明了是否解决的工单。"))
