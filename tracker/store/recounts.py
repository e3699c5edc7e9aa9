"""Open promises counted again over a changed calendar: which of them would move, and writing the ones that do.

The start, the limit, the day's end, the office hours and the warning stay those of the day on which each was given.
"""

from collections.abc import Callable
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
from tracker.store import promises, tables
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


def _settings_reader() -> Callable[[date], Settings]:
    """Settings by day, each day read once."""
    known: dict[date, Settings] = {}

    def on(day: date) -> Settings:
        if day not in known:
            known[day] = tables.settings_on(day)
        return known[day]

    return on


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
    settings_on = _settings_reader()
    found = []
    for promise, order in db.session.execute(wanted).all():
        settings = settings_on(promise.set_at.astimezone(clock.LOCAL).date())
        as_then = replace(calendar, office_hours=settings.office_hours)
        due = deadlines.due(
            promise.starts_at, Limit(promise.amount, promise.unit), as_then,
            DayEnd(promise.counting.get("day_end", settings.day_end.value)),
        )
        warn_at = deadlines.warn_from(due, as_then, warn_days=settings.warn_days)
        found.append(Recounted(promise, order, due, warn_at))
    return found


def write(found: Recounted, now: datetime) -> None:
    """A moved promise gives way to a new one; one that stays is only explained anew.

    The new one keeps `set_at`: it is still the promise of that day, counted with that day's settings.
    """
    old = found.promise
    if found.is_moved:
        old.superseded_at = now
        promises.give(
            found.order, old.step, found.due, found.warn_at, old.limit_rule_id, old.legal_basis, old.set_at,
            old.department_id,
        )
        return
    old.counting, old.is_provisional = found.due.to_json(), bool(found.due.provisional_years)
    if old.warn_at != found.warn_at and not _was_told(old.order_id, old.step, old.due_at):
        old.warn_at = found.warn_at


def _was_told(order_id: int, step: Step, due_at: datetime) -> bool:
    """A light that was told stays on: people have acted on it."""
    return db.session.scalar(
        select(Warning.id).where(
            Warning.order_id == order_id, Warning.step == step, Warning.due_at == due_at,
            Warning.light == Light.DUE_SOON,
        )
    ) is not None
