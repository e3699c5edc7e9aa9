"""Deadlines: what follows from a due moment: extension, warning, overdue. The door to counting and its words.

Callers import from here; the parts lie in counting.py, counting_words.py and remaining.py. Which limit: limits.py.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from tracker.domain.calendar import WorkingCalendar
from tracker.domain.counting import DAY, LOCAL, LONGEST, CountedDay, Due, Limit, due, run_working_time
from tracker.domain.counting_words import Sentence, day_words, explain
from tracker.domain.remaining import Remaining, remaining, remaining_words
from tracker.domain.words import DayEnd, Unit

__all__ = [
    "LOCAL", "LONGEST", "CountedDay", "Due", "Limit", "Remaining", "Sentence", "day_words", "due", "explain",
    "extended", "is_overdue", "longest_extension", "not_later", "remaining", "remaining_words", "warn_from",
]


def extended(
    due_at: datetime, limit: Limit, calendar: WorkingCalendar, day_end: DayEnd = DayEnd.OFFICE_CLOSE,
    tz: ZoneInfo = LOCAL,
) -> Due:
    """An extension is added from the old due moment, whose day is not counted again; never earlier than it."""
    return due(due_at, limit, calendar, day_end, tz)


def longest_extension(original: Limit, percent: int, given: int = 0, law_longest: int | None = None) -> int:
    """The most that one extension may add, in the unit of the `original` limit: `percent` of it, at least 1.

    Under a law's own limit all of it together stays within `law_longest`; `given` is what was added before. 0: nothing.
    """
    most = max(original.amount * percent // 100, 1)
    return most if law_longest is None else max(min(most, law_longest - original.amount - given), 0)


def not_later(given: Due, latest: datetime) -> Due:
    """The same count, ending at `latest` at the latest."""
    return replace(given, at=latest.astimezone(given.at.tzinfo)) if given.at > latest else given


def is_overdue(due_at: datetime, now: datetime) -> bool:
    """The due moment itself is still in time."""
    return now > due_at


def warn_from(given: Due, calendar: WorkingCalendar, warn_days: int = 1, share: float = 0.5) -> datetime:
    """When the warning light turns on; never before the start.

    Day limits: `warn_days` working days before the due moment at the same clock time; a limit not longer than the
    warning warns when the office opens on its last day. Hour limits: when `share` (0 to 1) of the limit has run.
    """
    if warn_days < 1 or not 0 < share < 1:
        raise ValueError("warn_days is at least 1, share between 0 and 1")
    hours = timedelta(hours=given.limit.amount) * share
    if given.limit.unit is Unit.WORKING_HOUR:
        return run_working_time(given.start, hours, calendar)[0]
    if given.limit.unit is Unit.NATURAL_HOUR:
        return (given.start.astimezone(UTC) + hours).astimezone(given.start.tzinfo)
    day = given.at.date()
    if given.limit.amount <= warn_days:
        return max(datetime.combine(day, calendar.office_hours.opens, tzinfo=given.at.tzinfo), given.start)
    for _ in range(warn_days):
        day = calendar.last_working_day(day - DAY)
    return max(datetime.combine(day, given.at.timetz()), given.start)
