"""Counting: from a start and a limit to the due moment, with every day shown, so that it can be checked by hand.

Civil Code art. 200–204. Which limit applies is decided in limits.py; what follows from a due moment in deadlines.py.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from tracker.domain.calendar import DayKind, WorkingCalendar
from tracker.domain.words import DayEnd, Unit

LOCAL = ZoneInfo("Asia/Shanghai")
LONGEST = 1000
"Longest limit, in its unit."
LAST_SECOND = time(23, 59, 59)
"24:00 of a day is written as its last second, so that the date stays the due day's."
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


@dataclass(frozen=True)
class Limit:
    """So many of a unit, 1 to LONGEST; raises ValueError."""

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if type(self.amount) is not int or not 1 <= self.amount <= LONGEST:
            raise ValueError(f"a limit is a whole number from 1 to {LONGEST}, not {self.amount!r}")


@dataclass(frozen=True)
class CountedDay:
    """One calendar day of a count: its running number (None: not counted); `minutes` it gave to an hour limit."""

    on: date
    number: int | None
    kind: DayKind
    name: str = ""
    minutes: int | None = None
    is_start: bool = False


@dataclass(frozen=True)
class Due:
    """A due moment and how it was counted; `lines` are all days from the start day to the due day."""

    at: datetime
    start: datetime
    limit: Limit
    day_end: DayEnd
    lines: tuple[CountedDay, ...]
    provisional_years: tuple[int, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """A compact dict for the store, read again by from_json."""
        return {
            "at": self.at.isoformat(), "start": self.start.isoformat(), "zone": str(self.at.tzinfo),
            "amount": self.limit.amount, "unit": self.limit.unit.value, "day_end": self.day_end.value,
            "provisional": list(self.provisional_years),
            "lines": [
                [line.on.isoformat(), line.number, line.kind.value, line.name, line.minutes] for line in self.lines
            ],
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "Due":
        """The reverse of to_json."""
        zone = ZoneInfo(stored.get("zone", LOCAL.key))
        lines = tuple(
            CountedDay(date.fromisoformat(on), number, DayKind(kind), name, minutes, is_start=place == 0)
            for place, (on, number, kind, name, minutes) in enumerate(stored["lines"])
        )
        return cls(
            datetime.fromisoformat(stored["at"]).astimezone(zone),
            datetime.fromisoformat(stored["start"]).astimezone(zone),
            Limit(stored["amount"], Unit(stored["unit"])), DayEnd(stored["day_end"]), lines,
            tuple(stored["provisional"]),
        )


def end_of_day(day: date, day_end: DayEnd, calendar: WorkingCalendar, zone: tzinfo) -> datetime:
    """When a due day ends: business stops, or 24:00 (art. 203)."""
    last = calendar.office_hours.closes if day_end is DayEnd.OFFICE_CLOSE else LAST_SECOND
    return datetime.combine(day, last, tzinfo=zone)


def _line(day: date, calendar: WorkingCalendar, number: int | None = None, **more: Any) -> CountedDay:
    return CountedDay(day, number, calendar.kind(day), calendar.name(day), **more)


def _working_days(start: date, amount: int, calendar: WorkingCalendar) -> list[CountedDay]:
    """The day of receipt is not counted; the next working day is day one, the end day is included (含本数)."""
    lines, day = [_line(start, calendar, is_start=True)], start
    for number in range(1, amount + 1):
        worked = calendar.next_working_day(day + DAY)
        while (day := day + DAY) < worked:
            lines.append(_line(day, calendar))
        lines.append(_line(day, calendar, number))
    return lines


def _natural_days(start: date, amount: int, calendar: WorkingCalendar) -> list[CountedDay]:
    """Every day counts except the first; a last day that is not worked moves to the next worked one (art. 203)."""
    lines = [_line(start, calendar, is_start=True)]
    lines += [_line(start + n * DAY, calendar, n) for n in range(1, amount + 1)]
    day = lines[-1].on
    worked = calendar.next_working_day(day)
    while day < worked:
        day += DAY
        lines.append(_line(day, calendar))
    return lines


def run_working_time(
    start: datetime, length: timedelta, calendar: WorkingCalendar
) -> tuple[datetime, list[tuple[date, timedelta]]]:
    """When `length` (> 0) of office hours has passed since `start`, and what each day gave to it.

    What is used up exactly when a span closes ends there, not when the next one opens.
    """
    assert start.tzinfo is not None
    day, left = start.date(), length
    given: list[tuple[date, timedelta]] = []
    while True:
        used = timedelta()
        for opens, closes in calendar.open_spans(day, start.tzinfo):
            begins = max(opens, start)
            room = max(closes - begins, timedelta())
            if left <= room:
                return begins + left, [*given, (day, used + left)]
            left, used = left - room, used + room
        given.append((day, used))
        day += DAY
        if not used:
            calendar.next_working_day(day)  # refuses a calendar that never opens again


def _working_hours(start: datetime, amount: int, calendar: WorkingCalendar) -> tuple[datetime, list[CountedDay]]:
    at, given = run_working_time(start, timedelta(hours=amount), calendar)
    lines: list[CountedDay] = []
    number, total = 0, timedelta()
    for day, used in given:
        number += bool(used)
        # Whole minutes of the running total, so that the column adds up to the limit whatever the seconds.
        minutes = (total + used) // MINUTE - total // MINUTE
        total += used
        lines.append(_line(day, calendar, number if used else None, minutes=minutes, is_start=not lines))
    return at, lines


def _natural_hours(start: datetime, amount: int, calendar: WorkingCalendar) -> tuple[datetime, list[CountedDay]]:
    """From the moment, day and night; nothing moves the end (art. 201)."""
    # Through UTC: on the wall clock a change to summer time would lend or steal an hour.
    at = (start.astimezone(UTC) + timedelta(hours=amount)).astimezone(start.tzinfo)
    lines: list[CountedDay] = []
    passed = 0
    for n in range((at.date() - start.date()).days + 1):
        day = start.date() + n * DAY
        end = min(datetime.combine(day + DAY, time(), tzinfo=start.tzinfo).astimezone(UTC), at.astimezone(UTC))
        total = (end - start.astimezone(UTC)) // MINUTE
        lines.append(_line(day, calendar, n + 1, minutes=total - passed, is_start=n == 0))
        passed = total
    return at, lines


def _provisional_years(lines: list[CountedDay], limit: Limit, calendar: WorkingCalendar) -> tuple[int, ...]:
    """Years not yet announced on whose working days the due moment depends."""
    depends = {
        Unit.WORKING_DAY: lines[1:], Unit.WORKING_HOUR: lines, Unit.NATURAL_DAY: lines[limit.amount:],
        Unit.NATURAL_HOUR: [],
    }[limit.unit]
    return tuple(sorted({line.on.year for line in depends if calendar.is_provisional(line.on)}))


def due(
    start: datetime, limit: Limit, calendar: WorkingCalendar, day_end: DayEnd = DayEnd.OFFICE_CLOSE,
    tz: ZoneInfo = LOCAL,
) -> Due:
    """The due moment of `limit` counted from `start` (aware), in the office's zone `tz`.

    Raises ValueError for a naive start and CalendarError where the calendar cannot answer.
    """
    if start.tzinfo is None:
        raise ValueError("a deadline is counted from an aware moment")
    calendar.require_known(start.date())
    start = start.astimezone(tz)
    if limit.unit is Unit.WORKING_HOUR:
        at, lines = _working_hours(start, limit.amount, calendar)
    elif limit.unit is Unit.NATURAL_HOUR:
        at, lines = _natural_hours(start, limit.amount, calendar)
    else:
        count = _working_days if limit.unit is Unit.WORKING_DAY else _natural_days
        lines = count(start.date(), limit.amount, calendar)
        at = end_of_day(lines[-1].on, day_end, calendar, tz)
    return Due(at, start, limit, day_end, tuple(lines), _provisional_years(lines, limit, calendar))
