"""Orders as rows of a list that leaves the house: header → value, seen through the veil that lies outside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tracker.domain.disclosure import veiled
from tracker.domain.permissions import Actor
from tracker.domain.words import CodeTable
from tracker.store import tables
from tracker.store.db import db
from tracker.store.ledger import CoPart, Value, co_parts_of, written
from tracker.store.models import WorkOrder
from tracker.store.orders import visible_to
from tracker.store.secrecy import veil_outside

COLUMNS: dict[str, str] = {
    "工单编号": "number", "状态": "stage", "标题": "title", "诉求类型": "request_type", "工单类别": "order_class",
    "紧急程度": "urgency", "受理时间": "received_at", "来源编号": "source_number", "诉求人": "caller_name",
    "联系电话": "caller_phone", "企业名称": "enterprise_name", "统一社会信用代码": "enterprise_uscc", "内容": "content",
    "派单时间": "dispatched_at", "签收时间": "signed_at", "首次联系时间": "contacted_at", "到期时间": "due_at",
    "答复时间": "replied_at", "公开答复": "public_answer", "办结时间": "closed_at", "是否解决": "solved",
    "满意度": "satisfaction", "是否保密": "is_confidential", "退单次数": "return_count", "延期次数": "extension_count",
    "企业联系人": "enterprise_contact", "默认评价": "is_default_rating", "是否直办": "is_direct",
    "重办次数": "redo_count", "催办次数": "urge_count", "督办次数": "supervision_count",
}
"Header → WorkOrder's column. 来源渠道, 事项分类, 发生地, 主办单位 and 协办单位 are named apart."

IDENTITY = ("诉求人", "联系电话", "企业名称", "统一社会信用代码", "企业联系人")
"Masked, or hidden, by the veil."
NAMED = {"来源渠道": CodeTable.CHANNEL, "事项分类": CodeTable.MATTER, "发生地": CodeTable.PLACE}


@dataclass(frozen=True)
class Listed:
    """One order as a row; `is_revealed` where it tells who called without a mask."""

    order_id: int
    row: dict[str, Value]
    is_revealed: bool


def code_names() -> dict[str, dict[str, str]]:
    """The names of codes by header, asked once for all rows."""
    return {header: tables.code_names(table) for header, table in NAMED.items()}


def _row(
    order: WorkOrder, names: dict[str, dict[str, str]], co_parts: Sequence[CoPart], is_unmasked: bool
) -> Listed:
    veil = veil_outside(order)
    seen = veiled(order, veil)
    # Whatever is asked for, a confidential order tells nothing of its caller.
    face: Any = order if is_unmasked and not order.is_confidential else veil
    row: dict[str, Value] = {header: written(getattr(seen, column)) for header, column in COLUMNS.items()}
    row |= {header: getattr(face, COLUMNS[header]) or None for header in IDENTITY}
    row["来源渠道"] = names["来源渠道"].get(order.channel_code, order.channel_code)
    row["事项分类"] = names["事项分类"].get(order.matter_code or "", order.matter_code)
    row["发生地"] = f"{names['发生地'].get(order.place_code or '', '')}{seen.address}" or None
    row["主办单位"] = order.lead.name if order.lead else None
    row["协办单位"] = "、".join(part.unit for part in co_parts) or None
    return Listed(order.id, row, face is order)


def listed_rows(
    order_ids: Sequence[int], names: dict[str, dict[str, str]], *, by: Actor, is_unmasked: bool = False
) -> list[Listed]:
    """The orders in the order of their ids here, without those that the person may no longer see.

    Names and phones are masked unless `is_unmasked`; of a confidential order they are not told at all.
    """
    wanted = WorkOrder.id.in_(order_ids)
    found = db.session.scalars(select(WorkOrder).where(wanted, visible_to(by)).options(joinedload(WorkOrder.lead)))
    orders, co_parts = {order.id: order for order in found}, co_parts_of(wanted)
    return [
        _row(orders[order_id], names, co_parts.get(order_id, ()), is_unmasked)
        for order_id in order_ids if order_id in orders
    ]
