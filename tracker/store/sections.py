"""A list as its sections, best first, each newest first; turned by where the last page ended, never by counting.

Without words there is one section. With words there are three: whose number, phone or code it is; who has the words in
the title; who has them elsewhere. Each order stands in one section only.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from tracker.domain.permissions import Actor, Permission
from tracker.domain.tokens import Query, query
from tracker.store import search
from tracker.store.db import db
from tracker.store.models import OrderSearch, WorkOrder
from tracker.store.secrecy import hidden_from
from tracker.store.types import Moment

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
LAST_MOMENT = 250_000_000_000_000_000
"Microseconds; an address may name a later one, which no calendar has."
LAST_CHARACTER = "\U0010ffff"
SHORTEST_CODE = 3
SHORTEST_PHONE = 7


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


@dataclass(frozen=True)
class Section:
    """Orders that belong together; `by_place` says that they come out of the words' index."""

    orders: sa.Select[Any]
    key: Sequence[Any]

    def _touching(self, spot: Spot) -> tuple[Any, ...]:
        if len(self.key) == 1:
            return (sa.literal(spot.key, sa.BigInteger),)
        moment = EPOCH + min(spot.key, LAST_MOMENT) * MICROSECOND
        return sa.literal(moment, Moment), sa.literal(spot.order_id, sa.BigInteger)

    def taken(self, most: int, spot: Spot | None = None, backwards: bool = False) -> sa.Select[Any]:
        """At most so many beyond the spot, in the direction of travel."""
        wanted = self.orders
        if spot:
            key, touching = sa.tuple_(*self.key), sa.tuple_(*self._touching(spot))
            if len(self.key) == 1:
                key, touching = self.key[0], self._touching(spot)[0]
            wanted = wanted.where(key > touching if backwards else key < touching)
        return wanted.order_by(*(part.asc() if backwards else part.desc() for part in self.key)).limit(most)

    def spot_of(self, number: int, row: Any) -> Spot:
        """The spot that touches the row (key columns behind the order)."""
        if len(self.key) == 1:
            return Spot(number, row[1])
        return Spot(number, (row[1] - EPOCH) // MICROSECOND, row[2])


def _starts(column: Any, text: str) -> sa.ColumnElement[bool]:
    """Codes are compared by their bytes (0006_finding), so that an index finds a beginning."""
    return sa.and_(column >= text, column < text + LAST_CHARACTER)


def _coded(text: str, by: Actor) -> sa.ColumnElement[bool] | None:
    """Whose number, source number, credit code or phone begins so; a phone only for whoever may see it whole.

    Where the caller is hidden from the reader, credit code and phone are not looked at: a hit would tell who called.
    """
    text = text.strip()
    if not re.fullmatch(r"[\w./-]+", text, re.ASCII) or len(text) < SHORTEST_CODE:
        return None
    callers = [_starts(WorkOrder.enterprise_uscc, text.upper())]
    digits = text.replace("-", "")
    if digits.isdigit() and len(digits) >= SHORTEST_PHONE and by.may(Permission.REVEAL_CALLER):
        callers.append(_starts(WorkOrder.caller_phone, digits))
    return sa.or_(
        _starts(WorkOrder.number, text.upper()), _starts(WorkOrder.source_number, text),
        sa.and_(sa.or_(*callers), sa.not_(hidden_from(by))),
    )


def _plain(conditions: Iterable[sa.ColumnElement[bool]]) -> Section:
    wanted = select(WorkOrder, WorkOrder.received_at, WorkOrder.id).where(*conditions)
    return Section(wanted, (WorkOrder.received_at, WorkOrder.id))


def _of_codes(code: sa.ColumnElement[bool], conditions: Sequence[sa.ColumnElement[bool]]) -> Section:
    wanted = (
        select(WorkOrder, OrderSearch.place).join(OrderSearch, OrderSearch.order_id == WorkOrder.id)
        .where(code, *conditions)
    )
    return Section(wanted, (OrderSearch.place,))


def _of_words(wanted: Query, conditions: Sequence[sa.ColumnElement[bool]], in_title: bool) -> Section:
    hit = search.found(wanted, in_title=in_title)
    orders = select(WorkOrder, hit.c.place).select_from(hit).join(WorkOrder, WorkOrder.id == hit.c.order_id)
    if wanted.checked or not in_title:
        orders = orders.join(OrderSearch, OrderSearch.order_id == hit.c.order_id)
    orders = orders.where(search.proved(wanted, in_title=in_title), *conditions)
    if not in_title:
        orders = orders.where(sa.not_(search.stands_in_title(wanted)))
    return Section(orders, (hit.c.place,))


def sections(text: str, conditions: Sequence[sa.ColumnElement[bool]], by: Actor) -> list[Section]:
    """The list's sections. A text without a letter or digit looks for nothing."""
    wanted = query(text)
    if not wanted.runs:
        return [_plain(conditions)]
    code = _coded(text, by)
    if code is None:
        return [_of_words(wanted, conditions, True), _of_words(wanted, conditions, False)]
    others = [*conditions, sa.case((code, sa.false()), else_=sa.true())]
    return [
        _of_codes(code, conditions), _of_words(wanted, others, True), _of_words(wanted, others, False),
    ]


def turn(
    found: Sequence[Section], most: int, spot: Spot | None = None, backwards: bool = False
) -> list[tuple[Spot, WorkOrder]]:
    """At most so many orders after the spot (before it when backwards), in the list's order."""
    start = spot.section if spot else 0
    numbers = range(start, -1, -1) if backwards else range(start, len(found))
    rows: list[tuple[Spot, WorkOrder]] = []
    for number in numbers:
        if number >= len(found) or len(rows) >= most:
            continue
        section = found[number]
        wanted = section.taken(most - len(rows), spot if number == start else None, backwards)
        wanted = wanted.options(joinedload(WorkOrder.lead))
        rows += [(section.spot_of(number, row), row[0]) for row in db.session.execute(wanted)]
    return rows[::-1] if backwards else rows


def count(found: Sequence[Section], most: int) -> int:
    """How many orders, counting no further than `most`."""
    total = 0
    for section in found:
        if total < most:
            some = section.orders.with_only_columns(sa.literal(1), maintain_column_froms=True).limit(most - total)
            total += db.session.scalar(select(func.count()).select_from(some.subquery())) or 0
    return total


def ids(found: Sequence[Section], most: int) -> list[int]:
    """At most so many of the orders, by their ids, in the list's order."""
    every: list[int] = []
    for section in found:
        if len(every) < most:
            wanted = section.taken(most - len(every))
            every += db.session.scalars(wanted.with_only_columns(WorkOrder.id, maintain_column_froms=True))
    return every
