"""Open orders' due moments after the calendar changed: moved and told where they differ, else left alone."""

from dataclasses import dataclass
from datetime import datetime

from tracker import clock
from tracker.domain.permissions import Actor
from tracker.domain.timeline import Entry
from tracker.store import recounts, tables
from tracker.store.db import db
from tracker.store.story import tell


@dataclass(frozen=True)
class Recount:
    """How many open promises were looked at, how many moved, and of how many orders."""

    promises: int
    moved: int
    orders: int


def recount_due_moments(*, by: Actor, now: datetime, why: str) -> Recount:
    """Count every open promise of open orders again; call inside the transaction that changed the calendar.

    A promise that comes to another moment is superseded by a new one with a timeline row (`why` is quoted there);
    others get nothing. What was closed never changes. A moved deadline may be told anew: its moment is another.
    """
    db.session.flush()
    calendar = tables.working_calendar(tables.settings_on(now.astimezone(clock.LOCAL).date()))
    found = recounts.recounted(calendar, lock=True)
    moved = [one for one in found if one.is_moved]
    for one in moved:
        tell(
            one.order, Entry.DUE_RECOUNTED, by, now, step=one.promise.step.label,
            old=one.promise.due_at.isoformat(), new=one.due.at.isoformat(), why=why,
        )
    for one in found:
        recounts.write(one, now)
    return Recount(len(found), len(moved), len({one.order.id for one in moved}))
