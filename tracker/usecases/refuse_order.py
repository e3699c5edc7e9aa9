"""不予受理: a request that the hotline may not take ends with its ground and with the words that the caller is told."""

from datetime import datetime

from sqlalchemy import select

from tracker.domain.moves import Move
from tracker.domain.permissions import Actor
from tracker.domain.refusals import Invalid
from tracker.domain.texts import written
from tracker.domain.timeline import Entry
from tracker.domain.words import N_, CodeTable
from tracker.store import families, orders
from tracker.store.db import db, transaction
from tracker.store.handling import end_hands
from tracker.store.models import CodeItem, WorkOrder

HANDLED_BEFORE = "N09"
"正在办理或已办结且无新情况: the caller is told how the older order stands, so it must be named."

TOLD_MAX = 1000
NOTE_MAX = 500


def _reason(code: str) -> CodeItem:
    reason = db.session.scalar(select(CodeItem).where(
        CodeItem.table == CodeTable.REFUSAL_REASON, CodeItem.code == code, CodeItem.is_active))
    if reason is None:
        raise Invalid(N_("请选择不予受理的情形。"), field="reason_code")
    return reason


def _older(number: str, order: WorkOrder, reason: CodeItem, by: Actor) -> WorkOrder | None:
    number = number.strip()
    if not number:
        if reason.code == HANDLED_BEFORE:
            raise Invalid(N_("此情形须填写正在办理或已办结的工单编号。"), field="related_number")
        return None
    older = db.session.scalar(select(WorkOrder).where(WorkOrder.number == number, orders.visible_to(by)))
    if older is None:
        raise Invalid(N_("没有找到编号为“%(number)s”的工单，请核对。"), field="related_number", number=number[:30])
    if older.id == order.id:
        raise Invalid(N_("不能关联本单，请填写另一张工单的编号。"), field="related_number")
    return older


def refuse_order(
    order_id: int, *, reason_code: str, told: str = "", related_number: str = "", note: str = "",
    version: int | None = None, by: Actor, now: datetime,
) -> None:
    """End the order as not to be taken; without `told` the caller is told what the code table says.

    Repeats that were merged into it stand by themselves again.
    """
    told, note = written(told, "told", TOLD_MAX), written(note, "note", NOTE_MAX)
    with transaction():
        order, _facts = orders.locked_for(order_id, Move.REFUSE, by, now, version)
        reason = _reason(reason_code)
        older = _older(related_number, order, reason, by)
        told = told or reason.guidance
        if not told:
            raise Invalid(N_("请写明告诉诉求人的话。"), field="told")
        order.refusal_code, order.related_id, order.ended_at = reason.code, older.id if older else None, now
        end_hands(order, by, now, note=N_("不予受理"))
        orders.move(
            order, Move.REFUSE, Entry.REFUSED, by, now, ground=f"{reason.code} {reason.name}", told=told,
            related=older.number if older else "", note=note,
        )
        families.let_all_go(order, N_("主单不予受理"), by, now)
