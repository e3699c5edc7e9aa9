"""并单: repeats are joined to a master; there is one handling, and each caller is still called back."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select

from tracker.domain.moves import Move
from tracker.domain.permissions import MOVE_NEEDS, Actor, require
from tracker.domain.refusals import Invalid
from tracker.domain.road_words import PartEnd
from tracker.domain.texts import written
from tracker.domain.timeline import Entry
from tracker.domain.words import N_, Stage
from tracker.domain.workflow import OPEN_STAGES
from tracker.store import families, orders, promises
from tracker.store.db import db, transaction
from tracker.store.facts import active_parts
from tracker.store.handling import leave_hands
from tracker.store.models import WorkOrder
from tracker.store.secrecy import excluded_units
from tracker.store.story import tell

REASON_MAX = 500


def _master_id(number: str, by: Actor) -> int:
    number = number.strip()
    if not number:
        raise Invalid(N_("请选择或填写主单的编号。"), field="number")
    found = db.session.scalar(select(WorkOrder.id).where(WorkOrder.number == number, orders.visible_to(by)))
    if found is None:
        raise Invalid(N_("没有找到编号为“%(number)s”的工单，请核对。"), field="number", number=number[:30])
    return found


def _check_master(master: WorkOrder) -> None:
    if master.stage is Stage.MERGED:
        first = db.session.get(WorkOrder, master.master_id)
        raise Invalid(
            N_("%(number)s 自己已并入 %(master)s，请直接并入 %(master)s。"), field="number", number=master.number,
            master=first.number if first else "",
        )
    if master.stage not in OPEN_STAGES:
        raise Invalid(
            N_("%(number)s 处于“%(stage)s”，不能再作主单；没有新情况的，可按“正在办理或已办结”不予受理并关联该单。"),
            field="number", number=master.number, stage=master.stage.label,
        )


def _check_units(master: WorkOrder, repeat: WorkOrder) -> None:
    """The master's units must not be ones that the repeat is to be kept away from."""
    away = excluded_units(repeat.id)
    for part in active_parts(master.id):
        if part.department_id in away:
            raise Invalid(
                N_("主单由“%(unit)s”承办，而该单位须回避 %(number)s，不能并单。"), field="number",
                unit=part.department.name, number=repeat.number,
            )


def _take_in(repeat: WorkOrder, master: WorkOrder, reason: str, by: Actor, now: datetime) -> None:
    """The repeat's own handling ends: the rows keep its times, the order shows none of it any more."""
    repeat.master_id, repeat.merged_at = master.id, now
    # Told while the units still have their parts, so that they are told too.
    orders.move(repeat, Move.MERGE, Entry.MERGED, by, now, master=master.number, reason=reason)
    leave_hands(repeat, by, now, note=Move.MERGE.label)
    promises.supersede(repeat.id, now)
    orders.end_parts(repeat.id, PartEnd.MERGED, now)
    # A law's limit was the old handling's: it is asked for anew if the order is ever handled by itself again.
    repeat.is_statutory = False
    repeat.lead_id = repeat.due_at = repeat.dispatched_at = repeat.signed_at = repeat.contacted_at = None
    tell(master, Entry.TOOK_IN, by, now, need=MOVE_NEEDS[Move.MERGE], repeat=repeat.number)


def merge_orders(
    order_ids: Sequence[int], *, master_number: str, reason: str = "", versions: Mapping[int, int] | None = None,
    by: Actor, now: datetime,
) -> None:
    """Join the orders to the master, all or none of them.

    The master is open and not itself a repeat; its class and type may differ. One whose answer has already passed
    gives it to the repeats at once.
    """
    require(by, MOVE_NEEDS[Move.MERGE])
    reason = written(reason, "reason", REASON_MAX)
    with transaction():
        master_id = _master_id(master_number, by)
        if master_id in order_ids:
            raise Invalid(N_("不能并入自己，请填写另一张工单的编号。"), field="number")
        held = orders.lock_rows({master_id, *order_ids, *orders.repeat_ids(*order_ids)})
        master = held[master_id]
        _check_master(master)
        for order_id in sorted(set(order_ids)):
            repeat, _facts = orders.locked_for(order_id, Move.MERGE, by, now, (versions or {}).get(order_id))
            _check_units(master, repeat)
            _take_in(repeat, master, reason, by, now)
        if master.stage is Stage.TO_CALL_BACK:
            families.follow(master, by, now)
