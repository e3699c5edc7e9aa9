"""台账's one column table: template, import and the month's 明细 share it. How each cell is read: domain.ledger_row."""

from dataclasses import dataclass
from enum import Enum

from tracker.domain.ledger import Ending
from tracker.domain.words import (
    CallbackOutcome,
    DepartmentKind,
    OrderClass,
    RequestType,
    Satisfaction,
    SolutionKind,
    Solved,
    Urgency,
    Word,
)


class Kind(Enum):
    """What a cell holds."""

    LINE = "line"
    CODE = "code"
    "Digits that are no quantity: kept as text, so that no zero in front is lost."
    WORD = "word"
    TEXT = "text"
    MOMENT = "moment"
    MOMENTS = "moments"
    "Several, parted as units are."
    UNITS = "units"
    YES_NO = "yes_no"
    COUNT = "count"


@dataclass(frozen=True)
class LedgerColumn:
    """One column: its header, the name its value goes by, what it holds, and what to enter.

    `is_required` speaks of the column: its cells may still be empty where the order allows it. `width` in characters.
    """

    header: str
    field: str
    kind: Kind
    is_required: bool
    width: float
    advice: str
    example: str = ""
    words: type[Word] | None = None


def _choices(words: type[Word]) -> str:
    return "、".join(word.label for word in words)


_TIMES = "0 至 99 的整数，空着算 0"
_IN_TURN = "按协办单位的顺序逐个填写，用顿号隔开"

_REQUIRED = frozenset({"source_number", "channel", "request_type", "content", "received_at"})
"Without these columns a sheet is no ledger; of the others a bureau's own ledger has some."

