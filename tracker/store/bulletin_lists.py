"""The bulletin's lists out of the store; each holds the very orders that its figures count.

督办超期: 超期量 and what is late still; 重办退单: 重办 and 退单; 满意度: 不满意, 不计满意度 and what nobody rated.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tracker.clock import LOCAL
from tracker.domain.bulletin_lists import Again, AgainRow, Lists, Pressing, PressingRow, Rating, RatingRow
from tracker.domain.calendar import WorkingCalendar
from tracker.domain.periods import INSTANT
from tracker.domain.redaction import REDACTED
from tracker.domain.road_words import PetitionKind, PetitionState, SupervisionLevel
from tracker.domain.tally import Population, Tally
from tracker.domain.timeline import Entry
from tracker.domain.words import N_, CallbackOutcome, CodeTable, Word
from tracker.store import tables
from tracker.store.db import db
from tracker.store.exclusions import ExclusionLine, exclusions_of
from tracker.store.issues import issues_of
from tracker.store.models import Assignment, Callback, Petition, Supervision, TimelineEntry, WorkOrder
from tracker.store.populations import COUNTS, PLACES, Condition, Frame
from tracker.store.secrecy import identity_of
from tracker.store.tallies import orders_behind

FROM_LEDGER = N_("旧台账记载，未记原因")
ANSWERED, UNANSWERED, ENDED = N_("已答复"), N_("未答复"), N_("已办结")


def _ids(condition: Condition) -> sa.Select[int]:
    return select(WorkOrder.id).where(condition).correlate(None)


def _orders(condition: Condition, by: Any = None) -> list[WorkOrder]:
    place = WorkOrder.closed_at if by is None else by
    wanted = select(WorkOrder).where(condition).options(joinedload(WorkOrder.lead)).order_by(place, WorkOrder.id)
    return list(db.session.scalars(wanted))


def _behind(frame: Frame, *tallies: Tally) -> Condition:
    return orders_behind(tallies, frame)


def _text(order: WorkOrder, text: str) -> str:
    """The text without who called, be the order confidential or not: the lists are read aloud at meetings."""
    return identity_of(order).pattern.sub(REDACTED, text) if text else ""


def _unit(order: WorkOrder) -> str:
    return order.lead.name if order.lead else ""


def _label(word: Word | None) -> str:
    return word.label if word else ""


class _Lateness:
    """How late an answer is by the office's calendar, as the period's end saw it."""

    def __init__(self, calendar: WorkingCalendar, until: datetime) -> None:
        self._calendar, self._until = calendar, until

    def seen(self, moment: datetime | None) -> datetime | None:
        """The moment, if it had come by then."""
        return moment if moment is not None and moment < self._until else None

    def days(self, due_at: datetime | None, answered_at: datetime | None) -> int | None:
        """Working days after the due day; None where it was on time, or is not yet due."""
        end = self.seen(answered_at) or self._until - INSTANT
        if due_at is None or end <= due_at:
            return None
        return self._calendar.working_days_between(due_at.astimezone(LOCAL).date(), end.astimezone(LOCAL).date())


def _late(frame: Frame, lateness: _Lateness) -> Iterator[PressingRow]:
    missed = _behind(frame, Tally.DUE_MISSED)
    still = sa.and_(_behind(frame, Tally.OPEN_LATE), WorkOrder.due_at < frame.period.start)
    for why, condition in ((Pressing.STILL_LATE, still), (Pressing.MISSED, missed)):
        for order in _orders(condition, WorkOrder.due_at):
            answered_at = lateness.seen(order.replied_at or order.closed_at or order.ended_at)
            yield PressingRow(
                why, order.number, _text(order, order.title), _unit(order), "", order.dispatched_at, order.due_at,
                answered_at, lateness.days(order.due_at, answered_at), ANSWERED if answered_at else UNANSWERED)


def _supervised(frame: Frame, lateness: _Lateness) -> Iterator[PressingRow]:
    """Issued in the period, or before and open still when it began."""
    period = frame.period
    found = db.session.execute(
        select(Supervision, WorkOrder).join(WorkOrder, WorkOrder.id == Supervision.order_id)
        .where(COUNTS, Supervision.level != SupervisionLevel.URGE, Supervision.issued_at < period.until, sa.or_(
            Supervision.issued_at >= period.start, Supervision.closed_at.is_(None),
            Supervision.closed_at >= period.start))
        .order_by(Supervision.issued_at, Supervision.id))
    for notice, order in found:
        answered_at = lateness.seen(notice.answered_at)
        standing = ENDED if lateness.seen(notice.closed_at) else ANSWERED if answered_at else UNANSWERED
        yield PressingRow(
            Pressing.SUPERVISED, order.number, _text(order, order.title), notice.department.name,
            f"{notice.level.label} {notice.number}", notice.issued_at, notice.due_at, answered_at,
            lateness.days(notice.due_at, notice.answered_at or notice.closed_at), standing)


def _redo_reasons(condition: Condition, until: datetime) -> dict[int, tuple[datetime, str]]:
    """Of each order's last redo: when, and why."""
    found = db.session.execute(
        select(TimelineEntry.order_id, TimelineEntry.at, TimelineEntry.data)
        .where(TimelineEntry.order_id.in_(_ids(condition)), TimelineEntry.kind == Entry.REDONE.code,
               TimelineEntry.at < until).order_by(TimelineEntry.id))
    return {order_id: (at, str(data.get("reason") or "")) for order_id, at, data in found}


