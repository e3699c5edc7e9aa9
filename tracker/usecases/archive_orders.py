"""归档: closed orders become read-only after a set time; they stay searchable, and nothing but looking is left."""

import logging
from datetime import datetime, timedelta

from sqlalchemy import select

from tracker import clock
from tracker.domain.moves import Move
from tracker.domain.permissions import PROGRAM, Actor
from tracker.domain.refusals import Refusal
from tracker.domain.road_words import PetitionState
from tracker.domain.timeline import Entry
from tracker.domain.words import Stage
from tracker.store import orders, tables
from tracker.store.db import db, transaction
from tracker.store.models import HardCase, Petition, Supervision, WorkOrder

log = logging.getLogger(__name__)

BATCH = 2000
"Orders of one run: an old ledger's thousands are archived over several."


def archive_order(order_id: int, *, version: int | None = None, by: Actor, now: datetime) -> None:
    """Archive one closed order by hand."""
    with transaction():
        order, _facts = orders.locked_for(order_id, Move.ARCHIVE, by, now, version)
        order.archived_at = now
        orders.move(order, Move.ARCHIVE, Entry.ARCHIVED, by, now)


def archive_orders(*, now: datetime) -> int:
    """Archive what has been closed for the set number of days; returns how many. Each is a transaction of its own.

    An order whose supervision notice or ledger line is still open waits for its end, and so does a petition.
    """
    days = tables.settings_on(now.astimezone(clock.LOCAL).date()).archive_days
    open_notice = select(Supervision.order_id).where(Supervision.number.is_not(None), Supervision.closed_at.is_(None))
    open_case = select(HardCase.order_id).where(HardCase.ended_at.is_(None))
    asked = select(Petition.order_id).where(Petition.state == PetitionState.WAITING)
    wanted = list(db.session.scalars(
        select(WorkOrder.id).where(
            WorkOrder.stage == Stage.CLOSED, WorkOrder.closed_at <= now - timedelta(days=days),
            WorkOrder.id.not_in(open_notice), WorkOrder.id.not_in(open_case), WorkOrder.id.not_in(asked),
        ).order_by(WorkOrder.closed_at, WorkOrder.id).limit(BATCH)
    ))
    done = 0
    for order_id in wanted:
        try:
            archive_order(order_id, by=PROGRAM, now=now)
            done += 1
        except Refusal as refusal:  # a person was quicker; the next run looks again
            log.info("order %s was not archived: %s", order_id, type(refusal).__name__)
    return done
