"""保密: an order is marked confidential, or the supervisor lifts it again; both with a reason."""

from datetime import datetime

from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.refusals import AlreadyDone
from tracker.domain.texts import written
from tracker.domain.timeline import Entry
from tracker.domain.words import N_
from tracker.store import orders
from tracker.store.db import transaction
from tracker.store.search import reindex
from tracker.store.secrecy import veil_outside
from tracker.store.story import tell

REASON_MAX = 500


def stated(reason: str) -> str:
    """The reason trimmed; refuses an empty or overlong one."""
    return written(reason, "reason", REASON_MAX, N_("请写明理由，理由会记入办理经过。"))


def mark_confidential(order_id: int, *, reason: str, by: Actor, now: datetime) -> None:
    """From now on the handling units do not see who called. At any stage; raises AlreadyDone."""
    require(by, Permission.MARK_CONFIDENTIAL)
    reason = stated(reason)
    with transaction():
        order = orders.locked(order_id, by)
        if order.is_confidential:
            raise AlreadyDone(N_("这张工单已经是保密工单。"))
        order.is_confidential = True
        reindex([order])
        tell(order, Entry.MARKED_CONFIDENTIAL, by, now, need=Permission.MARK_CONFIDENTIAL,
             reason=veil_outside(order).text(reason))


def lift_confidential(order_id: int, *, reason: str, by: Actor, now: datetime) -> None:
    """The order is an ordinary one again: its units see the caller masked, one click from the full name."""
    require(by, Permission.LIFT_CONFIDENTIAL)
    reason = stated(reason)
    with transaction():
        order = orders.locked(order_id, by)
        if not order.is_confidential:
            raise AlreadyDone(N_("这张工单不是保密工单，无需解除。"))
        reason = veil_outside(order).text(reason)
        order.is_confidential = False
        reindex([order])
        tell(order, Entry.UNMARKED_CONFIDENTIAL, by, now, need=Permission.LIFT_CONFIDENTIAL, reason=reason)
