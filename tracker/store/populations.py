"""Which orders, and units' parts in them, a population holds and a tally counts: conditions that mean one thing.

The figures count by them (tallies.py), the list of a figure's orders is narrowed by them (finding.py).
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import func, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import aliased
from sqlalchemy.sql.functions import FunctionElement

from tracker.domain.figure_settings import Basis
from tracker.domain.periods import Period
from tracker.domain.road_words import PartEnd
from tracker.domain.tally import Population, Tally
from tracker.domain.words import CallbackOutcome, Part, Satisfaction, SolutionKind, Solved, Stage, Step
from tracker.store.models import Assignment, Promise, WorkOrder

O = WorkOrder  # noqa: E741  (one letter keeps the tables below readable)
A = Assignment
Condition = sa.ColumnElement[bool]


class Frame(NamedTuple):
    """The period, and the office's choices that decide what belongs."""

    period: Period
    basis: Basis = Basis()


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


ANSWERED_AT = func.coalesce(O.replied_at, O.closed_at, O.ended_at)
"What on time is judged by: the reply; an old ledger may know the closure only; a terminated order has its end."

LEFT_AT = func.coalesce(O.closed_at, O.ended_at)
"When an order stopped being somebody's work: closed, refused or terminated."

COUNTS = O.stage != Stage.VOIDED
"A voided order is in no figure (rules, state X4)."

MET = sa.and_(ANSWERED_AT.is_not(None), ANSWERED_AT <= O.due_at)


def _within(moment: Any, period: Period) -> Condition:
    return sa.and_(moment >= period.start, moment < period.until)


def _open_at(moment: datetime) -> Condition:
    """Not yet left: the few are looked up in two parts, as each has its index, before anything is grouped."""
    other = aliased(O)
    left_later = select(other.id).where(other.closed_at >= moment)
    not_closed = select(other.id).where(
        other.closed_at.is_(None), sa.or_(other.ended_at.is_(None), other.ended_at >= moment))
    return sa.and_(O.received_at < moment, O.id.in_(sa.union_all(left_later, not_closed)))


def _dispatched(period: Period) -> Condition:
    by_receipt = sa.and_(O.dispatched_at.is_(None), O.lead_id.is_not(None), _within(O.received_at, period))
    return sa.or_(_within(O.dispatched_at, period), by_receipt)


def _received_unsent(period: Period) -> sa.Select[Any]:
    """An old ledger's orders that do not say when they were sent: asked apart, so that each part finds its index."""
    other = aliased(O)
    return select(other.id).where(_within(other.received_at, period), other.dispatched_at.is_(None))


PLACES: dict[Population, Callable[[Period], Condition]] = {
    Population.RECEIVED: lambda period: _within(O.received_at, period),
    Population.DISPATCHED: _dispatched,
    # What was terminated before its due moment never fell due.
    Population.DUE: lambda period: sa.and_(
        _within(O.due_at, period), sa.or_(O.ended_at.is_(None), O.ended_at > O.due_at)),
    Population.CLOSED: lambda period: _within(O.closed_at, period),
    Population.ENDED: lambda period: _within(O.ended_at, period),
    Population.CARRIED: lambda period: _open_at(period.start),
    Population.OPEN: lambda period: _open_at(period.until),
    # A part that was returned or taken away is the next unit's handling, not this one's.
    Population.HANDLED: lambda period: sa.and_(A.ended_at.is_(None), sa.or_(
        _within(A.dispatched_at, period),
        sa.and_(A.dispatched_at.is_(None), A.order_id.in_(_received_unsent(period))),
    )),
    Population.RETURNED: lambda period: sa.and_(A.end_reason == PartEnd.RETURNED, _within(A.ended_at, period)),
    Population.CO_DUE: lambda period: sa.and_(
        A.part == Part.CO, _within(A.due_at, period), sa.or_(A.ended_at.is_(None), A.ended_at > A.due_at)),
}
"Which moment places an order, or a unit's part in one, in the period."

_IS_SENT = sa.or_(O.dispatched_at.is_not(None), O.lead_id.is_not(None))
_TRANSFERRED = sa.and_(O.is_direct.is_(False), _IS_SENT)
_COUNTED_RATING = sa.and_(O.is_default_rating.is_(False), O.exclusion_code.is_(None))
_UNREACHED = (CallbackOutcome.NO_ANSWER, CallbackOutcome.WRONG_NUMBER, CallbackOutcome.REFUSED)
_SIGN_PROMISE = select(Promise.id).where(
    Promise.order_id == O.id, Promise.step == Step.SIGN, Promise.department_id.is_(None),
    Promise.superseded_at.is_(None)).correlate(O)


def _closed_by(frame: Frame) -> Condition:
    return sa.and_(O.closed_at.is_not(None), O.closed_at < frame.period.until)


def _left(frame: Frame) -> Condition:
    return sa.and_(LEFT_AT.is_not(None), LEFT_AT < frame.period.until)


def _early(frame: Frame) -> Condition:
    return epoch_seconds(O.due_at) - epoch_seconds(ANSWERED_AT) >= frame.basis.early_hours * 3600


def _late_at_end(frame: Frame) -> Condition:
    until = frame.period.until
    return sa.and_(O.due_at < until, sa.or_(O.replied_at.is_(None), O.replied_at >= until))


