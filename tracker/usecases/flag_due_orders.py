"""Tell, once each and only while the office is open, that a deadline is near or has passed. When: domain.warnings."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from tracker import clock
from tracker.domain.calendar import WorkingCalendar
from tracker.domain.permissions import PROGRAM
from tracker.domain.timeline import Entry
from tracker.domain.warnings import LIGHT, Mark, Span, last_reached
from tracker.domain.words import Light, Step
from tracker.store import orders, tables, warnings
from tracker.store.db import db, transaction
from tracker.store.models import Department, Promise, Warning, WorkOrder
from tracker.store.story import tell
from tracker.store.warnings import Watched

log = logging.getLogger(__name__)

ENTRIES = {Light.DUE_SOON: Entry.DUE_SOON, Light.OVERDUE: Entry.OVERDUE}
CO_ENTRIES = {Light.DUE_SOON: Entry.CO_DUE_SOON, Light.OVERDUE: Entry.CO_OVERDUE}


@dataclass(frozen=True)
class Flagged:
    """How many lights were told, and how many orders could not be dealt with."""

    due_soon: int = 0
    overdue: int = 0
    skipped: int = 0


class Telling(NamedTuple):
    """What is to be told of a promise."""

    light: Light
    mark: str


@dataclass(frozen=True)
class Watch:
    """The tables of one run, read once."""

    now: datetime
    marks: Sequence[Mark]
    calendar: WorkingCalendar

    def telling(self, watched: Watched) -> Telling | None:
        """Overdue, or a mark that was reached after the last telling."""
        promise = watched.promise
        if promise.due_at < self.now:
            return Telling(Light.OVERDUE, LIGHT)
        span = Span(promise.starts_at.astimezone(clock.LOCAL), promise.due_at.astimezone(clock.LOCAL), promise.unit)
        reached = last_reached(self.marks, span, promise.warn_at, self.now, self.calendar)
        if reached is None or (watched.told_at is not None and watched.told_at >= reached.at):
            return None
        return Telling(Light.DUE_SOON, reached.mark)


def flag_due_orders(*, now: datetime) -> Flagged:
    """Tell every mark of every watched promise, each once per due moment; outside office hours nothing.

    What passes in the night is told when the office opens, the latest mark alone. Each order is a transaction of its
    own; one that cannot be told is logged and left for the next run.
    """
    local = now.astimezone(clock.LOCAL)
    settings = tables.settings_on(local.date())
    calendar = tables.working_calendar(settings)
    if not calendar.is_open(local):
        return Flagged()
    watch = Watch(now, settings.warn_marks, calendar)
    wanted = dict.fromkeys(one.promise.order_id for one in warnings.untold() if watch.telling(one) is not None)
    told: list[Light] = []
    skipped = 0
    for order_id in wanted:
        try:
            told += _flag(order_id, watch)
        except Exception:
            log.exception("order %s could not be flagged", order_id)
            skipped += 1
    return Flagged(told.count(Light.DUE_SOON), told.count(Light.OVERDUE), skipped)


def _flag(order_id: int, watch: Watch) -> list[Light]:
    """Tell the order's lights; read again under its lock, for a person may have been quicker."""
    with transaction() as session:
        order = orders.locked(order_id, PROGRAM)
        found = []
        for watched in warnings.untold(order_id):
            telling = watch.telling(watched)
            if telling is not None:
                promise = watched.promise
                session.add(Warning(
                    order_id=order_id, step=promise.step, department_id=promise.department_id or 0,
                    light=telling.light, mark=telling.mark, due_at=promise.due_at, told_at=watch.now,
                ))
                _tell(order, promise, telling, watch.now)
                found.append(telling.light)
        return found


def _tell(order: WorkOrder, promise: Promise, telling: Telling, now: datetime) -> None:
    data: dict[str, Any] = {"step": promise.step.label, "due": promise.due_at.isoformat()}
    if telling.light is Light.DUE_SOON:
        data |= {"mark": telling.mark, "hours": int((promise.due_at - now).total_seconds() // 3600)}
    unit = db.session.get(Department, promise.department_id) if promise.department_id else None
    if unit is not None:
        data |= {"unit": unit.name, "unit_id": unit.id}
    is_co = promise.step is Step.CO and unit is not None
    tell(order, (CO_ENTRIES if is_co else ENTRIES)[telling.light], PROGRAM, now, **data)
