"""How a caller's orders are found although the caller is sealed: by fingerprints of phone, tail and road.

Whoever has the database but not the key ring learns from a fingerprint which orders share a phone, and nothing of it.
Names have none: a few surnames make up most of them, and how often each comes would tell which it is.
"""

from collections.abc import Callable, Iterable
from typing import Any

import sqlalchemy as sa

from tracker.domain.identifiers import canonical_phone, phone_tail, road_of
from tracker.store.sealing import fingerprint, fingerprints

PHONE, TAIL, ROAD = "caller_phone", "caller_tail", "address_road"
"What a fingerprint is of: its purpose."


def phone_key(phone: str | None) -> str | None:
    """Equal numbers, however written, have one."""
    return fingerprint(canonical_phone(phone), PHONE) if phone else None


def tail_key(phone: str | None) -> str | None:
    """Of the last four digits."""
    tail = phone_tail(phone) if phone else ""
    return fingerprint(tail, TAIL) if tail else None


def road_key(address: str | None) -> str | None:
    """Of the road, estate or village that an address begins with."""
    road = road_of(address or "")
    return fingerprint(road, ROAD) if road else None


def phone_keys(phone: str) -> list[str]:
    """The number's fingerprints under every key of the ring: while keys are changed orders have this one or that."""
    return fingerprints(canonical_phone(phone), PHONE)


def has_phone(column: Any, phone: str) -> sa.ColumnElement[bool]:
    """The condition on WorkOrder.caller_phone_key that leaves the orders of this number."""
    found: sa.ColumnElement[bool] = column.in_(phone_keys(phone))
    return found


def has_tail(column: Any, tail: str) -> sa.ColumnElement[bool]:
    """The condition on WorkOrder.caller_tail_key."""
    found: sa.ColumnElement[bool] = column.in_(fingerprints(tail, TAIL))
    return found


def has_road(column: Any, road: str) -> sa.ColumnElement[bool]:
    """The condition on WorkOrder.address_key."""
    return has_any_road(column, [road])


def has_any_road(column: Any, roads: Iterable[str]) -> sa.ColumnElement[bool]:
    """The same for several."""
    found: sa.ColumnElement[bool] = column.in_([key for road in roads for key in fingerprints(road_of(road), ROAD)])
    return found


FOLLOWING: dict[str, dict[str, Callable[[str | None], str | None]]] = {
    "work_order.caller_phone": {"caller_phone_key": phone_key, "caller_tail_key": tail_key},
    "work_order.address": {"address_key": road_key},
}
"Sealed column → the columns of its fingerprints, which follow it when it is sealed anew."
