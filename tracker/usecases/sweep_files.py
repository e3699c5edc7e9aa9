"""清理文件: contents that no attachment came to name are deleted a day later. What a row names is never touched."""

from datetime import datetime, timedelta

from tracker.domain.permissions import Actor, Permission, require
from tracker.store import files
from tracker.store.attachments import wanted_files
from tracker.store.backups import LOCK
from tracker.store.db import transaction
from tracker.store.folders import hold
from tracker.store.story import journal

FORGOTTEN_AFTER = timedelta(days=1)


def sweep_files(*, by: Actor, now: datetime) -> int:
    """Delete what was left behind by uploads that came to nothing; how many files went.

    None while a backup is being made: what its copy of the database names must be there to be copied. Raises Occupied.
    """
    require(by, Permission.RUN_JOBS)
    with hold(LOCK):
        swept = files.sweep(wanted_files(), before=now - FORGOTTEN_AFTER)
    if swept:
        with transaction():
            journal("files.swept", "files", by, now, count=swept)
    return swept