_TABLE: tuple[tuple[str, str, Kind, float, str, str, type[Word] | None], ...] = (
    ("来源编号", "source_number", Kind.CODE, 17, "必填。来源平台或旧台账的编号；与来源渠道一起识别重复", "2026-0001", None),
    ("来源渠道", "channel", Kind.LINE, 12, "必填。代码表“来源渠道”中的名称", "12345电话", None),
    ("诉求类型", "request_type", Kind.WORD, 10, f"必填。{_choices(RequestType)}", "求助", RequestType),
    ("工单类别", "order_class", Kind.WORD, 16, f"{_choices(OrderClass)}；空着时，有企业名称的算涉企工单，没有的算群众工单",
     "涉企工单", OrderClass),
    ("诉求人", "caller_name", Kind.LINE, 10, "可空", "", None),
    ("联系电话", "caller_phone", Kind.CODE, 14, "可空。11 位手机号，或座机号；空着时不要求联系和回访", "0753-2220000", None),
    ("企业名称", "enterprise_name", Kind.LINE, 24, "涉企工单、市场主体诉求工单必填", "某某科技有限公司", None),
    ("统一社会信用代码", "enterprise_uscc", Kind.CODE, 20, "可空。18 位，按校验码核对", "", None),
    ("标题", "title", Kind.LINE, 28, "空着时取内容的前 30 个字；最多 200 字", "园区道路积水", None),
    ("内容", "content", Kind.TEXT, 40, "必填。最多 20000 字", "连续下雨后园区主干道积水，货车无法进出。", None),
    ("发生地", "place", Kind.LINE, 16, "镇街名称，其后可接详细地址；不是镇街的原样作为地址", "西阳镇工业园", None),
    ("紧急程度", "urgency", Kind.WORD, 10, f"{_choices(Urgency)}；空着算一般", "一般", Urgency),
    ("受理时间", "received_at", Kind.MOMENT, 16.5, "必填。如 2026-01-05 09:30、2026/1/5 9:03、2026年1月5日 9时3分",
     "2026-01-05 09:30", None),
    ("主办单位", "lead", Kind.LINE, 22, "已派单的填。单位表中的全称，只填一个", "区住房和城乡建设局", None),
    ("协办单位", "co", Kind.UNITS, 22, "多个单位用顿号隔开", "区水务局、西阳镇人民政府", None),
    ("派单时间", "dispatched_at", Kind.MOMENT, 16.5, "已派单的填；未办结工单空着时算受理时间", "2026-01-05 10:00", None),
    ("签收时间", "signed_at", Kind.MOMENT, 16.5, "已签收的填", "2026-01-05 11:20", None),
    ("首次联系时间", "contacted_at", Kind.MOMENT, 16.5, "已联系诉求人的填", "2026-01-05 14:40", None),
    ("到期时间", "due_at", Kind.MOMENT, 16.5, "答复期限。未办结工单空着时按时限表计算，已办结的空着不补", "2026-01-19 17:30", None),
    ("答复时间", "replied_at", Kind.MOMENT, 16.5, "已答复的填", "2026-01-12 16:00", None),
    ("公开答复", "public_answer", Kind.TEXT, 40, "已答复的填", "已疏通排水口，积水已排除。", None),
    ("办结时间", "closed_at", Kind.MOMENT, 16.5, "已办结的填", "2026-01-13 09:00", None),
    ("是否解决", "solved", Kind.WORD, 10, f"{_choices(Solved)}（是、部分、否也可）", "已解决", Solved),
    ("满意度", "satisfaction", Kind.WORD, 10, _choices(Satisfaction), "满意", Satisfaction),
    ("是否保密", "is_confidential", Kind.YES_NO, 10, "诉求人要求保密的填“是”，空着算否", "否", None),
    ("是否直办", "is_direct", Kind.YES_NO, 10, "热线当场答复办结、没有派单的填“是”，空着算否；填“是”的不填承办单位和派单、签收时间", "否", None),
    ("承办结果", "solution_kind", Kind.WORD, 10, f"{_choices(SolutionKind)}。已答复或办结的填", "实际解决", SolutionKind),
    ("退单次数", "return_count", Kind.COUNT, 10, f"{_TIMES}；大于 0 而首派不准空着的，算首派不准", "0", None),
    ("延期次数", "extension_count", Kind.COUNT, 10, _TIMES, "0", None),
    ("重办次数", "redo_count", Kind.COUNT, 10, _TIMES, "0", None),
    ("督办次数", "supervision_count", Kind.COUNT, 10, f"{_TIMES}；催办不算", "0", None),
    ("并入编号", "master", Kind.CODE, 17,
     "重复单填主单的来源编号（也可填本系统的工单编号）。主单可在本文件中任何一行，也可已在系统中。重复单没有派单时间的，随主单办理，不另计承办件次", "", None),
    ("回访结果", "callback_outcome", Kind.WORD, 12, f"{_choices(CallbackOutcome)}；空着而有评价的算已回访", "已回访",
     CallbackOutcome),
    ("满意度是否默认", "is_default_rating", Kind.YES_NO, 14, "满意度不是诉求人所评、逾期未评按默认计入的填“是”，空着算否", "否", None),
    ("事项分类", "matter", Kind.LINE, 20, "代码表“事项分类”中的名称；有上级的也可写成“一级/二级”", "城市管理/市容环卫", None),
    ("单位类别", "lead_kind", Kind.WORD, 10,
     f"{_choices(DepartmentKind)}。只在导入时新建主办单位用，已有的单位不改；空着按单位名称判断", "区直部门", DepartmentKind),
    ("结束方式", "ending", Kind.WORD, 10, f"{_choices(Ending)}；这时“办结时间”填结束的时间，工单不算办结。正常办结的空着", "", Ending),
    ("首派不准", "is_misdirected", Kind.YES_NO, 10, "首次派单派错单位的填“是”；空着时退单次数大于 0 的算“是”", "否", None),
    ("签收期限", "sign_due_at", Kind.MOMENT, 16.5, "已派单的填。未办结工单空着时按时限表计算，已办结的空着不补", "2026-01-05 12:00", None),
    ("协办期限", "co_due", Kind.MOMENTS, 22, f"{_IN_TURN}；没有期限的写“—”", "2026-01-12 17:30、2026-01-12 17:30", None),
    ("协办反馈时间", "co_results", Kind.MOMENTS, 22, f"{_IN_TURN}；没有反馈的写“—”", "2026-01-09 10:00、—", None),
)

LEDGER: tuple[LedgerColumn, ...] = tuple(
    LedgerColumn(header, field, kind, field in _REQUIRED, width, advice, example, words)
    for header, field, kind, width, advice, example, words in _TABLE
)

BY_HEADER = {column.header: column for column in LEDGER}
HEADER_OF = {column.field: column.header for column in LEDGER}
