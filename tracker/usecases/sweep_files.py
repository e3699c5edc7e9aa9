"""清理文件: contents that no attachment came to name are deleted a day later. What a row names is never touched."""

from datetime import datetime, timedelta

from tracker.domain.permissions import Actor, Permission, require
from tracker.store import files
from tracker.store.attachments import wanted_files
from tracker.store.db import transaction
from tracker.store.story import journal

FORGOTTEN_AFTER = timedelta(days=1)


def sweep_files(*, by: Actor, now: datetime) -> int:
    """Delete what was left behind by uploads that came to nothing; how many files went."""
    require(by, Permission.RUN_JOBS)
    swept = files.sweep(wanted_files(), before=now - FORGOTTEN_AFTER)
    if swept:
        with transaction():
            journal("files.swept", "files", by, now, count=swept)
    return swept
