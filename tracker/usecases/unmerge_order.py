"""取消并单: what was no repeat after all stands by itself again and waits for dispatch."""

from datetime import datetime

from sqlalchemy import select

from tracker.domain.moves import Move
from tracker.domain.permissions import Actor
from tracker.domain.refusals import Stale
from tracker.domain.texts import written
from tracker.domain.words import N_
from tracker.store import families, orders
from tracker.store.db import db, transaction
from tracker.store.models import WorkOrder

REASON_MAX = 500


def unmerge_order(order_id: int, *, reason: str, version: int | None = None, by: Actor, now: datetime) -> None:
    """Part the order from its master; both stories say so."""
    reason = written(reason, "reason", REASON_MAX, N_("请写明取消并单的原因。"))
    with transaction():
        master_id = db.session.scalar(select(WorkOrder.master_id).where(WorkOrder.id == order_id))
        held = orders.lock_rows({order_id} if master_id is None else {order_id, master_id})
        repeat, _facts = orders.locked_for(order_id, Move.UNMERGE, by, now, version)
        master = held.get(repeat.master_id or 0)
        if master is None:  # parted and merged elsewhere in between
            raise Stale(orders.STALE)
        families.part(repeat, master, reason, by, now)
