"""台账's one column table: template, import and the month's 明细 share it."""

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """How a cell is read."""

    LINE = "line"
    TEXT = "text"
    MOMENT = "moment"
    UNITS = "units"


@dataclass(frozen=True)
class LedgerColumn:
    """One column: its header, the name its value goes by, how it is read, and what to enter.

    `is_required` speaks of the column: its cells may still be empty where the order allows it.
    """

    header: str
    field: str
    kind: Kind
    is_required: bool
    advice: str


def _column(header: str, field: str, kind: Kind, advice: str) -> LedgerColumn:
    return LedgerColumn(header, field, kind, field in NEEDED, advice)


NEEDED = frozenset({
    "source_number", "channel", "request_type", "order_class", "caller_name", "caller_phone", "enterprise_name",
    "enterprise_uscc", "title", "content", "place", "urgency", "received_at",
})
"Every column up to 受理时间; the later ones tell how far an order has come."

LEDGER: tuple[LedgerColumn, ...] = (
    _column("来源编号", "source_number", Kind.LINE, "必填。来源平台或旧台账的编号，同一来源渠道内不重复"),
    _column("来源渠道", "channel", Kind.LINE, "必填。代码表“来源渠道”中的名称，如 12345电话"),
    _column("诉求类型", "request_type", Kind.LINE, "必填。咨询、求助、建议、投诉、举报、表扬、其他"),
    _column("工单类别", "order_class", Kind.LINE, "涉企工单、市场主体诉求工单、群众工单；空着时有企业名称的算涉企工单"),
    _column("诉求人", "caller_name", Kind.LINE, "可空"),
    _column("联系电话", "caller_phone", Kind.LINE, "可空。11 位手机号或带区号座机"),
    _column("企业名称", "enterprise_name", Kind.LINE, "涉企和市场主体工单必填"),
    _column("统一社会信用代码", "enterprise_uscc", Kind.LINE, "可空。18 位，核对校验码"),
    _column("标题", "title", Kind.LINE, "空着时取内容前 30 个字"),
    _column("内容", "content", Kind.TEXT, "必填"),
    _column("发生地", "place", Kind.LINE, "镇街名称，其后可接详细地址"),
    _column("紧急程度", "urgency", Kind.LINE, "一般、紧急、特急；空着算一般"),
    _column("受理时间", "received_at", Kind.MOMENT, "必填。如 2026-01-05 09:30"),
    _column("主办单位", "lead", Kind.LINE, "已派单的填。单位名称"),
    _column("协办单位", "co", Kind.UNITS, "多个单位用顿号隔开"),
    _column("派单时间", "dispatched_at", Kind.MOMENT, "已派单的填"),
    _column("签收时间", "signed_at", Kind.MOMENT, "已签收的填"),
    _column("首次联系时间", "contacted_at", Kind.MOMENT, "已联系的填"),
    _column("到期时间", "due_at", Kind.MOMENT, "答复期限；未办结工单空着时按时限表计算"),
    _column("答复时间", "replied_at", Kind.MOMENT, "已答复的填"),
    _column("公开答复", "public_answer", Kind.TEXT, "已答复的填"),
    _column("办结时间", "closed_at", Kind.MOMENT, "已办结的填"),
    _column("是否解决", "solved", Kind.LINE, "已解决、部分解决、未解决（或 是、部分、否）"),
    _column("满意度", "satisfaction", Kind.LINE, "非常满意、满意、基本满意、不满意、非常不满意"),
)

BY_HEADER = {column.header: column for column in LEDGER}
HEADER_OF = {column.field: column.header for column in LEDGER}
