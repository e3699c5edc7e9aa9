"""Does the limit table answer for every order? Which row applies to one order is decided in limits.py."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from typing import NamedTuple

from tracker.domain.limits import LimitRow, NoLimitApplies, applying, overlapping
from tracker.domain.words import OrderClass, RequestType, Urgency


class Gap(NamedTuple):
    """An order for which no row would apply on a day."""

    on: date
    request_type: RequestType
    order_class: OrderClass
    urgency: Urgency


def _turning_days(rows: Iterable[LimitRow], since: date) -> list[date]:
    """The days on which the table changes: between two of them nothing can open or close a gap."""
    days = {since}
    for row in rows:
        days.add(row.effective_from)
        if row.effective_to is not None:
            days.add(row.effective_to + timedelta(days=1))
    return sorted(day for day in days if day >= since)


def gaps(rows: Sequence[LimitRow], since: date) -> Iterator[Gap]:
    """Every kind of order that some day on or after `since` has no limit, first day first."""
    kinds = list(product(RequestType, OrderClass, Urgency))
    for day in _turning_days(rows, since):
        for kind in kinds:
            try:
                applying(rows, *kind, day)
            except NoLimitApplies:
                yield Gap(day, *kind)


def is_withdrawn(row: LimitRow) -> bool:
    """Was the row taken back before its first day?"""
    return row.effective_to is not None and row.effective_to < row.effective_from


class Fit(NamedTuple):
    """How a new row finds its place: the row with its last day, and the rows that end before it."""

    row: LimitRow
    ended: tuple[LimitRow, ...]
    clash: LimitRow | None
    "A row of the same key that begins on the very day."


def fitted(rows: Sequence[LimitRow], new: LimitRow) -> Fit:
    """Put a new row among those with its key: earlier ones end the day before it, a later one bounds it."""
    meeting = overlapping([row for row in rows if not is_withdrawn(row)], new)
    clash = next((row for row in meeting if row.effective_from == new.effective_from), None)
    later = [row.effective_from for row in meeting if row.effective_from > new.effective_from]
    if later:
        new = replace(new, effective_to=min(later) - timedelta(days=1))
    earlier = tuple(row for row in meeting if row.effective_from < new.effective_from)
    return Fit(new, earlier, clash)
