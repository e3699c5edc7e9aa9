"""Reading the house's journal in tests."""

from sqlalchemy import select

from tracker.store.db import db
from tracker.store.models import JournalEntry


def last_entry(kind: str) -> JournalEntry | None:
    """The newest entry of the kind, or None."""
    return db.session.scalar(select(JournalEntry).where(JournalEntry.kind == kind).order_by(JournalEntry.id.desc()))


def told(*kinds: str) -> list[tuple[str, str, dict[str, object]]]:
    """(kind, subject, data) of every entry of these kinds, in order."""
    found = db.session.scalars(select(JournalEntry).where(JournalEntry.kind.in_(kinds)).order_by(JournalEntry.id))
    return [(entry.kind, entry.subject, dict(entry.data)) for entry in found]
