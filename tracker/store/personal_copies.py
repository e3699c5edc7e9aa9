"""What is held about a caller, as rows for the caller's own copy: their words and data, and what they were told.

Nobody else is in it, and nothing that a unit wrote for itself. The workbook's looks: sheets/personal_data.py.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from sqlalchemy import select

from tracker.clock import LOCAL
from tracker.domain.caller_changes import known
from tracker.domain.disclosure import masked_name
from tracker.domain.personal_requests import CallerField, Standing
from tracker.domain.redaction import NOBODY
from tracker.domain.retention import MONTHS_OF, kept_until
from tracker.domain.settings import Settings
from tracker.domain.timeline import Entry
from tracker.domain.words import AttachmentKind, CodeTable
from tracker.store import tables
from tracker.store.db import db
from tracker.store.ledger import Value
from tracker.store.models import Attachment, Callback, Contact, InterimReply, TimelineEntry, WorkOrder
from tracker.store.personal_requests import Held

Row = dict[str, Value]

FOR_EVER = "长期保存"


def months_of(order: WorkOrder, rules: Settings) -> int:
    """How many months after its end the order is kept; 0 for ever."""
    return int(getattr(rules, MONTHS_OF[order.order_class]))


def due_on(order: WorkOrder, rules: Settings) -> datetime | None:
    """From when on the people in the order are forgotten; None while it is open, and where it is kept for ever."""
    ended_at = order.closed_at or order.ended_at
    return kept_until(ended_at.astimezone(LOCAL), months_of(order, rules)) if ended_at else None


def _kept(order: WorkOrder, rules: Settings) -> str:
    months, due = months_of(order, rules), due_on(order, rules)
    if not months:
        return FOR_EVER
    return f"{due:%Y-%m-%d}" if due else f"办结后 {months} 个月"


def _own(name: str | None, order: WorkOrder) -> str | None:
    """A name that is the caller's own, or was before it was put right, or nobody's; else masked: it is another's."""
    own = {*NOBODY, order.caller_name, *known(order.caller_changes, [CallerField.NAME])}
    return name if not name or name in own else masked_name(name)


def _notes(order: WorkOrder) -> str | None:
    """What was noted beside an archived order: 姓名：张三丰."""
    said = [
        f"{CallerField(code).label}：{after or '—'}" for one in order.caller_changes or () if one["is_note"]
        for code, (_before, after) in one["values"].items()]
    return "；".join(said) or None


def order_rows(held: Sequence[Held], now: datetime) -> Iterator[Row]:
    """The orders; of one in which the person is the contact alone, nothing but that."""
    rules, towns = tables.settings_on(now.astimezone(LOCAL).date()), tables.code_names(CodeTable.PLACE)
    ids = [one.order.id for one in held]
    interims, supplements = _interims(ids), _supplements(ids)
    for one in held:
        order = one.order
        row: Row = {
            "工单编号": order.number, "受理时间": order.received_at, "状态": order.stage.label,
            "身份": one.standing.label, "企业名称": order.enterprise_name, "保存至": _kept(order, rules),
            "更正附记": _notes(order), "办结时间": order.closed_at or order.ended_at,
        }
        if one.standing is Standing.CONTACT:
            yield row | {"企业联系人": order.enterprise_contact}
            continue
        yield row | {
            "姓名": order.caller_name, "联系电话": order.caller_phone,
            "发生地": f"{towns.get(order.place_code or '', '')}{order.address}" or None,
            "统一社会信用代码": order.enterprise_uscc, "企业联系人": _own(order.enterprise_contact, order),
            "标题": order.title, "内容": order.content, "补充": supplements.get(order.id),
            "阶段答复": interims.get(order.id), "公开答复": order.public_answer,
        }


def _interims(ids: Sequence[int]) -> dict[int, str]:
    wanted = select(InterimReply.order_id, InterimReply.public_answer).where(InterimReply.order_id.in_(ids))
    return _together(tuple(row) for row in db.session.execute(wanted.order_by(InterimReply.id)))


def _supplements(ids: Sequence[int]) -> dict[int, str]:
    wanted = select(TimelineEntry.order_id, TimelineEntry.data).where(
        TimelineEntry.order_id.in_(ids), TimelineEntry.kind == Entry.SUPPLEMENTED.code)
    found = db.session.execute(wanted.order_by(TimelineEntry.id))
    return _together((order_id, str(data.get("supplement", ""))) for order_id, data in found)


def _together(found: Iterable[tuple[int, str]]) -> dict[int, str]:
    gathered: dict[int, str] = {}
    for order_id, text in found:
        gathered[order_id] = f"{gathered[order_id]}\n{text}" if order_id in gathered else text
    return gathered


def _of_caller(held: Sequence[Held]) -> dict[int, WorkOrder]:
    return {one.order.id: one.order for one in held if one.standing is Standing.CALLER}


def dealing_rows(held: Sequence[Held]) -> Iterator[Row]:
    """When the caller was spoken with, and what they said of the answer."""
    orders = _of_caller(held)
    contacts = select(Contact).where(Contact.order_id.in_(orders)).order_by(Contact.order_id.desc(), Contact.id)
    for contact in db.session.scalars(contacts):
        order = orders[contact.order_id]
        yield {"工单编号": order.number, "时间": contact.at, "类别": "联系", "方式或结果": contact.method.label,
               "联系到的人": _own(contact.whom, order)}
    callbacks = select(Callback).where(Callback.order_id.in_(orders)).order_by(Callback.order_id.desc(), Callback.id)
    for callback in db.session.scalars(callbacks):
        yield {
            "工单编号": orders[callback.order_id].number, "时间": callback.at, "类别": "回访",
            "方式或结果": callback.outcome.label, "是否解决": callback.solved.label if callback.solved else None,
            "满意度": callback.satisfaction.label if callback.satisfaction else None,
            "诉求人意见": callback.reason or None,
        }


def attachment_rows(held: Sequence[Held]) -> Iterator[Row]:
    """What the caller handed in, by name: the files themselves are copied from the order's page."""
    orders = _of_caller(held)
    wanted = select(Attachment).where(
        Attachment.order_id.in_(orders), Attachment.kind == AttachmentKind.CALLER, Attachment.removed_at.is_(None),
        Attachment.erased_at.is_(None))
    for one in db.session.scalars(wanted.order_by(Attachment.order_id.desc(), Attachment.number)):
        yield {"工单编号": orders[one.order_id].number, "附件": one.number, "文件名": one.file_name, "提交时间": one.at}
