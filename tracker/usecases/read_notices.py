"""全部标为已读: everything that the person had been told when the page was shown."""

from datetime import datetime

from tracker.domain.permissions import Actor
from tracker.store import notices
from tracker.store.db import transaction
from tracker.store.models import Notice


def read_notices(up_to_id: int, *, by: Actor, now: datetime) -> int:
    """Mark the person's unread notices as read up to that one, and return how many; later ones stay unread."""
    with transaction():
        return notices.read(by, now, Notice.id <= up_to_id)
