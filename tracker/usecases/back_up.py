"""备份: a checked copy of the database and the attachments, old ones go, and the journal says so. How: store.backups."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.refusals import Refusal
from tracker.domain.words import N_
from tracker.store import backups
from tracker.store.attachments import wanted_files
from tracker.store.db import transaction
from tracker.store.kept_workbooks import kept_file_names
from tracker.store.story import journal


@dataclass(frozen=True)
class Backup:
    """The copy that was made; `size` in bytes; `removed` old ones went.

    `files` contents of attachments are with it; `missing` ones a row names and the disk has not.
    """

    path: Path
    size: int
    sha256: str
    removed: int
    files: int
    missing: int


def back_up(*, keep: int, by: Actor, now: datetime) -> Backup:
    """Copy database and files while in use; keep the newest `keep` copies. Raises Refusal with what to do."""
    require(by, Permission.RUN_JOBS)
    try:
        path = backups.make(now)
        wanted = wanted_files()
        missing = len(backups.add_files(path, wanted))
        workbooks = backups.add_workbooks(path, kept_file_names())
        removed = backups.rotate(keep, made=path)
        size, sha256 = path.stat().st_size, backups.checksum(path)
    except OSError as error:
        raise Refusal(
            N_("备份不能写入“%(place)s”：%(why)s。请检查目录权限和磁盘空间。"), place=str(error.filename or ""),
            why=error.strerror or str(error),
        ) from error
    with transaction():
        journal(
            "backup.made", path.name, by, now, size=size, sha256=sha256, removed=removed,
            files=len(wanted) - missing, missing=missing,
            workbooks=workbooks,
        )
    return Backup(path, size, sha256, removed, len(wanted) - missing, missing)
