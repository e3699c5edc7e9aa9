"""常用筛选 deleted: gone for whoever it was shared with, too; addresses that were passed on still work."""

from datetime import datetime

from tracker.domain.permissions import Actor
from tracker.store.db import transaction
from tracker.store.story import journal
from tracker.usecases.change_filter import own_filter


def drop_filter(filter_id: int, *, by: Actor, now: datetime) -> None:
    """Delete the person's own filter."""
    with transaction() as session:
        kept = own_filter(filter_id, by)
        journal("filter.dropped", kept.name, by, now, filter=kept.id, shared=kept.is_shared)
        session.delete(kept)
