"""Counting for the published figures: one aggregate query per population, the same on both databases.

What is counted and how it becomes a figure is named in domain.tally; here stands only how each is asked for.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import func, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from tracker.domain.bulletin import Key
from tracker.domain.periods import Period
from tracker.domain.tally import Population, Tally
from tracker.domain.words import Satisfaction, Solved, Stage
from tracker.store.db import db
from tracker.store.models import Assignment, WorkOrder

Condition = sa.ColumnElement[bool]
Counting = sa.ColumnElement[int]


class epoch_seconds(FunctionElement[int]):  # noqa: N801  (reads as an SQL function)
    """Whole seconds of a moment since 1970, exact on both databases."""

    type = sa.BigInteger()
    inherit_cache = True


@compiles(epoch_seconds, "sqlite")
def _on_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    return f"CAST(strftime('%s', {compiler.process(element.clauses, **options)}) AS INTEGER)"


@compiles(epoch_seconds, "postgresql")
def _on_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    return f"CAST(floor(extract(epoch FROM {compiler.process(element.clauses, **options)})) AS BIGINT)"


ANSWERED_AT = func.coalesce(WorkOrder.replied_at, WorkOrder.closed_at, WorkOrder.ended_at)
"What on time is judged by: the reply; an old ledger may know the closure only; a terminated order has its end."


def _within(moment: Any, period: Period) -> Condition:
    return sa.and_(moment >= period.start, moment < period.until)


LEFT_AT = func.coalesce(WorkOrder.closed_at, WorkOrder.ended_at)
"When an order stopped being somebody's work: closed, refused or terminated."

COUNTS = WorkOrder.stage != Stage.VOIDED
"A voided order is in no figure (rules, state X4)."


def _open_at(moment: datetime) -> Condition:
    return sa.and_(WorkOrder.received_at < moment, sa.or_(LEFT_AT.is_(None), LEFT_AT >= moment))


PLACES: dict[Population, Callable[[Period], Condition]] = {
    Population.RECEIVED: lambda period: _within(WorkOrder.received_at, period),
    Population.DISPATCHED: lambda period: _within(WorkOrder.dispatched_at, period),
    # What was terminated before its due moment never fell due.
    Population.DUE: lambda period: sa.and_(
        _within(WorkOrder.due_at, period),
        sa.or_(WorkOrder.ended_at.is_(None), WorkOrder.ended_at > WorkOrder.due_at),
    ),
    Population.CLOSED: lambda period: _within(WorkOrder.closed_at, period),
    Population.ENDED: lambda period: _within(WorkOrder.ended_at, period),
    Population.CARRIED: lambda period: _open_at(period.start),
    Population.OPEN: lambda period: _open_at(period.until),
    # A part that was returned or taken away is the next unit's handling, not this one's.
    Population.HANDLED: lambda period: sa.and_(
        Assignment.ended_at.is_(None),
        sa.or_(
            _within(Assignment.dispatched_at, period),
            sa.and_(Assignment.dispatched_at.is_(None), _within(WorkOrder.received_at, period)),
        ),
    ),
}
"Which moment places an order, or a unit's part in one, in the period."


def _all() -> Counting:
    return func.count()


def _where(condition: Condition) -> Counting:
    return func.coalesce(func.sum(sa.case((condition, 1), else_=0)), 0)


def _met() -> Condition:
    return sa.and_(ANSWERED_AT.is_not(None), ANSWERED_AT <= WorkOrder.due_at)


def _left_before(period: Period) -> Condition:
    return sa.and_(LEFT_AT.is_not(None), LEFT_AT < period.until)


def _rated(level: Satisfaction) -> Callable[[Period], Counting]:
    return lambda _period: _where(WorkOrder.satisfaction == level)


def _said(solved: Solved) -> Callable[[Period], Counting]:
    return lambda _period: _where(WorkOrder.solved == solved)


ASKED: dict[Tally, Callable[[Period], Counting]] = {
    Tally.RECEIVED: lambda _period: _all(),
    Tally.RECEIVED_ONCE: lambda _period: _where(WorkOrder.master_id.is_(None)),
    Tally.CARRIED: lambda _period: _all(),
    Tally.OPEN: lambda _period: _all(),
    Tally.ENDED: lambda _period: _all(),
    Tally.DISPATCHED: lambda _period: _all(),
    Tally.CONTACTED: lambda _period: _where(WorkOrder.contacted_at.is_not(None)),
    Tally.NOT_CONTACTED: lambda _period: _where(
        sa.and_(WorkOrder.contacted_at.is_(None), WorkOrder.is_ledger.is_(False))
    ),
    Tally.DUE: lambda _period: _all(),
    Tally.DUE_MET: lambda _period: _where(_met()),
    Tally.DUE_MISSED: lambda _period: _where(sa.or_(ANSWERED_AT.is_(None), ANSWERED_AT > WorkOrder.due_at)),
    Tally.CLOSED: lambda _period: _all(),
    Tally.CLOSED_WITH_DUE: lambda _period: _where(WorkOrder.due_at.is_not(None)),
    Tally.CLOSED_MET: lambda _period: _where(_met()),
    Tally.VERY_SATISFIED: _rated(Satisfaction.VERY_SATISFIED),
    Tally.SATISFIED: _rated(Satisfaction.SATISFIED),
    Tally.BASICALLY: _rated(Satisfaction.BASICALLY),
    Tally.DISSATISFIED: _rated(Satisfaction.DISSATISFIED),
    Tally.VERY_DISSATISFIED: _rated(Satisfaction.VERY_DISSATISFIED),
    Tally.SOLVED: _said(Solved.YES),
    Tally.PARTLY_SOLVED: _said(Solved.PARTLY),
    Tally.UNSOLVED: _said(Solved.NO),
    Tally.TIMED: lambda _period: func.count(WorkOrder.working_days_taken),
    Tally.WORKING_DAYS: lambda _period: func.coalesce(func.sum(WorkOrder.working_days_taken), 0),
    Tally.SECONDS: lambda _period: func.coalesce(
        func.sum(epoch_seconds(WorkOrder.closed_at) - epoch_seconds(WorkOrder.received_at)), 0
    ),
    Tally.HANDLINGS: lambda _period: _all(),
    Tally.HANDLED_MET: lambda period: _where(
        sa.and_(_left_before(period), WorkOrder.due_at.is_not(None), ANSWERED_AT <= WorkOrder.due_at)
    ),
    Tally.HANDLED_LATE: lambda period: _where(
        sa.and_(_left_before(period), WorkOrder.due_at.is_not(None), ANSWERED_AT > WorkOrder.due_at)
    ),
    Tally.HANDLED_UNLIMITED: lambda period: _where(sa.and_(_left_before(period), WorkOrder.due_at.is_(None))),
    Tally.HANDLED_OPEN: lambda period: _where(sa.not_(_left_before(period))),
}


def _asked_of(population: Population) -> list[Tally]:
    return [tally for tally in Tally if tally.population is population]


def _grouped(
    population: Population, period: Period, groups: tuple[Any, ...], source: Any
) -> list[tuple[tuple[Any, ...], dict[Tally, int]]]:
    asked = _asked_of(population)
    found = db.session.execute(
        select(*groups, *(ASKED[tally](period).label(f"n_{tally.value}") for tally in asked))
        .select_from(source).where(COUNTS, PLACES[population](period)).group_by(*groups)
    )
    # PostgreSQL sums bigints as numeric: int() makes both databases agree.
    return [
        (tuple(row[: len(groups)]), {tally: int(count) for tally, count in zip(asked, row[len(groups):], strict=True)})
        for row in found
    ]


def count_orders(period: Period) -> dict[Key, dict[Tally, int]]:
    """Orders by request type, class and lead: every tally of every population but the unit-handlings'."""
    groups = (WorkOrder.request_type, WorkOrder.order_class, WorkOrder.lead_id)
    counted: dict[Key, dict[Tally, int]] = {}
    for population in Population:
        if population is not Population.HANDLED:
            for group, counts in _grouped(population, period, groups, WorkOrder):
                counted.setdefault(Key(*group), {}).update(counts)
    return counted


def count_handlings(period: Period) -> dict[int, dict[Tally, int]]:
    """Unit-handlings (件次) by unit: lead and co-handlers alike."""
    source = sa.join(Assignment, WorkOrder, Assignment.order_id == WorkOrder.id)
    found = _grouped(Population.HANDLED, period, (Assignment.department_id,), source)
    return {unit_id: counts for (unit_id,), counts in found}
