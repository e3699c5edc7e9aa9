"""重建索引: the words of all orders written anew, batch by batch, each in a transaction of its own."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import func, select

from tracker.domain.permissions import Actor, Permission, require
from tracker.store import search
from tracker.store.db import db, transaction
from tracker.store.models import WorkOrder
from tracker.store.story import journal

BATCH = 500

Progress = Callable[[int, int], None]
"Told of the orders written so far, and of how many there are."


def reindex_orders(
    *, from_scratch: bool = False, progress: Progress | None = None, by: Actor, now: datetime
) -> int:
    """Write every order's words anew and return how many orders there are.

    While it runs, lists find by the old words or the new. `from_scratch` empties a damaged index first: until it is
    through, orders may not be found by words.
    """
    require(by, Permission.RUN_JOBS)
    if from_scratch:
        with transaction():
            search.clear()
    total = db.session.scalar(select(func.count()).select_from(WorkOrder)) or 0
    done, last = 0, 0
    while True:
        with transaction() as session:
            wanted = select(WorkOrder).where(WorkOrder.id > last).order_by(WorkOrder.id).limit(BATCH)
            batch = session.scalars(wanted.with_for_update()).all()
            if not batch:
                break
            search.reindex(batch)
            last, done = batch[-1].id, done + len(batch)
            session.expunge_all()
        if progress:
            progress(done, max(total, done))
    with transaction():
        journal("orders.reindexed", str(done), by, now, orders=done, from_scratch=from_scratch)
    return done
