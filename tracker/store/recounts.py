"""Open promises counted again over a changed calendar: which of them would move, and writing the ones that do.

The start, the limit, the day's end, the office hours and the warning stay those of the day on which each was given.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select

from tracker import clock
from tracker.domain import deadlines
from tracker.domain.calendar import WorkingCalendar
from tracker.domain.deadlines import Due, Limit
from tracker.domain.settings import Settings
from tracker.domain.words import DayEnd, Light, Step
from tracker.domain.workflow import OPEN_STAGES
from tracker.store import clocks, facts, promises, tables
from tracker.store.db import db
from tracker.store.models import Promise, Warning, WorkOrder


@dataclass(frozen=True)
class Recounted:
    """An open promise and what it comes to over the calendar."""

    promise: Promise
    order: WorkOrder
    due: Due
    warn_at: datetime

    @property
    def is_moved(self) -> bool:
        """Does the due moment differ from the one that was promised?"""
        return self.due.at != self.promise.due_at


class Recounter:
    """Counts promises over one calendar, each with the settings of the day on which it was given."""

    def __init__(self, calendar: WorkingCalendar) -> None:
        self._calendar = calendar
        self._settings: dict[date, Settings] = {}

    def settings_of(self, promise: Promise) -> Settings:
        """The settings under which it was given; each day's are read once."""
        day = promise.set_at.astimezone(clock.LOCAL).date()
        if day not in self._settings:
            self._settings[day] = tables.settings_on(day)
        return self._settings[day]

    def calendar_of(self, promise: Promise) -> WorkingCalendar:
        """The calendar with the office hours under which it was given."""
        return replace(self._calendar, office_hours=self.settings_of(promise).office_hours)

    def count(self, promise: Promise) -> Due:
        """What the promise comes to. An extension is counted on from what it extends, within its law's longest."""
        original, *added = clocks.chain(promise)
        due = self._due(original, original.starts_at, Limit(original.amount, original.unit))
        law = clocks.law_of(original)
        for one in added:
            due = self._due(one, due.at, Limit(one.amount, one.unit))
            if law is not None:
                longest = Limit(law.longest, law.unit)
                due = deadlines.not_later(due, self._due(one, original.starts_at, longest).at)
        return self._within_lead(promise, due) if promise.step is Step.CO else due

    def _due(self, promise: Promise, start: datetime, limit: Limit) -> Due:
        day_end = promise.counting.get("day_end", self.settings_of(promise).day_end.value)
        due = deadlines.due(start, limit, self.calendar_of(promise), DayEnd(day_end))
        # What a person or an old ledger stated was not counted here: what extends it starts from what was stated.
        return due if promise.is_counted else replace(due, at=promise.due_at.astimezone(due.at.tzinfo))

    def _within_lead(self, promise: Promise, due: Due) -> Due:
        """A co-handler's limit that ended with the lead's still does; another never ends after the lead's."""
        replies = db.session.scalars(
            select(Promise).where(Promise.order_id == promise.order_id, Promise.step == Step.REPLY)
            .order_by(Promise.id.desc())
        ).all()
        bounds = [one for one in replies if one.due_at == promise.due_at]
        bounds = bounds or [one for one in replies if one.superseded_at is None]
        return deadlines.not_later(due, self.count(bounds[0]).at) if bounds else due


def recounted(calendar: WorkingCalendar, lock: bool = False) -> list[Recounted]:
    """Every open promise of every open order, counted over `calendar`; `lock` takes the rows for writing them."""
    wanted = (
        select(Promise, WorkOrder).join(WorkOrder, WorkOrder.id == Promise.order_id)
        .where(
            WorkOrder.stage.in_(OPEN_STAGES), Promise.kept_at.is_(None), Promise.superseded_at.is_(None),
            # A due moment that an old ledger stated was not counted here, so it cannot be counted again.
            Promise.is_counted,
        )
        .order_by(WorkOrder.id, Promise.id)
    )
    if lock:
        wanted = wanted.with_for_update()
    recounter = Recounter(calendar)
    found = []
    for promise, order in db.session.execute(wanted).all():
        due = recounter.count(promise)
        warn_days = recounter.settings_of(promise).warn_days
        warn_at = deadlines.warn_from(due, recounter.calendar_of(promise), warn_days=warn_days)
        found.append(Recounted(promise, order, due, warn_at))
    return found


def write(found: Recounted, now: datetime) -> None:
    """A moved promise gives way to a new one; one that stays is only explained anew.

    The new one keeps `set_at`: it is still the promise of that day, counted with that day's settings.
    """
    old = found.promise
    if found.is_moved:
        old.superseded_at = now
        new = promises.give(
            found.order, old.step, found.due, found.warn_at, old.limit_rule_id, old.legal_basis, old.set_at,
            old.department_id,
        )
        new.extends_id, new.statutory_limit_id = old.extends_id, old.statutory_limit_id
        _carry_over(new)
        return
    old.counting, old.is_provisional = found.due.to_json(), bool(found.due.provisional_years)
    if old.warn_at != found.warn_at and not _was_told(old):
        old.warn_at = found.warn_at


def _carry_over(promise: Promise) -> None:
    """The moment also stands where the co-handler's part or the supervision notice shows it."""
    if promise.step is Step.CO:
        for part in facts.active_parts(promise.order_id):
            if part.department_id == promise.department_id:
                part.due_at = promise.due_at
    if promise.step is Step.SUPERVISION and (notice := facts.open_supervision(promise.order_id)) is not None:
        notice.due_at = promise.due_at


def _was_told(promise: Promise) -> bool:
    """A light that was told stays on: people have acted on it."""
    return db.session.scalar(
        select(Warning.id).where(
            Warning.order_id == promise.order_id, Warning.step == promise.step, Warning.due_at == promise.due_at,
            Warning.department_id == (promise.department_id or 0), Warning.light == Light.DUE_SOON,
        ).limit(1)
    ) is not None
