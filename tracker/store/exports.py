"""Exports in the store: who works on one, how far it is, and how it ended. What is in it: usecases/write_export.py.

Every write of a worker asks whether the export is still its own: it may have been cancelled, or taken over by another
worker after this one was thought dead.
"""

from array import array
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import select, update

from tracker.domain.exports import ExportState
from tracker.domain.filters import restored
from tracker.domain.permissions import Actor
from tracker.domain.refusals import NotFound
from tracker.domain.words import N_
from tracker.store.db import db, transaction
from tracker.store.finding import conditions, span
from tracker.store.job_runs import holder_of
from tracker.store.lists import sections_of
from tracker.store.models import Export, WorkOrder
from tracker.store.sections import Section

LEASE = timedelta(minutes=2)
"A worker says that it lives with every batch, which takes a second or two."
MOST_ATTEMPTS = 3
FETCHED = 10_000
"Ids fetched at a time."


class Lost(Exception):
    """The export is no longer this worker's: cancelled, or taken over."""


@dataclass(frozen=True)
class Lease:
    """An export that is ours until the row says otherwise."""

    export_id: int
    holder: str
    attempt: int


def _free(now: datetime) -> sa.ColumnElement[bool]:
    """Waits for a worker, or its worker died."""
    dead = sa.and_(Export.state == ExportState.RUNNING, Export.lease_until <= now)
    return sa.or_(Export.state == ExportState.WAITING, dead)


def is_waiting(now: datetime) -> bool:
    """Is there one to be taken? A plain look, for whoever asks every few seconds."""
    found = db.session.scalar(select(Export.id).where(_free(now)).limit(1)) is not None
    db.session.rollback()
    return found


def hold(export: Export, now: datetime) -> Lease:
    """Make the locked row ours; the work begins anew, whatever an earlier worker had done."""
    export.state, export.holder, export.lease_until = ExportState.RUNNING, holder_of(""), now + LEASE
    export.attempts += 1
    export.started_at, export.total, export.done = now, None, 0
    db.session.flush()
    return Lease(export.id, export.holder, export.attempts)


def next_free() -> sa.Select[tuple[Export]]:
    """Locks one row at most, and none that somebody else is just taking."""
    return select(Export).order_by(Export.id).limit(1).with_for_update(skip_locked=True)


def take(now: datetime) -> tuple[Export, Lease | None] | None:
    """Take the oldest free export inside the caller's transaction.

    None where there is none; without a lease it has used up its attempts and must be written off.
    """
    export = db.session.scalar(next_free().where(_free(now)))
    if export is None:
        return None
    return export, None if export.attempts >= MOST_ATTEMPTS else hold(export, now)


def _ours(lease: Lease) -> sa.ColumnElement[bool]:
    return sa.and_(
        Export.id == lease.export_id, Export.holder == lease.holder, Export.attempts == lease.attempt,
        Export.state == ExportState.RUNNING,
    )


def beat(lease: Lease, now: datetime, **told: Any) -> None:
    """Say that the worker lives and how far it is (`total`, `done`); raises Lost."""
    with transaction() as session:
        held = session.execute(update(Export).where(_ours(lease)).values(lease_until=now + LEASE, **told))
        if held.rowcount != 1:  # type: ignore[attr-defined]
            raise Lost


def locked(lease: Lease) -> Export:
    """The row for writing how it ended, inside the caller's transaction; raises Lost."""
    export = db.session.scalar(select(Export).where(_ours(lease)).with_for_update())
    if export is None:
        raise Lost
    return export


def own(export_id: int, by: Actor, *, for_update: bool = False) -> Export:
    """The person's own export; that of another is not there."""
    wanted = select(Export).where(Export.id == export_id, Export.person_id == by.id)
    export = db.session.scalar(wanted.with_for_update() if for_update else wanted)
    if export is None:
        raise NotFound(N_("没有找到这次导出，或者它不是您的。"))
    return export


def found_by(filters: dict[str, Any], order_ids: list[int] | None, by: Actor, now: datetime) -> list[Section]:
    """The orders that the person may see now, of the selection or of everything that the filters find."""
    if order_ids is not None:
        return sections_of("", [WorkOrder.id.in_(order_ids)], by)
    wanted = restored(filters)
    return sections_of(wanted.q, conditions(wanted, now), by, span(wanted))


def every_id(found: list[Section]) -> "array[int]":
    """The orders' ids in the list's order, eight bytes each: the list stays the same while it is written."""
    every = array("q")
    for section in found:
        ordered = section.orders.order_by(*(part.desc() for part in section.key))
        for row in db.session.execute(ordered, execution_options={"yield_per": FETCHED}):
            every.append(row[0])
    return every
