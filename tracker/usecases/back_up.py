"""备份: a checked copy of the database is made, old ones go, and the journal says so. How it is made: store.backups."""

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
    """The copy that was made; `size` in bytes; `removed` old ones went."""

    path: Path
    size: int
    sha256: str
    removed: int


def back_up(*, keep: int, by: Actor, now: datetime) -> Backup:
    """Copy the database while it is in use and keep the newest `keep` copies. Raises Refusal with what to do."""
    require(by, Permission.RUN_JOBS)
    try:
        path = backups.make(now)
        removed = backups.rotate(keep, made=path)
        size, sha256 = path.stat().st_size, backups.checksum(path)
    except OSError as error:
        raise Refusal(
            N_("备份不能写入“%(place)s”：%(why)s。请检查目录权限和磁盘空间。"), place=str(error.filename or ""),
            why=error.strerror or str(error),
        ) from error
    with transaction():
        journal("backup.made", path.name, by, now, size=size, sha256=sha256, removed=removed)
    return Backup(path, size, sha256, removed)
