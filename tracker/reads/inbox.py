"""通知: what a person was told, newest first, and how much of it is unread."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from tracker.domain.permissions import Actor
from tracker.domain.timeline import Entry
from tracker.store import notices
from tracker.store.db import db
from tracker.store.models import Notice, Person, TimelineEntry, WorkOrder
from tracker.store.orders import visible_to

ROWS = 30
"So many stand on a page."


@dataclass(frozen=True)
class NoticeRow:
    """One notice; `kind.sentence % data` is what it says. The title is empty where the reader may not see it."""

    id: int
    at: datetime
    is_read: bool
    number: str
    title: str
    is_confidential: bool
    kind: Entry
    data: dict[str, Any]
    who: str
    "Who did it, as the story has it; 系统 for the program."
    unit: str


@dataclass(frozen=True)
class Inbox:
    """A page of notices; the names of paging are those that the page's macro asks for."""

    rows: tuple[NoticeRow, ...]
    unread: int
    everything: int
    page: int
    pages: int
    total: int
    first: int
    last: int
    newest_id: int
    "What came later is not meant by 全部标为已读."
    email: str
    wants_mail: bool


def unread_count(*, by: Actor) -> int:
    """How many notices the person has not read: on every page."""
    return notices.unread_count(by)


def inbox(page: int = 1, *, unread_only: bool, by: Actor) -> Inbox:
    """The person's notices; a page beyond the last is the last."""
    everything, unread, newest_id = db.session.execute(
        select(func.count(), func.count().filter(Notice.read_at.is_(None)), func.coalesce(func.max(Notice.id), 0))
        .where(Notice.person_id == by.id)).one()
    total = unread if unread_only else everything
    pages = max(1, -(-total // ROWS))
    page = min(max(page, 1), pages)
    wanted = (
        select(Notice, TimelineEntry, WorkOrder.number, WorkOrder.title, WorkOrder.is_confidential,
               visible_to(by).label("may_see"))
        .join(TimelineEntry, TimelineEntry.id == Notice.entry_id).join(WorkOrder, WorkOrder.id == Notice.order_id)
        .where(Notice.person_id == by.id).order_by(Notice.id.desc()).limit(ROWS).offset((page - 1) * ROWS)
    )
    if unread_only:
        wanted = wanted.where(Notice.read_at.is_(None))
    rows = tuple(
        NoticeRow(
            id=notice.id, at=notice.at, is_read=notice.read_at is not None, number=number,
            title=title if may_see and not is_confidential else "", is_confidential=is_confidential,
            kind=Entry.by_code(entry.kind), data=entry.data, who=entry.actor_name, unit=entry.unit_name or "",
        )
        for notice, entry, number, title, is_confidential, may_see in db.session.execute(wanted)
    )
    email, wants_mail = db.session.execute(select(Person.email, Person.wants_mail).where(Person.id == by.id)).one()
    first = (page - 1) * ROWS + 1 if rows else 0
    return Inbox(
        rows=rows, unread=unread, everything=everything, page=page, pages=pages, total=total, first=first,
        last=first + len(rows) - 1 if rows else 0, newest_id=newest_id, email=email or "", wants_mail=wants_mail,
    )
