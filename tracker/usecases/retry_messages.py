"""重新发送: dead letters wait again, as if they had never failed; the next run sends them."""

from datetime import datetime

from sqlalchemy import select

from tracker.domain.notices import OutboxState
from tracker.domain.permissions import Actor, Permission, require
from tracker.store.db import transaction
from tracker.store.models import OutboxItem
from tracker.store.story import journal


def retry_messages(item_id: int | None = None, *, by: Actor, now: datetime) -> int:
    """Let that dead letter, or all of them, wait from now on; how many there were."""
    require(by, Permission.SEE_OUTBOX)
    with transaction() as session:
        dead = select(OutboxItem).where(OutboxItem.state == OutboxState.DEAD).order_by(OutboxItem.id).with_for_update()
        if item_id is not None:
            dead = dead.where(OutboxItem.id == item_id)
        items = session.scalars(dead).all()
        for item in items:
            item.state, item.failures, item.next_at = OutboxState.WAITING, 0, now
        if items:
            subject = items[0].key if item_id is not None else OutboxState.DEAD.label
            journal("outbox.retried", subject, by, now, count=len(items))
        return len(items)
