"""The two places where something is told: the order's timeline and the house's journal."""

from datetime import datetime
from typing import Any

from tracker.domain.permissions import Actor
from tracker.domain.timeline import Entry
from tracker.domain.words import Stage
from tracker.store.db import db
from tracker.store.models import JournalEntry, TimelineEntry, WorkOrder


def tell(
    order: WorkOrder, entry: Entry, by: Actor, now: datetime, from_stage: Stage | None = None, **data: Any
) -> TimelineEntry:
    """Add a sentence to the order's story, inside the transaction that made it true."""
    told = TimelineEntry(
        order_id=order.id,
        at=now,
        actor_id=by.id,
        actor_name=by.name,
        unit_name=by.department_name,
        kind=entry.code,
        from_stage=from_stage or order.stage,
        to_stage=order.stage,
        data=data,
    )
    db.session.add(told)
    return told


def journal(kind: str, subject: str, by: Actor, now: datetime, **data: Any) -> None:
    """Record something that happened to the house: `kind` is noun.verb ('limit.added'), `subject` what it was."""
    db.session.add(
        JournalEntry(at=now, actor_id=by.id, actor_name=by.name, kind=kind, subject=subject[:120], data=data)
    )
