"""The two places where something is told: the order's timeline and the house's journal."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from tracker import origin
from tracker.domain import notices
from tracker.domain.permissions import Actor, Permission
from tracker.domain.timeline import Entry
from tracker.domain.words import Stage
from tracker.store.db import db, write_rows
from tracker.store.models import JournalEntry, TimelineEntry, WorkOrder
from tracker.store.notices import spread


def _on_behalf(order: WorkOrder, by: Actor, need: Permission | None) -> str | None:
    if not by.lent:
        return None
    lenders = [lent.person_id for lent in by.lent]
    wanted = select(TimelineEntry.actor_id).where(
        TimelineEntry.order_id == order.id, TimelineEntry.actor_id.in_(lenders)
    )
    return by.on_behalf(need, {actor_id for actor_id in db.session.scalars(wanted) if actor_id is not None})


def tell(
    order: WorkOrder, entry: Entry, by: Actor, now: datetime, from_stage: Stage | None = None,
    need: Permission | None = None, **data: Any,
) -> TimelineEntry:
    """Add a sentence to the order's story, inside the transaction that made it true, and tell whom it concerns.

    `need` is the permission that the act took: a deputy who has it only by a lent role signs “代”.
    """
    told = TimelineEntry(
        order_id=order.id,
        at=now,
        actor_id=by.id,
        actor_name=by.name,
        on_behalf=_on_behalf(order, by, need),
        unit_name=by.department_name,
        kind=entry.code,
        from_stage=from_stage or order.stage,
        to_stage=order.stage,
        data=data,
        origin=origin.current(),
    )
    db.session.add(told)
    spread(order, entry, told, by)
    return told


def tell_all(told: Sequence[tuple[WorkOrder, dict[str, Any]]], entry: Entry, by: Actor, now: datetime) -> None:
    """One sentence to each order's story, in one statement: for a beginning, which nobody is told of.

    The orders are in the database already. Nobody has had them in hand before, so nobody is stood in for.
    """
    assert entry in notices.BEGINNINGS and not notices.audiences(entry, {})
    common = {
        "at": now, "actor_id": by.id, "actor_name": by.name, "on_behalf": None, "unit_name": by.department_name,
        "kind": entry.code, "origin": origin.current(),
    }
    write_rows(TimelineEntry, (
        common | {"order_id": order.id, "from_stage": order.stage, "to_stage": order.stage, "data": data}
        for order, data in told
    ))


def journal(kind: str, subject: str, by: Actor, now: datetime, **data: Any) -> None:
    """Record something that happened to the house: `kind` is noun.verb ('limit.added'), `subject` what it was."""
    db.session.add(JournalEntry(
        at=now, actor_id=by.id, actor_name=by.name, kind=kind, subject=subject[:120], data=data,
        origin=origin.current(),
    ))
