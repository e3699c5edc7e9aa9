"""备份 on a page: how old the newest one is, which are kept, whether it was ever tried to restore one."""

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from tracker.domain.permissions import Actor, Permission, require
from tracker.store import backups
from tracker.store.db import db
from tracker.store.job_runs import JobState, Result
from tracker.store.models import JobRun, JournalEntry

OLDEST = timedelta(days=2)
"A house whose newest backup is older has none that is worth the name."

DRILL_AFTER = timedelta(days=92)
"So long after the last trial of restoring the next is due."


@dataclass(frozen=True)
class BackupRow:
    """One backup that is kept; `files` attachments and workbooks belong to it, `size` is without them."""

    name: str
    at: datetime
    size: int
    files: int


@dataclass(frozen=True)
class Drill:
    """The last trial: a backup was restored elsewhere and held what it should."""

    at: datetime
    backup: str
    seconds: int


@dataclass(frozen=True)
class BackupsPage:
    """What the page shows; `failure` is the last run's, where that failed; `missing` files at the newest backup."""

    rows: tuple[BackupRow, ...]
    is_late: bool
    failure: Result | None
    missing: int
    folder: str
    free: int
    own_key: str
    "Where the secret key lies on the server itself; empty where the office keeps it."
    drill: Drill | None
    is_drill_due: bool


def newest(now: datetime) -> tuple[datetime | None, bool]:
    """When the newest good backup was made, and whether that is too long ago."""
    kept = backups.all_kept()
    at = backups.moment_of(kept[0]) if kept else None
    return at, at is None or now - at > OLDEST


def backups_page(*, by: Actor, now: datetime) -> BackupsPage:
    """Raises NotPermitted for whoever does not see the jobs."""
    require(by, Permission.SEE_JOBS)
    made, drilled = _told("backup.made"), _told("backup.drilled")
    place = backups.settings().folder
    return BackupsPage(
        tuple(_row(path) for path in backups.all_kept()), newest(now)[1], _failure(),
        made.data.get("missing", 0) if made else 0, str(place), _free(place),
        "" if backups.settings().recipients else str(backups.identity_place()),
        Drill(drilled.at, drilled.subject, drilled.data.get("seconds", 0)) if drilled else None,
        drilled is None or now - drilled.at > DRILL_AFTER,
    )


def trouble_count(*, by: Actor, now: datetime) -> int:
    """1 for whoever sees to it while backups are late or failing: the menu shows it on every page."""
    if not by.may(Permission.SEE_JOBS):
        return 0
    return int(newest(now)[1] or _failure() is not None)


def _row(path: Any) -> BackupRow:
    sums = backups.sums_of(path)
    parts = [name for name in sums if name not in (backups.MANIFEST, backups.DATABASE)]
    return BackupRow(path.name, backups.moment_of(path), (path / backups.DATABASE).stat().st_size, len(parts))


def _failure() -> Result | None:
    last = db.session.scalar(
        select(JobRun).where(JobRun.job == "backup", JobRun.state != JobState.RUNNING)
        .order_by(JobRun.started_at.desc(), JobRun.id.desc()).limit(1))
    return Result.from_text(last.result) if last is not None and last.state == JobState.FAILED else None


def _told(kind: str) -> JournalEntry | None:
    return db.session.scalar(
        select(JournalEntry).where(JournalEntry.kind == kind).order_by(JournalEntry.id.desc()).limit(1))


def _free(place: Any) -> int:
    return shutil.disk_usage(place if place.is_dir() else place.parent).free
