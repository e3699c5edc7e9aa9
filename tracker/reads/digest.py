"""每日提醒: what a person was told in the morning, as the desk and its own page show it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from tracker import clock
from tracker.domain.permissions import Actor
from tracker.domain.warnings import Heading
from tracker.reads.order_rows import OrderRow, rows, with_lead
from tracker.store import digests
from tracker.store.db import db
from tracker.store.models import WorkOrder
from tracker.store.orders import visible_to


@dataclass(frozen=True)
class Under:
    """One heading: how many orders it counted, and the first of them as they stand now."""

    heading: Heading
    count: int
    orders: tuple[OrderRow, ...]


@dataclass(frozen=True)
class DigestShown:
    """A digest as it was made; what has been done since is not taken out of its counts."""

    on: date
    made_at: datetime
    is_read: bool
    headings: tuple[Under, ...]


def newest_digest(*, by: Actor, now: datetime) -> DigestShown | None:
    """The person's newest digest, or None; orders that left the reader's hands since are not among its rows."""
    found = digests.latest(by)
    if found is None:
        return None
    ids = {order_id for under in found.items.values() for order_id, _number in under["orders"]}
    orders = db.session.scalars(with_lead(select(WorkOrder)).where(WorkOrder.id.in_(ids), visible_to(by)))
    lines = {row.id: row for row in rows(orders, by, now)}
    return DigestShown(found.on, found.made_at, found.read_at is not None, tuple(
        Under(Heading(code), under["count"], tuple(lines[one] for one, _number in under["orders"] if one in lines))
        for code, under in found.items.items()
    ))


def todays_unread(*, by: Actor, now: datetime) -> DigestShown | None:
    """Today's, as long as the person has not opened it."""
    latest = digests.latest(by)
    if latest is None or latest.read_at is not None or latest.on != now.astimezone(clock.LOCAL).date():
        return None
    return newest_digest(by=by, now=now)
