"""加密: whatever personal data still stands in clear, or under an older key, is sealed with the current one.

In small transactions, each by itself: the office goes on working, and what was interrupted goes on where it ended.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from tracker.domain.permissions import Actor, Permission, require
from tracker.store import keys, probes, sealed_rows, search
from tracker.store.db import db, transaction
from tracker.store.models import WorkOrder
from tracker.store.story import journal

BATCH = 200
BREATH = 0.02
"Seconds between two batches, in which everybody else may write."

Progress = Callable[[int, int], None]
"Told of the rows sealed so far, and of how many there were to seal."


@dataclass(frozen=True)
class Sealing:
    """What was done: rows sealed anew, and how many of them had stood there in clear."""

    rows: int
    clear: int


def seal_all(progress: Progress | None = None) -> Sealing:
    """Bring every row under the current key; goes round again till a round finds nothing."""
    total, done, clear = sealed_rows.waiting(), 0, 0
    while True:
        before = done
        for table in sealed_rows.tables():
            last = None
            while (batch := _batch(table, last)) is not None:
                last, done, clear = batch.last, done + batch.count, clear + len(batch.clear)
                if progress:
                    progress(done, max(total, done))
                time.sleep(BREATH)
        if done == before:
            return Sealing(done, clear)


def _batch(table: sealed_rows.SealedTable, last: object) -> sealed_rows.Renewed | None:
    with transaction() as session:
        batch = sealed_rows.renew(table, last, BATCH)
        if batch and batch.clear and table.table is WorkOrder.__table__:
            # What is sealed leaves the index of words.
            search.reindex(session.scalars(select(WorkOrder).where(WorkOrder.id.in_(batch.clear))).all())
        session.expunge_all()
        return batch


def seal_personal_data(*, progress: Progress | None = None, by: Actor, now: datetime) -> Sealing:
    """Seal what is not sealed and say so in the journal; a second run finds nothing to do.

    Raises Unreadable where the key file is missing or not the database's, or where something is damaged.
    """
    require(by, Permission.RUN_JOBS)
    was_said = probes.require_right_ring()
    with transaction():
        keys.ring()  # made here, before anything is said to be sealed
    sealing = seal_all(progress)
    if sealing.rows or not was_said:
        with transaction():
            probes.add(now)
            journal("data.sealed", keys.ring().current, by, now, rows=sealing.rows, clear=sealing.clear)
    db.session.remove()
    return sealing
