"""恢复: a backup back into an empty place, and what it says of itself held against what is there then."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.refusals import Refusal
from tracker.domain.words import N_
from tracker.store import backup_reading, restoring, schema
from tracker.store.db import transaction
from tracker.store.story import journal
from tracker.usecases.anchor_audit import anchor_restored


@dataclass(frozen=True)
class Restored:
    """What is there now; `is_current` says whether the schema is the program's, or is still to be upgraded."""

    made_at: datetime
    orders: int
    entries: int
    files: int
    missing: int
    is_current: bool


def restore(
    backup: Path, *, identity: Path, by: Actor, now: datetime, say: Callable[[str], None] = lambda _message: None
) -> Restored:
    """Restore the backup in the folder `backup` with the secret key in `identity`, into the place of the settings.

    Everything is proven before anything is put in its place. Raises Refusal; then nothing was restored.
    """
    require(by, Permission.RUN_JOBS)
    try:
        found = backup_reading.opened(backup, identity)
        restoring.restore(found, say)
    except OSError as error:
        raise Refusal(N_("恢复没有成功，“%(place)s”：%(why)s。请检查目录权限和磁盘空间。没有恢复任何内容。"),
                      place=str(error.filename or ""), why=error.strerror or str(error)) from error
    different = restoring.differences(found)
    if different:
        raise Refusal(N_("恢复后的数据与备份清单不一致：%(what)s。请不要使用，换用另一份备份。"), what="；".join(different[:5]))
    manifest = found.manifest
    had, wanted = schema.versions()
    if had == wanted:  # otherwise the journal's table may not be the program's yet
        with transaction():
            journal("backup.restored", backup.name, by, now, made_at=manifest["made_at"])
        anchor_restored(by=by, now=now)
    return Restored(
        datetime.fromisoformat(manifest["made_at"]), manifest["counts"].get("work_order", 0),
        manifest["counts"].get("timeline_entry", 0), len(found.parts()), len(manifest["missing"]), had == wanted)


def restore_missing_files(backup: Path, *, identity: Path, by: Actor, now: datetime) -> int:
    """Put back what files the backup has and the data folder lost; how many. What is there is not touched."""
    require(by, Permission.RUN_JOBS)
    count = restoring.restore_missing_files(backup_reading.opened(backup, identity))
    with transaction():
        journal("files.restored", backup.name, by, now, count=count)
    return count
