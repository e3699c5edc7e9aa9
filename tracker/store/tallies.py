"""Counting for the published figures: one aggregate query per population, the same on both databases.

What is counted and how it becomes a figure is named in domain.tally; which orders each holds stands in populations.py.
"""

from collections.abc import Collection, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy import func, select

from tracker.domain.disclosure import SOMEBODY
from tracker.domain.tally import SUMS, Counts, Dimension, Group, Population, Tally
from tracker.domain.words import CallerKind
from tracker.store.db import db
from tracker.store.models import Assignment, WorkOrder
from tracker.store.populations import COUNTS, PLACES, WHICH, Frame, epoch_seconds

ADDED: dict[Tally, Any] = {
    Tally.EXTENSIONS: WorkOrder.extension_count,
    Tally.WORKING_DAYS: WorkOrder.working_days_taken,
    Tally.SECONDS: epoch_seconds(WorkOrder.closed_at) - epoch_seconds(WorkOrder.received_at),
    Tally.LEDGER_RETURNS: WorkOrder.return_count,
}
"What a sum adds up."

COLUMNS: dict[Dimension, Any] = {
    Dimension.TYPE: WorkOrder.request_type,
    Dimension.CLASS: WorkOrder.order_class,
    Dimension.LEAD: WorkOrder.lead_id,
    Dimension.CHANNEL: WorkOrder.channel_code,
    Dimension.MATTER: WorkOrder.matter_code,
    Dimension.PLACE: WorkOrder.place_code,
    # Figures go anywhere: an enterprise that called in confidence is not named.
    Dimension.ENTERPRISE: sa.case(
        (sa.and_(WorkOrder.is_confidential, WorkOrder.caller_kind != CallerKind.PERSON), SOMEBODY),
        else_=func.coalesce(WorkOrder.enterprise_name, WorkOrder.enterprise_uscc)),
    Dimension.UNIT: Assignment.department_id,
}
"What a dimension reads."

PARTS = sa.join(Assignment, WorkOrder, Assignment.order_id == WorkOrder.id)


def _asked(tally: Tally, frame: Frame) -> Any:
    condition = WHICH[tally](frame)
    if tally in SUMS:
        return func.coalesce(func.sum(sa.case((condition, ADDED[tally]), else_=0)), 0)
    if isinstance(condition, sa.True_):
        return func.count()
    return func.coalesce(func.sum(sa.case((condition, 1), else_=0)), 0)


def within(scope: Mapping[Dimension, object]) -> list[sa.ColumnElement[bool]]:
    """The scope's values as conditions; None is where the order says nothing."""
    return [
        COLUMNS[dimension].is_(None) if value is None else COLUMNS[dimension] == value
        for dimension, value in scope.items()
    ]


def orders_behind(
    tallies: Collection[Tally], frame: Frame, scope: Mapping[Dimension, object] | None = None
) -> sa.ColumnElement[bool]:
    """The orders that any of the tallies counted, as a condition on WorkOrder: what stands behind a figure.

    Where the scope names a unit, parts are its own and orders those that it leads.
    """
    found = []
    narrowed = dict(scope or {})
    of_orders = {Dimension.LEAD if one is Dimension.UNIT else one: value for one, value in narrowed.items()}
    for tally in tallies:
        is_of_parts = tally.population.is_of_parts
        condition = sa.and_(
            COUNTS, PLACES[tally.population](frame.period), WHICH[tally](frame),
            *within(narrowed if is_of_parts else of_orders))
        if is_of_parts:
            parts = select(Assignment.order_id).select_from(PARTS).where(condition)
            condition = WorkOrder.id.in_(parts.correlate(None))
        found.append(condition)
    return sa.or_(sa.false(), *found)


def count(
    tallies: Collection[Tally], frame: Frame, dimensions: tuple[Dimension, ...] = (),
    scope: Mapping[Dimension, object] | None = None,
) -> dict[Group, Counts]:
    """The tallies by the groups of `dimensions`, over the orders or parts that `scope` leaves.

    One query for each population that the tallies belong to. Dimension.UNIT is of parts only.
    """
    counted: dict[Group, dict[Tally, int]] = {}
    columns = [COLUMNS[dimension] for dimension in dimensions]
    for population in Population:
        asked = [tally for tally in Tally if tally in tallies and tally.population is population]
        if not asked:
            continue
        found = db.session.execute(
            select(*columns, *(_asked(tally, frame).label(f"n_{tally.value}") for tally in asked))
            .select_from(PARTS if population.is_of_parts else WorkOrder)
            .where(COUNTS, PLACES[population](frame.period), *within(scope or {})).group_by(*columns)
        )
        for row in found:
            # PostgreSQL sums bigints as numeric: int() makes both databases agree.
            counts = {tally: int(number) for tally, number in zip(asked, row[len(columns):], strict=True)}
            counted.setdefault(tuple(row[:len(columns)]), {}).update(counts)
    return counted
