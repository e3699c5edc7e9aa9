"""The orders behind a closed month: one row for each order or part that it counted, with the tallies that did.

The rows are made by the very conditions that count the figures (populations.py), in one statement for the orders and
one for the units' parts. Which orders stand behind an open month's figure: tallies.orders_behind.
"""

from collections.abc import Collection, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy import func, insert, select

from tracker.domain.tally import SUMS, Dimension, Population, Tally
from tracker.store.db import db
from tracker.store.models import Assignment, ClosedMonthOrder, WorkOrder
from tracker.store.populations import COUNTS, PLACES, WHICH, Frame
from tracker.store.tallies import ADDED, COLUMNS, PARTS

F = ClosedMonthOrder

NARROWED: dict[Dimension, Any] = {
    Dimension.TYPE: F.request_type, Dimension.CLASS: F.order_class, Dimension.LEAD: F.lead_id,
    Dimension.CHANNEL: F.channel_code, Dimension.MATTER: F.matter_code, Dimension.PLACE: F.place_code,
    Dimension.ENTERPRISE: F.enterprise, Dimension.UNIT: F.unit_id,
}
"What a dimension reads of a frozen row."

KEPT = {NARROWED[one].key: COLUMNS[one] for one in Dimension if one is not Dimension.UNIT}
"Column of a frozen row → what it was when the month was closed."

NAMES = ("order_id", "part_id", "unit_id", "tallies", *KEPT)


def _told(tally: Tally, frame: Frame) -> Any:
    """The tally's code where it counts the order, else nothing."""
    code: Any = sa.literal(f" {tally.value}")
    if tally in SUMS:
        code = code + "=" + sa.cast(ADDED[tally], sa.String)
    return sa.case((WHICH[tally](frame), code), else_="")


def _tallies(populations: Collection[Population], frame: Frame) -> Any:
    """Every tally that counts the order, as one text."""
    text: Any = sa.literal("")
    for population in populations:
        found: Any = sa.literal("")
        for tally in Tally:
            if tally.population is population:
                found = found + _told(tally, frame)
        text = text + sa.case((PLACES[population](frame.period), found), else_="")
    return text + " "


def counted_now(frame: Frame, of_parts: bool) -> sa.Select[Any]:
    """The rows that closing would freeze now: of the units' parts, or of the orders."""
    populations = [one for one in Population if one.is_of_parts is of_parts]
    key, source = (Assignment.id, PARTS) if of_parts else (WorkOrder.id, WorkOrder)
    # One search for each moment that places an order: each finds its own index.
    placed = sa.union(*(
        select(key).select_from(source).where(COUNTS, PLACES[one](frame.period)) for one in populations))
    whole: tuple[Any, Any] = (sa.literal(0), sa.cast(sa.null(), sa.Integer))
    part, unit = (Assignment.id, Assignment.department_id) if of_parts else whole
    columns = (WorkOrder.id, part, unit, _tallies(populations, frame), *KEPT.values())
    return select(*(
        column.label(name) for column, name in zip(columns, NAMES, strict=True)
    )).select_from(source).where(key.in_(placed))


def freeze_orders(closing_id: int, frame: Frame) -> int:
    """Keep the orders and parts that the month counts now; how many rows that is."""
    for of_parts in (False, True):
        found = counted_now(frame, of_parts).subquery()
        db.session.execute(insert(F).from_select(
            ("closing_id", *NAMES), select(sa.literal(closing_id), *found.c), include_defaults=False))
    return db.session.scalar(select(func.count()).select_from(F).where(F.closing_id == closing_id)) or 0


def _told_any(tallies: Collection[Tally]) -> sa.ColumnElement[bool]:
    """Rows that any of the tallies counted."""
    return sa.or_(sa.false(), *(
        F.tallies.contains(f" {tally.value}{'=' if tally in SUMS else ' '}", autoescape=True) for tally in tallies))


def frozen_behind(
    closing_id: int, tallies: Collection[Tally], scope: Mapping[Dimension, object]
) -> sa.ColumnElement[bool]:
    """The orders that any of the tallies counted when the month was closed, as a condition on WorkOrder.

    As in tallies.orders_behind: where the scope names a unit, parts are its own and orders those that it led.
    """
    found = []
    for of_parts in (False, True):
        asked = [tally for tally in tallies if tally.population.is_of_parts is of_parts]
        narrowed = [
            NARROWED[Dimension.LEAD if one is Dimension.UNIT and not of_parts else one].is_not_distinct_from(value)
            for one, value in scope.items()
        ]
        found.append(sa.and_(F.unit_id.is_not(None) if of_parts else F.unit_id.is_(None), _told_any(asked), *narrowed))
    kept = select(F.order_id).where(F.closing_id == closing_id, sa.or_(*found))
    return WorkOrder.id.in_(kept)
