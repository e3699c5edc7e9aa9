"""The tables of one moment, read once, and the promises counted with them."""

from dataclasses import replace
from datetime import date, datetime, time

from tracker import clock
from tracker.domain import deadlines, limits
from tracker.domain.deadlines import LONGEST, Due, Limit
from tracker.domain.limits import LimitRow
from tracker.domain.road_words import ClockRule
from tracker.domain.settings import Settings
from tracker.domain.words import DayEnd, OrderClass, RequestType, Step, Unit, Urgency
from tracker.store import promises, tables
from tracker.store.models import WorkOrder


class Promiser:
    """The tables of one day, read once: the limit rows, the settings and the calendar."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.today = now.astimezone(clock.LOCAL).date()
        self.settings: Settings = tables.settings_on(self.today)
        self.calendar = tables.working_calendar(self.settings)
        self.rows = tables.limit_rows()

    def row_for(self, request_type: RequestType, order_class: OrderClass, urgency: Urgency) -> LimitRow:
        """The limit row in force today for such an order; refuses when the table has none."""
        return limits.applying(self.rows, request_type, order_class, urgency, self.today)

    def due(self, row: LimitRow, step: Step, start: datetime) -> Due | None:
        """The step's due moment counted from `start`, or None where the row promises nothing."""
        limit = getattr(row, step.value)
        return deadlines.due(start, limit, self.calendar, self.settings.day_end) if limit else None

    def reply_start(
        self, received_at: datetime, dispatched_at: datetime, supplemented_at: datetime | None = None
    ) -> datetime:
        """Where the reply's clock starts, by the office's settings: a caller's late word may start it anew."""
        if self.settings.reply_starts != "receipt":
            return dispatched_at
        if supplemented_at is not None and self.settings.supplement_clock is ClockRule.RESTART:
            return supplemented_at
        return received_at

    def give(self, order: WorkOrder, step: Step, start: datetime, row: LimitRow) -> Due | None:
        """Store the step's promise for the order and return it."""
        due = self.due(row, step, start)
        if due is not None:
            promises.give(order, step, due, self._warn_at(due), row.id, row.legal_basis, self.now)
        return due

    def give_limit(
        self, order: WorkOrder, step: Step, start: datetime, limit: Limit, basis: str,
        department_id: int | None = None, latest: datetime | None = None,
    ) -> Due:
        """Promise a limit that a setting or a law gives; not later than `latest`. `basis` is what is printed."""
        due = deadlines.due(start, limit, self.calendar, self.settings.day_end)
        if latest is not None and due.at > latest:
            last = latest.astimezone(due.at.tzinfo)
            due = replace(due, at=last, lines=tuple(line for line in due.lines if line.on <= last.date()))
        promises.give(order, step, due, self._warn_at(due), None, basis, self.now, department_id)
        return due

    def day_end(self, on: date) -> datetime:
        """When a day that a person named ends: when the office closes or at midnight, by the office's setting."""
        if self.settings.day_end is DayEnd.OFFICE_CLOSE:
            return datetime.combine(on, self.settings.office_hours.closes, tzinfo=clock.LOCAL)
        return datetime.combine(on, time(23, 59, 59), tzinfo=clock.LOCAL)

    def give_by_day(self, order: WorkOrder, step: Step, on: date, basis: str) -> datetime:
        """Promise a step by a day that a person named; no changed calendar moves it. Returns the due moment."""
        at = self.day_end(on)
        days = max(self.calendar.working_days_between(self.today, on), 1)
        due = Due(at, self.now, Limit(min(days, LONGEST), Unit.WORKING_DAY), self.settings.day_end, ())
        promise = promises.give(order, step, due, self._warn_at(due), None, basis, self.now)
        promise.is_counted, promise.counting = False, {}
        return at

    def _warn_at(self, due: Due) -> datetime:
        return deadlines.warn_from(due, self.calendar, warn_days=self.settings.warn_days)
