"""台账 out of the store: one row per order, by the headers that template, import and 明细 share (sheets.columns)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import func, select

from tracker.domain.disclosure import Identity
from tracker.domain.periods import Period
from tracker.domain.redaction import REDACTED
from tracker.domain.words import CodeTable, Part, Word
from tracker.store import tables
from tracker.store.db import db
from tracker.store.models import Assignment, Department, WorkOrder

O = WorkOrder  # noqa: E741  (one letter keeps the table below readable)

COLUMNS: dict[str, sa.ColumnElement[Any] | Any] = {
    # An order of our own is known abroad by our number: imported elsewhere it stays one order.
    "来源编号": func.coalesce(O.source_number, O.number),
    "来源渠道": O.channel_code,
    "诉求类型": O.request_type,
    "工单类别": O.order_class,
    "诉求人": O.caller_name,
    "联系电话": O.caller_phone,
    "企业名称": O.enterprise_name,
    "统一社会信用代码": O.enterprise_uscc,
    "标题": O.title,
    "内容": O.content,
    "发生地": O.place_code,
    "紧急程度": O.urgency,
    "受理时间": O.received_at,
    "主办单位": Department.name,
    "派单时间": O.dispatched_at,
    "签收时间": O.signed_at,
    "首次联系时间": O.contacted_at,
    "到期时间": O.due_at,
    "答复时间": O.replied_at,
    "公开答复": O.public_answer,
    "办结时间": O.closed_at,
    "是否解决": O.solved,
    "满意度": O.satisfaction,
    "是否保密": O.is_confidential,
}
"Header → what stands beneath it; codes and words are written as their names. 协办单位 is gathered apart."

IDENTITY = ("诉求人", "联系电话")
ENTERPRISE = ("企业名称", "统一社会信用代码")
TEXTS = ("标题", "内容", "发生地", "公开答复")

BATCH = 1000
"Rows fetched at a time: a month of any size stays small in memory."

Value = str | int | datetime | None


def co_handlers_of(condition: sa.ColumnElement[bool]) -> dict[int, list[str]]:
    """The co-handlers' names by the order's id."""
    found = db.session.execute(
        select(Assignment.order_id, Department.name)
        .join(Department, Department.id == Assignment.department_id)
        .join(WorkOrder, WorkOrder.id == Assignment.order_id)
        .where(Assignment.part == Part.CO, condition).order_by(Assignment.id)
    )
    gathered: dict[int, list[str]] = {}
    for order_id, name in found:
        gathered.setdefault(order_id, []).append(name)
    return gathered


def written(value: Any) -> Value:
    """A value as a ledger says it: words by their names, nothing for a blank."""
    if isinstance(value, bool):
        return "是" if value else "否"
    return value.label if isinstance(value, Word) else value or None


def _kept_secret(row: dict[str, Value], identity: Identity) -> None:
    """A workbook goes anywhere: of a confidential order it says nothing about who called."""
    hidden = IDENTITY + (ENTERPRISE if identity.is_enterprise else ())
    row.update(dict.fromkeys(hidden))
    for header in TEXTS:
        if isinstance(text := row[header], str):
            row[header] = identity.pattern.sub(REDACTED, text)


def ledger_rows(period: Period) -> Iterator[dict[str, Value]]:
    """The orders received in the period, oldest first, as header → value; moments are aware."""
    inside = sa.and_(WorkOrder.received_at >= period.start, WorkOrder.received_at < period.until)
    co_handlers = co_handlers_of(inside)
    names = {"来源渠道": tables.code_names(CodeTable.CHANNEL), "发生地": tables.code_names(CodeTable.PLACE)}
    found = db.session.execute(
        select(WorkOrder.id, WorkOrder.address, WorkOrder.caller_kind, WorkOrder.enterprise_contact, *COLUMNS.values())
        .outerjoin(Department, Department.id == WorkOrder.lead_id)
        .where(inside).order_by(WorkOrder.received_at, WorkOrder.id)
        .execution_options(yield_per=BATCH)
    )
    for order_id, address, caller_kind, contact, *values in found:
        row = dict(zip(COLUMNS, map(written, values), strict=True))
        for header, known in names.items():
            row[header] = known.get(str(row[header]), row[header])
        row["发生地"] = f"{row['发生地'] or ''}{address}" or None
        row["协办单位"] = "、".join(co_handlers.get(order_id, ())) or None
        if row["是否保密"] == "是":
            name, phone, enterprise, code = (str(row[header] or "") for header in IDENTITY + ENTERPRISE)
            _kept_secret(row, Identity(name, phone, caller_kind, enterprise, code, contact))
        yield row
