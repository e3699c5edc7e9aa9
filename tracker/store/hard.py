"""疑难: an order becomes hard, for each cause once; the story tells it, and with it the supervisors."""

from datetime import datetime

from sqlalchemy import select

from tracker.domain.permissions import Actor
from tracker.domain.road_words import HardCause
from tracker.domain.timeline import Entry
from tracker.store.db import db
from tracker.store.models import TimelineEntry, WorkOrder
from tracker.store.story import tell


def turn_hard(order: WorkOrder, cause: HardCause, by: Actor, now: datetime) -> bool:
    """The order counts as 疑难 for this cause; False where that was told before. Inside the caller's transaction."""
    told = db.session.scalars(select(TimelineEntry.data).where(
        TimelineEntry.order_id == order.id, TimelineEntry.kind == Entry.TURNED_HARD.code))
    if any(data.get("cause") == cause.label for data in told):
        return False
    order.is_hard = True
    tell(order, Entry.TURNED_HARD, by, now, cause=cause.label)
    return True
