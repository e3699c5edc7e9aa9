"""A list as its sections, best first, each newest first; turned by where the last page ended, never by counting.

Which sections a list has: store/lists.py.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from tracker.store.db import db
from tracker.store.models import WorkOrder
from tracker.store.types import Moment

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
LAST_MOMENT = 250_000_000_000_000_000
"Microseconds; an address may name a later one, which no calendar has."


@dataclass(frozen=True)
class Spot:
    """A place in a list, between two rows: the section, and the key of the row it touches."""

    section: int
    key: int
    order_id: int = 0

    def __str__(self) -> str:
        return f"{self.section}-{self.key}-{self.order_id}"

    @classmethod
    def read(cls, text: str | None) -> "Spot | None":
        """The spot that an address names, or None."""
        return cls(*map(int, text.split("-"))) if text and re.fullmatch(r"\d-\d{1,18}-\d{1,18}", text) else None


class Total(NamedTuple):
    """What a section's total is taken from. Where it looks at the first
    `most` rows of `whole` only, what stands behind them is not counted."""

    counted: sa.Select[Any]
    whole: sa.Select[Any] | None = None
    most: int = 0


@dataclass(frozen=True)
class Section:
    """Orders that belong together: a statement of their ids and keys, and the key, which no two orders share.

    The key is the order's place in the words' index, or the moment of receipt with the id.
    """

    orders: sa.Select[Any]
    key: Sequence[Any]
    total: Total | None
    "None: the section is counted along with another one."

    def _touching(self, spot: Spot) -> tuple[Any, ...]:
        if len(self.key) == 1:
            return (sa.literal(spot.key, sa.BigInteger),)
        moment = EPOCH + min(spot.key, LAST_MOMENT) * MICROSECOND
        return sa.literal(moment, Moment), sa.literal(spot.order_id, sa.BigInteger)

    def taken(self, most: int, spot: Spot | None = None, backwards: bool = False) -> sa.Select[Any]:
        """At most so many beyond the spot, in the direction of travel."""
        wanted = self.orders
        if spot:
            key: Any = self.key[0] if len(self.key) == 1 else sa.tuple_(*self.key)
            touching: Any = self._touching(spot)[0] if len(self.key) == 1 else sa.tuple_(*self._touching(spot))
            wanted = wanted.where(key > touching if backwards else key < touching)
        return wanted.order_by(*(part.asc() if backwards else part.desc() for part in self.key)).limit(most)

    def spot_of(self, number: int, row: Any) -> Spot:
        """The spot that touches the row: the order's id, then its key."""
        if len(self.key) == 1:
            return Spot(number, row[1])
        return Spot(number, (row[1] - EPOCH) // MICROSECOND, row[0])


def turn(
    found: Sequence[Section], most: int, spot: Spot | None = None, backwards: bool = False
) -> list[tuple[Spot, WorkOrder]]:
    """At most so many orders (their leads loaded) after the spot, or before it when backwards, in the list's order."""
    start = spot.section if spot else 0
    numbers = range(start, -1, -1) if backwards else range(start, len(found))
    spots: list[tuple[Spot, int]] = []
    for number in numbers:
        if number >= len(found) or len(spots) >= most:
            continue
        section = found[number]
        wanted = section.taken(most - len(spots), spot if number == start else None, backwards)
        spots += [(section.spot_of(number, row), row[0]) for row in db.session.execute(wanted)]
    wanted = select(WorkOrder).where(WorkOrder.id.in_([order_id for _spot, order_id in spots]))
    orders = {order.id: order for order in db.session.scalars(wanted.options(joinedload(WorkOrder.lead)))}
    rows = [(one, orders[order_id]) for one, order_id in spots if order_id in orders]
    return rows[::-1] if backwards else rows


def _counted(wanted: sa.Select[Any], most: int) -> int:
    return db.session.scalar(select(func.count()).select_from(wanted.limit(most).subquery())) or 0


def count(found: Sequence[Section], most: int) -> tuple[int, bool]:
    """How many orders, counting no further than `most`; and whether there may be more."""
    total, is_part = 0, False
    for section in found:
        if section.total and total < most:
            total += _counted(section.total.counted, most - total)
            whole = section.total.whole
            is_part = is_part or (whole is not None and _counted(whole, section.total.most + 1) > section.total.most)
    return min(total, most), is_part or total >= most


def ids(found: Sequence[Section], most: int) -> list[int]:
    """At most so many of the orders, by their ids, in the list's order."""
    every: list[int] = []
    for section in found:
        if len(every) < most:
            every += db.session.scalars(section.taken(most - len(every)))
    return every