def _plain(condition: Condition) -> Callable[[Frame], Condition]:
    return lambda _frame: condition


def _rated(level: Satisfaction) -> Callable[[Frame], Condition]:
    return _plain(sa.and_(O.satisfaction == level, _COUNTED_RATING))


_ALL = _plain(sa.true())

WHICH: dict[Tally, Callable[[Frame], Condition]] = {
    Tally.RECEIVED: _ALL,
    Tally.RECEIVED_ONCE: _plain(O.master_id.is_(None)),
    Tally.DIRECT: _plain(O.is_direct.is_(True)),
    Tally.TRANSFERRED: _plain(_TRANSFERRED),
    Tally.TRANSFERRED_CLOSED: lambda frame: sa.and_(_TRANSFERRED, _closed_by(frame)),
    Tally.TRANSFERRED_ENDED: lambda frame: sa.and_(_TRANSFERRED, sa.not_(_closed_by(frame)), _left(frame)),
    Tally.IN_TRANSIT: lambda frame: sa.and_(O.is_direct.is_(False), sa.not_(_IS_SENT), sa.not_(_left(frame))),
    Tally.CARRIED: _ALL,
    Tally.OPEN: _ALL,
    Tally.OPEN_LATE: _late_at_end,
    Tally.ENDED: _ALL,
    Tally.DISPATCHED: _ALL,
    Tally.FIRST_RIGHT: _plain(O.is_misdirected.is_(False)),
    Tally.RETURNED_ORDERS: _plain(O.return_count > 0),
    Tally.SUPERVISED: _plain(O.supervision_count > 0),
    Tally.CONTACTED: _plain(O.contacted_at.is_not(None)),
    Tally.NOT_CONTACTED: _plain(sa.and_(O.contacted_at.is_(None), O.is_ledger.is_(False))),
    Tally.SIGN_DUE: _plain(_SIGN_PROMISE.exists()),
    Tally.SIGNED_IN_TIME: _plain(_SIGN_PROMISE.where(Promise.kept_at <= Promise.due_at).exists()),
    Tally.DISPATCHED_MET: lambda frame: sa.and_(MET, _closed_by(frame)),
    Tally.DUE: _ALL,
    Tally.DUE_MET: _plain(MET),
    Tally.DUE_MISSED: _plain(sa.or_(ANSWERED_AT.is_(None), ANSWERED_AT > O.due_at)),
    Tally.CLOSED: _ALL,
    Tally.CLOSED_WITH_DUE: _plain(O.due_at.is_not(None)),
    Tally.CLOSED_MET: _plain(MET),
    Tally.CLOSED_LATE: _plain(ANSWERED_AT > O.due_at),
    Tally.CLOSED_EARLY: _early,
    Tally.VERY_SATISFIED: _rated(Satisfaction.VERY_SATISFIED),
    Tally.SATISFIED: _rated(Satisfaction.SATISFIED),
    Tally.BASICALLY: _rated(Satisfaction.BASICALLY),
    Tally.DISSATISFIED: _rated(Satisfaction.DISSATISFIED),
    Tally.VERY_DISSATISFIED: _rated(Satisfaction.VERY_DISSATISFIED),
    Tally.SILENT: _plain(sa.and_(O.exclusion_code.is_(None), sa.or_(
        O.is_default_rating.is_(True), sa.and_(O.satisfaction.is_(None), O.callback_outcome.in_(_UNREACHED))))),
    Tally.EXCLUDED: _plain(O.exclusion_code.is_not(None)),
    Tally.SOLVED: _plain(O.solved == Solved.YES),
    Tally.PARTLY_SOLVED: _plain(O.solved == Solved.PARTLY),
    Tally.UNSOLVED: _plain(O.solved == Solved.NO),
    Tally.REALLY_SOLVED: _plain(O.solution_kind == SolutionKind.SOLVED),
    Tally.EXPLAINED: _plain(O.solution_kind == SolutionKind.EXPLAINED),
    Tally.REDONE: _plain(O.redo_count > 0),
    Tally.EXTENDED: _plain(O.extension_count > 0),
    Tally.EXTENSIONS: _plain(O.extension_count > 0),
    Tally.TIMED: _plain(O.working_days_taken.is_not(None)),
    Tally.WORKING_DAYS: _plain(O.working_days_taken.is_not(None)),
    Tally.SECONDS: _ALL,
    Tally.HANDLINGS: _ALL,
    Tally.HANDLED_MET: lambda frame: sa.and_(_left(frame), O.due_at.is_not(None), ANSWERED_AT <= O.due_at),
    Tally.HANDLED_LATE: lambda frame: sa.and_(_left(frame), O.due_at.is_not(None), ANSWERED_AT > O.due_at),
    Tally.HANDLED_UNLIMITED: lambda frame: sa.and_(_left(frame), O.due_at.is_(None)),
    Tally.HANDLED_OPEN: lambda frame: sa.not_(_left(frame)),
    Tally.LEDGER_RETURNS: _plain(sa.and_(A.part == Part.LEAD, O.is_ledger.is_(True), O.return_count > 0)),
    Tally.RETURNED_PARTS: _ALL,
    Tally.CO_DUE: _ALL,
    Tally.CO_MET: _plain(A.result_at <= A.due_at),
}
"Which of its population a tally counts (of a sum: which have something to add)."
