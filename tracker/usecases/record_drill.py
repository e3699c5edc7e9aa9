"""恢复演练: that a backup was restored for trial, and how it went, is on record. The drill itself: cli/drill.py."""

from datetime import datetime

from tracker.domain.permissions import Actor, Permission, require
from tracker.store.db import transaction
from tracker.store.story import journal


def record_drill(
    backup: str, *, orders: int, files: int, seconds: int, made_at: datetime, by: Actor, now: datetime
) -> None:
    """Write that the backup was restored elsewhere in so many seconds, and held what it should."""
    require(by, Permission.RUN_JOBS)
    with transaction():
        journal("backup.drilled", backup, by, now, orders=orders, files=files, seconds=seconds,
                made_at=made_at.isoformat())
