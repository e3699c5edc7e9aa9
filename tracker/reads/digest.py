"""每日提醒: what a person was told in the morning, as the desk and its own page show it."""

from dataclasses import dataclass
from datetime import date, datetime

from tracker import clock
from tracker.domain.permissions import Actor
from tracker.domain.warnings import Heading
from tracker.store import digests


@dataclass(frozen=True)
class Under:
    """One heading: how many orders, and the first of them as (id, number)."""

    heading: Heading
    count: int
    orders: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class DigestShown:
    """A digest as it was made; what has been done since is not taken out."""

    on: date
    made_at: datetime
    is_read: bool
    headings: tuple[Under, ...]


def newest_digest(*, by: Actor) -> DigestShown | None:
    """The person's newest digest, or None."""
    found = digests.latest(by)
    if found is None:
        return None
    return DigestShown(found.on, found.made_at, found.read_at is not None, tuple(
        Under(Heading(code), under["count"], tuple((order_id, number) for order_id, number in under["orders"]))
        for code, under in found.items.items()
    ))


def todays_unread(*, by: Actor, now: datetime) -> DigestShown | None:
    """Today's, as long as the person has not opened it."""
    shown = newest_digest(by=by)
    is_fresh = shown is not None and shown.on == now.astimezone(clock.LOCAL).date() and not shown.is_read
    return shown if is_fresh else None
