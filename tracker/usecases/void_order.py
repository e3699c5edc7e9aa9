"""作废 / 撤单: a mistake, or a request that the caller took back; out of every figure, never out of the audit."""

from datetime import datetime

from tracker.domain.moves import Move
from tracker.domain.permissions import Actor
from tracker.domain.road_words import VoidKind
from tracker.domain.texts import written
from tracker.domain.timeline import Entry
from tracker.domain.words import N_
from tracker.store import families, orders
from tracker.store.db import transaction
from tracker.store.handling import end_hands

REASON_MAX = 500


def void_order(
    order_id: int, *, kind: VoidKind, reason: str, version: int | None = None, by: Actor, now: datetime
) -> None:
    """Void an open order. Its units keep sight of it; repeats that were merged into it stand by themselves again."""
    reason = written(reason, "reason", REASON_MAX, N_("请写明作废或撤单的原因。"))
    with transaction():
        order, _facts = orders.locked_for(order_id, Move.VOID, by, now, version)
        order.ended_at = now
        end_hands(order, by, now, note=kind.label)
        orders.move(order, Move.VOID, Entry.VOIDED, by, now, void_kind=kind.label, reason=reason)
        families.let_all_go(order, N_("主单已作废"), by, now)