def _redone(frame: Frame) -> Iterator[AgainRow]:
    period = frame.period
    redoing = select(TimelineEntry.order_id).where(
        TimelineEntry.kind == Entry.REDONE.code, TimelineEntry.at >= period.start, TimelineEntry.at < period.until)
    going_on = sa.and_(COUNTS, WorkOrder.id.in_(redoing), WorkOrder.ended_at.is_(None), sa.or_(
        WorkOrder.closed_at.is_(None), WorkOrder.closed_at >= period.until))
    for why, condition in ((Again.REDONE, _behind(frame, Tally.REDONE)), (Again.REDOING, going_on)):
        orders = _orders(condition)
        reasons = _redo_reasons(condition, period.until)
        for order in orders:
            at, reason = reasons.get(order.id, (None, FROM_LEDGER))
            yield AgainRow(
                why, order.number, _text(order, order.title), _unit(order),
                order.closed_at if why is Again.REDONE else at, order.redo_count, _text(order, reason))


def _grounds(parts: sa.Select[int]) -> dict[tuple[int, int], list[Petition]]:
    """The returns that were granted on the orders, by order and unit, the latest last."""
    found: dict[tuple[int, int], list[Petition]] = {}
    for petition in db.session.scalars(
        select(Petition).where(
            Petition.order_id.in_(parts), Petition.kind == PetitionKind.RETURN,
            Petition.state == PetitionState.GRANTED).order_by(Petition.decided_at)
    ):
        found.setdefault((petition.order_id, petition.department_id), []).append(petition)
    return found


def _returned(frame: Frame) -> Iterator[AgainRow]:
    returned = PLACES[Population.RETURNED](frame.period)
    parts = db.session.execute(
        select(Assignment, WorkOrder).join(WorkOrder, WorkOrder.id == Assignment.order_id)
        .where(COUNTS, returned).order_by(Assignment.ended_at, Assignment.id))
    grounds = _grounds(select(Assignment.order_id).where(returned))
    names = tables.code_names(CodeTable.RETURN_REASON)
    for part, order in parts:
        petitions = [one for one in grounds.get((order.id, part.department_id), ()) if one.decided_at <= part.ended_at]
        why = f"{names.get(petitions[-1].reason_code, '')}：{petitions[-1].reason}" if petitions else ""
        yield AgainRow(
            Again.RETURNED, order.number, _text(order, order.title), part.department.name, part.ended_at, 1,
            _text(order, why))
    for order in _orders(_behind(frame, Tally.LEDGER_RETURNS)):
        yield AgainRow(
            Again.RETURNED, order.number, _text(order, order.title), _unit(order), None, order.return_count,
            FROM_LEDGER)


def _said(condition: Condition) -> dict[int, str]:
    """What each caller gave as the reason on the last callback."""
    found = db.session.execute(
        select(Callback.order_id, Callback.reason)
        .where(Callback.order_id.in_(_ids(condition)), Callback.outcome == CallbackOutcome.REACHED)
        .order_by(Callback.attempt))
    return {order_id: reason for order_id, reason in found}


def _rating_rows(why: Rating, orders: Iterable[WorkOrder], reasons: dict[int, str]) -> Iterator[RatingRow]:
    for order in orders:
        yield RatingRow(
            why, order.number, _text(order, order.title), _unit(order), order.request_type.label, order.closed_at,
            _label(order.satisfaction), _label(order.solved), _text(order, reasons.get(order.id, "")))


def _approved(line: ExclusionLine) -> str:
    """The ground, the reason and who approved; an old ledger's has the ground alone."""
    reason = f"{line.ground}：{line.reason}" if line.reason else line.ground
    return f"{reason}（{line.approved_by}批准）" if line.approved_by else reason


def _rated(frame: Frame) -> Iterator[RatingRow]:
    dissatisfied = _behind(frame, Tally.DISSATISFIED, Tally.VERY_DISSATISFIED)
    yield from _rating_rows(Rating.DISSATISFIED, _orders(dissatisfied), _said(dissatisfied))
    excluded = {line.order_id: _approved(line) for line in exclusions_of(frame.period)}
    yield from _rating_rows(Rating.EXCLUDED, _orders(_behind(frame, Tally.EXCLUDED)), excluded)
    silent = _orders(_behind(frame, Tally.SILENT))
    for why, is_default in ((Rating.DEFAULT, True), (Rating.UNREACHED, False)):
        mine = [order for order in silent if order.is_default_rating is is_default]
        yield from _rating_rows(why, mine, {order.id: _label(order.callback_outcome) for order in mine})


def lists_of(frame: Frame, now: datetime) -> Lists:
    """The period's lists, as far as the period has come."""
    lateness = _Lateness(tables.office_calendar(now), frame.period.until)
    return Lists(
        (*_supervised(frame, lateness), *_late(frame, lateness)), (*_redone(frame), *_returned(frame)),
        tuple(_rated(frame)), tuple(issues_of(frame.period)))
