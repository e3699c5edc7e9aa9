"""更正: which orders a closed month would count otherwise now, and which of its figures that changes.

What is frozen and what is counted now come from the store (store.corrections) as rows of the same shape.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from tracker.domain.bulletin import Correction, Heading, Line
from tracker.domain.figures import Figure
from tracker.domain.frozen import Counted
from tracker.domain.tally import Tally
from tracker.domain.words import OrderClass

ORDERS_SHOWN = 50
"So many numbers a correction names; the list of the month's changes has them all."


BY_CODE: dict[str, Tally] = {one.value: one for one in Tally}


class Counting(NamedTuple):
    """One row of a closed month: an order, or a unit's part in it, with the tallies that counted it.

    `owner_id` is the unit of the part, or who led the order; `added` are the tallies' codes as they are kept.
    """

    order_id: int
    is_part: bool
    owner_id: int | None
    order_class: OrderClass
    added: tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """One order, as the closed month counted it and as it would be counted now."""

    order_id: int
    number: str
    was: tuple[Counting, ...]
    now: tuple[Counting, ...]

    @property
    def came(self) -> tuple[Tally, ...]:
        """What counts it now and did not then; a sum with another amount is among them."""
        return _tallies(set(_codes(self.now)) - set(_codes(self.was)))

    @property
    def gone(self) -> tuple[Tally, ...]:
        """What counted it then and does not now."""
        return _tallies(set(_codes(self.was)) - set(_codes(self.now)))

    @property
    def is_regrouped(self) -> bool:
        """Is it counted alike, but under another unit, class, type or topic?"""
        return not self.came and not self.gone

    def touches(self, counted: Counted, order_class: str | None, unit_id: int | None) -> bool:
        """Does it change what such a figure counts? `unit_id` for a unit's line, None for 总览."""
        wanted = {*counted.part, *counted.base}

        def of(rows: Iterable[Counting]) -> list[str]:
            return sorted(
                code for row in rows for code in row.added
                if _tally(code) in wanted and (order_class is None or row.order_class == order_class)
                and (unit_id is None or row.owner_id == unit_id)
            )

        return of(self.was) != of(self.now)


def _tally(code: str) -> Tally:
    return BY_CODE[code.partition("=")[0]]


def _codes(rows: Iterable[Counting]) -> list[str]:
    return [code for row in rows for code in row.added]


def _tallies(codes: Iterable[str]) -> tuple[Tally, ...]:
    found = {_tally(code) for code in codes}
    return tuple(one for one in Tally if one in found)


def changes(
    was: Iterable[Counting], now: Iterable[Counting], numbers: Mapping[int, str]
) -> tuple[Change, ...]:
    """The rows that are on one side only, by order, the oldest number first."""
    sides: dict[int, tuple[list[Counting], list[Counting]]] = {}
    for at, rows in enumerate((was, now)):
        for row in rows:
            sides.setdefault(row.order_id, ([], []))[at].append(row)
    found = [
        Change(order_id, numbers[order_id], tuple(before), tuple(after)) for order_id, (before, after) in sides.items()]
    return tuple(sorted(found, key=lambda change: change.number))


class Noted(NamedTuple):
    """What was said of a figure last."""

    now: Decimal | None
    orders: frozenset[str]


def corrected(
    month: str, heading: Heading, was: Figure | None, now: Figure | None, counted: Counted, changed: Iterable[Change],
    noted: Noted | None = None, unit: Line | None = None,
) -> Correction | None:
    """The correction of one figure, or None where it is what it was or what was said of it last."""
    said = noted.now if noted else was.value if was else None
    value = now.value if now else None
    if said == value:
        return None
    unit_id = unit.unit_id if unit else None
    touching = [one.number for one in changed if one.touches(counted, heading.order_class, unit_id)]
    fresh = [number for number in touching if not noted or number not in noted.orders] or touching
    return Correction(
        month, heading.key, heading.label, heading.measure, said, value,
        tuple(fresh[:ORDERS_SHOWN]), len(fresh), unit_id, unit.label if unit else "")
