"""Search and filters over the orders that a person may see, page by page, and where the words stand."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tracker.domain.filters import Filters
from tracker.domain.permissions import Actor
from tracker.reads.marks import Marked, marked
from tracker.reads.order_rows import OrderRow, rows
from tracker.store import sections
from tracker.store.finding import conditions, span
from tracker.store.lists import sections_of
from tracker.store.models import WorkOrder
from tracker.store.sections import Section, Spot

PER_PAGE = 20
MOST_COUNTED = 1000
"A larger total is told as more than this: counting a million costs more than anybody learns from it."


@dataclass(frozen=True)
class Turning:
    """How many there are, and the spots by which the neighbouring pages are reached (None: there is none)."""

    total: int
    is_more: bool
    "There are more than `total`."
    before: str | None
    after: str | None


@dataclass(frozen=True)
class OrderList:
    """One page of a list; `marks` by the order's id, where words were looked for."""

    rows: tuple[OrderRow, ...]
    turning: Turning
    marks: dict[int, Marked] = field(default_factory=dict)


def _page(found: Sequence[Section], spot: Spot | None, backwards: bool) -> tuple[list[tuple[Spot, WorkOrder]], Turning]:
    taken = sections.turn(found, PER_PAGE + 1, spot, backwards)
    if backwards and len(taken) <= PER_PAGE:  # nothing newer: the first page, full
        taken, spot, backwards = sections.turn(found, PER_PAGE + 1), None, False
    has_more = len(taken) > PER_PAGE
    shown = taken[-PER_PAGE:] if backwards else taken[:PER_PAGE]
    counted, is_more = sections.count(found, MOST_COUNTED + 1)
    return shown, Turning(
        total=max(min(counted, MOST_COUNTED), len(shown)), is_more=is_more,
        before=str(shown[0][0]) if shown and (has_more if backwards else spot is not None) else None,
        after=str(shown[-1][0]) if shown and (backwards or has_more) else None,
    )


def order_list(
    filters: Filters, *, after: str | None = None, before: str | None = None, by: Actor, now: datetime
) -> OrderList:
    """The page of matching orders behind the spot `after`, or ahead of `before`; the first page without either.

    Newest first; with words, those that have them in number or title come first. A page is found by where the last
    one ended: orders that arrive meanwhile shift nothing.
    """
    found = sections_of(filters.q, conditions(filters, now), by, span(filters))
    spot = Spot.read(after or before)
    shown, turning = _page(found, spot, backwards=spot is not None and not after)
    orders = [order for _spot, order in shown]
    return OrderList(rows(orders, by, now), turning, marked(orders, filters.q, by))
