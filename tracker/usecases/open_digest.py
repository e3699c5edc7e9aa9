"""每日提醒, opened: it is read thereby, and says no more on the desk."""

from datetime import datetime

from tracker.domain.permissions import Actor
from tracker.store import digests
from tracker.store.db import transaction


def open_digest(*, by: Actor, now: datetime) -> None:
    """Mark the person's newest digest as read, once."""
    with transaction():
        digest = digests.latest(by)
        if digest is not None and digest.read_at is None:
            digest.read_at = now
