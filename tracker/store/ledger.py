"""台账 out of the store: one row per order, by the headers that template, import and 明细 share (sheets.columns)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from tracker.clock import LOCAL
from tracker.domain.disclosure import Identity
from tracker.domain.ledger import Ending
from tracker.domain.periods import Period
from tracker.domain.redaction import REDACTED
from tracker.domain.words import CodeTable, Part, Stage, Step, Word
from tracker.store import tables
from tracker.store.db import db
from tracker.store.models import Assignment, Department, Promise, WorkOrder

O = WorkOrder  # noqa: E741  (one letter keeps the table below readable)
Master = aliased(WorkOrder)

SIGN_DUE = (
    select(Promise.due_at)
    .where(Promise.order_id == O.id, Promise.step == Step.SIGN, Promise.department_id.is_(None),
           Promise.superseded_at.is_(None))
    .order_by(Promise.id.desc()).limit(1).correlate(O).scalar_subquery()
)
"The sign promise that the figures judge by (populations.py)."

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
    "办结时间": func.coalesce(O.closed_at, O.ended_at),
    "是否解决": O.solved,
    "满意度": O.satisfaction,
    "是否保密": O.is_confidential,
    "是否直办": O.is_direct,
    # A reply that was sent back stands no more.
    "承办结果": sa.case((func.coalesce(O.replied_at, O.closed_at, O.ended_at).is_not(None), O.solution_kind)),
    "退单次数": O.return_count,
    "延期次数": O.extension_count,
    "重办次数": O.redo_count,
    "督办次数": O.supervision_count,
    "并入编号": func.coalesce(Master.source_number, Master.number),
    "回访结果": O.callback_outcome,
    "满意度是否默认": O.is_default_rating,
    "事项分类": O.matter_code,
    "单位类别": Department.kind,
    "结束方式": O.stage,
    "首派不准": O.is_misdirected,
    # A repeat that goes with its master, and what was taken back from its lead, owe no signature.
    "签收期限": sa.case((sa.or_(O.dispatched_at.is_not(None), O.lead_id.is_not(None)), SIGN_DUE)),
}
"Header → what stands beneath it; codes and words are written as their names. Co-handlers are gathered apart."

ENDINGS = {stage: None for stage in Stage} | {Stage(ending.value): ending.label for ending in Ending}
"结束方式 is told of orders that ended without being closed."

IDENTITY = ("诉求人", "联系电话")
ENTERPRISE = ("企业名称", "统一社会信用代码")
TEXTS = ("标题", "内容", "发生地", "公开答复")

BATCH = 1000
"Rows fetched at a time: a month of any size stays small in memory."

Value = str | int | datetime | None


class CoPart(NamedTuple):
    """A co-handler's part: its unit, when its result was due and when it was given."""

    unit: str
    due_at: datetime | None
    result_at: datetime | None


def co_parts_of(condition: sa.ColumnElement[bool]) -> dict[int, list[CoPart]]:
    """The co-handlers' parts by the order's id; parts that ended are not told."""
    found = db.session.execute(
        select(Assignment.order_id, Department.name, Assignment.due_at, Assignment.result_at)
        .join(Department, Department.id == Assignment.department_id)
        .join(WorkOrder, WorkOrder.id == Assignment.order_id)
        .where(Assignment.part == Part.CO, Assignment.ended_at.is_(None), condition).order_by(Assignment.id)
    )
    gathered: dict[int, list[CoPart]] = {}
    for order_id, unit, due_at, result_at in found:
        gathered.setdefault(order_id, []).append(CoPart(unit, due_at, result_at))
    return gathered


def _in_turn(moments: Sequence[datetime | None]) -> str | None:
    """Moments as one cell says them, a dash for each that is missing; nothing where all are."""
    if not any(moments):
        return None
    return "、".join(f"{moment.astimezone(LOCAL):%Y-%m-%d %H:%M:%S}" if moment else "—" for moment in moments)


def told_of_co(parts: Sequence[CoPart]) -> dict[str, Value]:
    """The cells about the co-handlers."""
    return {
        "协办单位": "、".join(part.unit for part in parts) or None,
        "协办期限": _in_turn([part.due_at for part in parts]),
        "协办反馈时间": _in_turn([part.result_at for part in parts]),
    }


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
    co_parts = co_parts_of(inside)
    names: dict[str, Mapping[Any, str | None]] = {
        "来源渠道": tables.code_names(CodeTable.CHANNEL), "发生地": tables.code_names(CodeTable.PLACE),
        "事项分类": tables.matter_paths(), "结束方式": ENDINGS,
    }
    found = db.session.execute(
        select(WorkOrder.id, WorkOrder.address, WorkOrder.caller_kind, WorkOrder.enterprise_contact,
               WorkOrder.caller_changes, *COLUMNS.values())
        .outerjoin(Department, Department.id == WorkOrder.lead_id)
        .outerjoin(Master, Master.id == WorkOrder.master_id)
        .where(inside).order_by(WorkOrder.received_at, WorkOrder.id)
        .execution_options(yield_per=BATCH)
    )
    for order_id, address, caller_kind, contact, changes, *values in found:
        raw = dict(zip(COLUMNS, values, strict=True))
        row = {header: written(value) for header, value in raw.items()}
        row |= {header: known.get(raw[header], row[header]) for header, known in names.items()}
        row["发生地"] = f"{row['发生地'] or ''}{address}" or None
        row |= told_of_co(co_parts.get(order_id, ()))
        if row["是否保密"] == "是":
            name, phone, enterprise, code = (str(row[header] or "") for header in IDENTITY + ENTERPRISE)
            _kept_secret(row, Identity(name, phone, caller_kind, enterprise, code, contact, changes))
        yield row
