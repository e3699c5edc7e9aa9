"""The workbooks that were made, by a person or by the scheduler, and how often each was taken."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from tracker.domain.permissions import PROGRAM, Actor, Permission, require
from tracker.store.db import db
from tracker.store.models import JournalEntry, Workbook

MOST_SHOWN = 60


@dataclass(frozen=True)
class WorkbookRow:
    """One workbook; `size` in bytes."""

    id: int
    period: str
    file_name: str
    size: int
    sha256: str
    made_at: datetime
    made_by: str
    is_by_program: bool
    downloads: int


def workbooks(*, by: Actor, now: datetime) -> tuple[WorkbookRow, ...]:
    """The newest workbooks first."""
    require(by, Permission.EXPORT_MONTH)
    found = db.session.scalars(select(Workbook).order_by(Workbook.made_at.desc(), Workbook.id.desc()).limit(MOST_SHOWN))
    made = list(found)
    downloads = db.session.execute(
        select(JournalEntry.subject, func.count())
        .where(JournalEntry.kind == "workbook.downloaded", JournalEntry.subject.in_([one.file_name for one in made]))
        .group_by(JournalEntry.subject)
    )
    taken: dict[str, int] = {subject: count for subject, count in downloads}
    return tuple(
        WorkbookRow(
            one.id, one.period, one.file_name, one.size, one.sha256, one.made_at, one.made_by,
            one.made_by == PROGRAM.name, taken.get(one.file_name, 0),
        )
        for one in made
    )
