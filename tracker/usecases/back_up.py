"""备份: database and files as of one instant, sealed; old ones go, and the journal says so. How: store.backups."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.refusals import Refusal
from tracker.domain.words import N_
from tracker.store import backups
from tracker.store.db import transaction
from tracker.store.story import journal


@dataclass(frozen=True)
class Backup:
    """The backup that was made; `size` in bytes, shared parts that are new included; `removed` old ones went.

    `files` attachments and workbooks belong to it; `missing` ones a row names and the disk has not as they were.
    """

    path: Path
    size: int
    sha256: str
    removed: int
    files: int
    missing: int


def back_up(*, by: Actor, now: datetime, is_recorded: bool = True) -> Backup:
    """Back up while the tracker is in use, and let old backups go. Raises Refusal with what to do.

    Not recorded is what is made before an upgrade: the journal's table may not be the program's yet.
    """
    require(by, Permission.RUN_JOBS)
    try:
        made = backups.make(now)
        removed = backups.rotate(made.path)
    except OSError as error:
        raise Refusal(
            N_("备份不能写入“%(place)s”：%(why)s。请检查目录权限和磁盘空间。"), place=str(error.filename or ""),
            why=error.strerror or str(error),
        ) from error
    done = Backup(
        made.path, made.size + made.added, made.sha256, removed, made.attachments + made.workbooks, made.missing)
    if is_recorded:
        with transaction():
            journal(
                "backup.made", made.path.name, by, now, size=done.size, sha256=made.sha256, removed=removed,
                files=made.attachments, missing=made.missing, workbooks=made.workbooks)
    return done
