"""Lifting the mask from a caller's name and phone: allowed by role, and always told in the timeline."""

from dataclasses import dataclass
from datetime import datetime

from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.timeline import Entry
from tracker.store import orders
from tracker.store.db import transaction
from tracker.store.story import tell


@dataclass(frozen=True)
class Caller:
    """Who called, unmasked."""

    name: str
    phone: str | None
    enterprise_contact: str | None


def reveal_caller(order_id: int, *, by: Actor, now: datetime) -> Caller:
    """The caller in full, and a timeline row that says who looked."""
    require(by, Permission.REVEAL_CALLER)
    with transaction():
        order = orders.locked(order_id, by)
        tell(order, Entry.REVEALED, by, now)
        return Caller(order.caller_name, order.caller_phone, order.enterprise_contact)
