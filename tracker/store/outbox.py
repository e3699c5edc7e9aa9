"""The outbox: taking what is due to one address for oneself, and writing how it went.

Two processes never hold the same message: taking it is one UPDATE that asks for its being free.
"""

import hashlib
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy import delete, func, or_, select, update

from tracker.domain.notices import OutboxState, OutChannel, retry_after
from tracker.store.db import db, transaction
from tracker.store.job_runs import Result
from tracker.store.models import OutboxItem, TimelineEntry, WorkOrder

LEASE = timedelta(minutes=5)
"Longer than any sending takes; what its holder did not end by then is free again."

MOST = 200
"So many messages are taken for one address at a time."


class Bundle(NamedTuple):
    """What is due to one address and is ours for a while."""

    channel: OutChannel
    address: str
    lease: str


class End(NamedTuple):
    """How a sending went: without trouble it arrived."""

    trouble: Result | None = None
    is_final: bool = False
    is_unsure: bool = False
    "It may have arrived: what was in it stays together, so that a second arrival is the same message."


class Letter(NamedTuple):
    """One message with what it is about; a test has neither entry nor order."""

    item: OutboxItem
    entry: TimelineEntry | None
    order: WorkOrder | None


def _is_free(now: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(
        OutboxItem.state == OutboxState.WAITING, OutboxItem.next_at <= now,
        or_(OutboxItem.leased_until.is_(None), OutboxItem.leased_until < now),
    )


def due_addresses(now: datetime) -> list[tuple[OutChannel, str]]:
    """Every address that something is due to, whatever waits longest first."""
    wanted = select(OutboxItem.channel, OutboxItem.address).where(_is_free(now)).group_by(
        OutboxItem.channel, OutboxItem.address).order_by(func.min(OutboxItem.id))
    return [(channel, address) for channel, address in db.session.execute(wanted)]


def take(channel: OutChannel, address: str, now: datetime) -> Bundle | None:
    """Take what is due to the address; None when there is nothing, or another process was quicker.

    What was once handed over together, with nobody to say how that ended, is taken as it was, and nothing else with it.
    """
    lease = uuid.uuid4().hex
    due = sa.and_(OutboxItem.channel == channel, OutboxItem.address == address, _is_free(now))
    with transaction() as session:
        before = session.scalar(select(OutboxItem.lease).where(due).order_by(OutboxItem.id).limit(1))
        ids = select(OutboxItem.id).where(due, OutboxItem.lease.is_not_distinct_from(before)).order_by(
            OutboxItem.id).limit(MOST).with_for_update(skip_locked=True)
        taken = session.execute(
            update(OutboxItem).where(OutboxItem.id.in_(ids), _is_free(now))
            .values(lease=lease, leased_until=now + LEASE).execution_options(synchronize_session=False)
        )
        return Bundle(channel, address, lease) if taken.rowcount else None  # type: ignore[attr-defined]


def letters(bundle: Bundle) -> list[Letter]:
    """The bundle's messages with what they are about, oldest first."""
    wanted = (
        select(OutboxItem, TimelineEntry, WorkOrder).outerjoin(TimelineEntry, TimelineEntry.id == OutboxItem.entry_id)
        .outerjoin(WorkOrder, WorkOrder.id == TimelineEntry.order_id)
        .where(OutboxItem.lease == bundle.lease).order_by(OutboxItem.id)
    )
    return [Letter(*row) for row in db.session.execute(wanted)]


def mark(letters: Sequence[Letter]) -> str:
    """What is the same for the same messages in one: a receiver who has it already knows it by this."""
    return hashlib.sha256("\n".join(letter.item.key for letter in letters).encode()).hexdigest()[:40]


def finish(bundle: Bundle, now: datetime, end: End = End(), attempts: int = 1) -> dict[OutboxState, int]:
    """Write how the sending went: sent, tried again later, or dead after so many attempts; counts by state."""
    counts = dict.fromkeys(OutboxState, 0)
    with transaction() as session:
        held = session.scalars(
            select(OutboxItem).where(OutboxItem.lease == bundle.lease, OutboxItem.state == OutboxState.WAITING)
            .order_by(OutboxItem.id).with_for_update())
        for item in held:
            item.lease, item.leased_until = bundle.lease if end.is_unsure else None, None
            if end.trouble is None:
                item.state, item.sent_at, item.trouble = OutboxState.SENT, now, ""
                item.sealed = None
            else:
                item.failures += 1
                item.trouble = end.trouble.to_text()
                item.next_at = now + retry_after(item.failures)
                if end.is_final or item.failures >= attempts:
                    item.state = OutboxState.DEAD
            counts[item.state] += 1
    return counts


def forget_sent(before: datetime) -> int:
    """Delete what was sent before then; how many there were."""
    with transaction() as session:
        gone = session.execute(
            delete(OutboxItem).where(OutboxItem.state == OutboxState.SENT, OutboxItem.sent_at < before)
            .execution_options(synchronize_session=False))
        return int(gone.rowcount)  # type: ignore[attr-defined]
