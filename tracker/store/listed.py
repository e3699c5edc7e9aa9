"""Orders as rows of a list that leaves the house: header → value, seen through the veil that lies outside it."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tracker.domain.disclosure import veiled
from tracker.domain.words import CodeTable
from tracker.store import tables
from tracker.store.db import db
from tracker.store.ledger import Value, co_handlers_of, written
from tracker.store.models import WorkOrder
from tracker.store.secrecy import veil_outside

COLUMNS: dict[str, str] = {
    "工单编号": "number", "状态": "stage", "标题": "title", "诉求类型": "request_type", "工单类别": "order_class",
    "紧急程度": "urgency", "受理时间": "received_at", "来源编号": "source_number", "诉求人": "caller_name",
    "联系电话": "caller_phone", "企业名称": "enterprise_name", "统一社会信用代码": "enterprise_uscc", "内容": "content",
    "派单时间": "dispatched_at", "签收时间": "signed_at", "首次联系时间": "contacted_at", "到期时间": "due_at",
    "答复时间": "replied_at", "公开答复": "public_answer", "办结时间": "closed_at", "是否解决": "solved",
    "满意度": "satisfaction", "是否保密": "is_confidential", "退单次数": "return_count", "延期次数": "extension_count",
    "重办次数": "redo_count", "催办次数": "urge_count", "督办次数": "supervision_count",
}
"Header → WorkOrder's column. 来源渠道, 发生地, 主办单位 and 协办单位 are named apart."

IDENTITY = ("诉求人", "联系电话", "企业名称", "统一社会信用代码")
"Masked, or hidden, by the veil."

BATCH = 500


def _row(order: WorkOrder, names: dict[str, dict[str, str]], co_handlers: Sequence[str]) -> dict[str, Value]:
    veil = veil_outside(order)
    seen = veiled(order, veil)
    row: dict[str, Value] = {header: written(getattr(seen, column)) for header, column in COLUMNS.items()}
    row |= {header: getattr(veil, COLUMNS[header]) or None for header in IDENTITY}
    row["来源渠道"] = names["来源渠道"].get(order.channel_code, order.channel_code)
    row["发生地"] = f"{names['发生地'].get(order.place_code or '', '')}{seen.address}" or None
    row["主办单位"] = order.lead.name if order.lead else None
    row["协办单位"] = "、".join(co_handlers) or None
    return row


def listed_rows(order_ids: Sequence[int]) -> Iterator[dict[str, Value]]:
    """The orders in the order of their ids here; names and phones masked, of a confidential one not told at all."""
    names = {"来源渠道": tables.code_names(CodeTable.CHANNEL), "发生地": tables.code_names(CodeTable.PLACE)}
    for start in range(0, len(order_ids), BATCH):
        some = order_ids[start:start + BATCH]
        wanted = WorkOrder.id.in_(some)
        found = db.session.scalars(select(WorkOrder).where(wanted).options(joinedload(WorkOrder.lead)))
        orders, co_handlers = {order.id: order for order in found}, co_handlers_of(wanted)
        yield from (
            _row(orders[order_id], names, co_handlers.get(order_id, ())) for order_id in some if order_id in orders
        )
