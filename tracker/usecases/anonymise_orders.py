"""匿名化: orders whose time is over lose the people in them, one transaction each; figures and the story stay.

A dry run is reads.retention: it counts by the very condition that this use case works by.
"""

import logging
from collections.abc import Mapping
from datetime import datetime

from tracker import clock
from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.refusals import Refusal
from tracker.domain.timeline import Entry
from tracker.domain.words import N_, OrderClass
from tracker.store import retention, tables
from tracker.store.db import db, transaction
from tracker.store.orders import lock_rows
from tracker.store.story import journal, tell

log = logging.getLogger(__name__)

BATCH = 2000
"Orders of one run: what is left waits for the next night."

REASON = N_("保存期限已满")


def anonymise_orders(*, by: Actor, now: datetime, most: int = BATCH) -> int:
    """Make anonymous what is past its time, the oldest first; how many orders that were."""
    require(by, Permission.RUN_JOBS)
    due = retention.limits(now)
    done = sum(_anonymise(order_id, due, by, now) for order_id in retention.ids_waiting(due, most))
    if done:
        with transaction():
            journal("orders.anonymised", "orders", by, now, count=done, before=_told(due))
    return done


def _anonymise(order_id: int, due: Mapping[OrderClass, datetime], by: Actor, now: datetime) -> bool:
    """One order in its own transaction: one that cannot be done is logged and keeps the others from nothing."""
    erases = tables.settings_on(now.astimezone(clock.LOCAL).date()).keep_erases_files
    try:
        with transaction():
            order = lock_rows([order_id]).get(order_id)
            if order is None or not retention.is_waiting(order, due):
                return False
            retention.anonymise(order, erases_files=erases, reason=REASON, by=by, now=now)
            tell(order, Entry.ANONYMISED, by, now)
            return True
    except Refusal as refusal:
        log.warning("order %s was not made anonymous: %s", order_id, type(refusal).__name__)
        return False
    finally:
        db.session.expunge_all()


def _told(due: Mapping[OrderClass, datetime]) -> dict[str, str]:
    return {order_class.value: f"{moment:%Y-%m-%d}" for order_class, moment in due.items()}
