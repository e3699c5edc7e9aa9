"""Counting: from a start and a limit to the due moment, with every day shown, so that it can be checked by hand.

Which limit applies is decided in limits.py; which days are worked in calendar.py. Civil Code art. 200–204.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tracker.domain.calendar import CalendarError, DayKind, WorkingCalendar
from tracker.domain.words import DayEnd, N_, Unit

LOCAL = ZoneInfo("Asia/Shanghai")
LONGEST = 1000
"Longest limit, in its unit."
LAST_SECOND = time(23, 59, 59)
"24:00 of a day is written as its last second, so that the date stays the due day's."

Sentence = tuple[str, dict[str, Any]]
"A message id and its parameters."


@dataclass(frozen=True)
class Limit:
    """So many of a unit; at least one."""

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if not 1 <= self.amount <= LONGEST:
            raise ValueError(f"a limit is 1 to {LONGEST}, not {self.amount}")


@dataclass(frozen=True)
class CountedDay:
    """One calendar day of a count: its running number, or None where it does not count; `minutes` used of hour limits."""

    on: date
    number: int | None
    kind: DayKind
    name: str = ""
    minutes: int | None = None
    is_start: bool = False


@dataclass(frozen=True)
class Due:
    """A due moment and how it was counted; `lines` run from the start day to the due day."""

    at: datetime
    start: datetime
    limit: Limit
    day_end: DayEnd
    lines: tuple[CountedDay, ...]
    provisional_years: tuple[int, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """A compact dict for the store."""
        return {
            "at": self.at.isoformat(), "start": self.start.isoformat(), "amount": self.limit.amount,
            "unit": self.limit.unit.value, "day_end": self.day_end.value, "provisional": list(self.provisional_years),
            "lines": [
                [line.on.isoformat(), line.number, line.kind.value, line.name, line.minutes] for line in self.lines
            ],
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "Due":
        """The reverse of to_json."""
        lines = tuple(
            CountedDay(date.fromisoformat(on), number, DayKind(kind), name, minutes, is_start=place == 0)
            for place, (on, number, kind, name, minutes) in enumerate(stored["lines"])
        )
        return cls(
            datetime.fromisoformat(stored["at"]).astimezone(LOCAL),
            datetime.fromisoformat(stored["start"]).astimezone(LOCAL),
            Limit(stored["amount"], Unit(stored["unit"])), DayEnd(stored["day_end"]), lines,
            tuple(stored["provisional"]),
        )


def _day_end(day: date, ends: DayEnd, calendar: WorkingCalendar) -> datetime:
    last = calendar.office_hours.closes if ends is DayEnd.OFFICE_CLOSE else LAST_SECOND
    return datetime.combine(day, last, tzinfo=LOCAL)


def _line(day: date, calendar: WorkingCalendar, number: int | None = None, **more: Any) -> CountedDay:
    return CountedDay(day, number, calendar.kind(day), calendar.name(day), **more)


def _working_days(start: datetime, amount: int, calendar: WorkingCalendar) -> list[CountedDay]:
    """The day of receipt is not counted; the next working day is day one, the end day is included (含本数)."""
    lines, number, day, idle = [_line(start.date(), calendar, is_start=True)], 0, start.date(), 0
    while number < amount:
        day += timedelta(days=1)
        works = calendar.is_working_day(day)
        number, idle = number + works, 0 if works else idle + 1
        if idle > 60:
            raise CalendarError(N_("工作日历在 %(day)s 附近 60 天内没有工作日，请检查日历。"), day=day.isoformat())
        lines.append(_line(day, calendar, number if works else None))
    return lines


def _natural_days(start: datetime, amount: int, calendar: WorkingCalendar) -> list[CountedDay]:
    """Every day counts; a last day that is not worked moves to the next worked one (art. 203)."""
    lines = [_line(start.date(), calendar, is_start=True)]
    lines += [_line(start.date() + timedelta(days=n), calendar, n) for n in range(1, amount + 1)]
    while not calendar.is_working_day(lines[-1].on):
        lines.append(_line(lines[-1].on + timedelta(days=1), calendar))
        if len(lines) > amount + 60:
            calendar.next_working_day(lines[-1].on)
    return lines


def _minutes_used(opens: datetime, closes: datetime, start: datetime) -> timedelta:
    return max(closes - max(opens, start), timedelta())


def _working_hours(start: datetime, amount: int, calendar: WorkingCalendar) -> tuple[datetime, list[CountedDay]]:
    """Runs inside office hours only; used up at closing it is due at closing."""
    left, day, lines = timedelta(hours=amount), start.date(), []
    while True:
        used = timedelta()
        for first, last in calendar.office_hours.spans if calendar.is_working_day(day) else ():
            opens = datetime.combine(day, first, tzinfo=LOCAL)
            room = _minutes_used(opens, datetime.combine(day, last, tzinfo=LOCAL), start)
            if left <= room:
                at = max(opens, start) + left
                minutes = int((used + left).total_seconds() // 60)
                lines.append(_line(day, calendar, len([1 for line in lines if line.minutes]) + 1, minutes=minutes,
                                   is_start=day == start.date()))
                return at, lines
            left, used = left - room, used + room
        minutes = int(used.total_seconds() // 60)
        number = len([1 for line in lines if line.minutes]) + 1 if minutes else None
        lines.append(_line(day, calendar, number, minutes=minutes, is_start=day == start.date()))
        if not minutes:
            calendar.next_working_day(day + timedelta(days=1))
        day += timedelta(days=1)


def due(start: datetime, limit: Limit, calendar: WorkingCalendar, day_end: DayEnd = DayEnd.OFFICE_CLOSE) -> Due:
    """The due moment of `limit` counted from `start` (aware), in the office's time zone."""
    start = start.astimezone(LOCAL)
    if limit.unit is Unit.WORKING_HOUR:
        at, lines = _working_hours(start, limit.amount, calendar)
    elif limit.unit is Unit.NATURAL_HOUR:
        at = start + timedelta(hours=limit.amount)
        days = (at.date() - start.date()).days
        lines = [_line(start.date() + timedelta(days=n), calendar, is_start=n == 0) for n in range(days + 1)]
    else:
        count = _working_days if limit.unit is Unit.WORKING_DAY else _natural_days
        lines = count(start, limit.amount, calendar)
        at = _day_end(lines[-1].on, day_end, calendar)
    years = sorted({line.on.year for line in lines if calendar.is_provisional(line.on)})
    return Due(at, start, limit, day_end, tuple(lines), tuple(years))


def extended(due_at: datetime, limit: Limit, calendar: WorkingCalendar, day_end: DayEnd = DayEnd.OFFICE_CLOSE) -> Due:
    """An extension is added from the old due moment."""
    return due(due_at, limit, calendar, day_end)


def warn_from(given: Due, calendar: WorkingCalendar, warn_days: int = 1) -> datetime:
    """When the light turns: so many working days before a day limit ends, or half way through an hour limit."""
    if given.limit.unit in (Unit.WORKING_HOUR, Unit.NATURAL_HOUR):
        return given.start + (given.at - given.start) / 2
    day = given.at.astimezone(LOCAL).date()
    for _step in range(warn_days):
        day = calendar.last_working_day(day - timedelta(days=1))
    warn = datetime.combine(day, calendar.office_hours.opens, tzinfo=LOCAL)
    first = given.lines[1].on if len(given.lines) > 1 else day
    # A limit shorter than the warning warns from its last day on.
    if day < first:
        warn = datetime.combine(given.at.date(), calendar.office_hours.opens, tzinfo=LOCAL)
    return max(warn, given.start)


def is_overdue(due_at: datetime, now: datetime) -> bool:
    """The due moment itself is still in time."""
    return now > due_at


@dataclass(frozen=True)
class Remaining:
    """What is left, or by how much it is over: whole working days, else minutes of the day."""

    is_over: bool
    working_days: int
    minutes: int


def remaining(now: datetime, due_at: datetime, calendar: WorkingCalendar) -> Remaining:
    """Working days after today up to the due day; the same day (or no working day between) counts in minutes."""
    now, due_at = now.astimezone(LOCAL), due_at.astimezone(LOCAL)
    first, last = min(now, due_at), max(now, due_at)
    return Remaining(
        is_over=now > due_at,
        working_days=calendar.working_days_between(first.date(), last.date()),
        minutes=int((last - first).total_seconds() // 60),
    )


def remaining_words(left: Remaining) -> Sentence:
    """还剩 2 个工作日, 还剩 3 小时 20 分, 已超 1 个工作日."""
    if left.working_days:
        message = N_("已超 %(days)d 个工作日") if left.is_over else N_("还剩 %(days)d 个工作日")
        return message, {"days": left.working_days}
    hours, minutes = divmod(left.minutes, 60)
    if hours:
        message = N_("已超 %(hours)d 小时 %(minutes)d 分") if left.is_over else N_("还剩 %(hours)d 小时 %(minutes)d 分")
        return message, {"hours": hours, "minutes": minutes}
    return (N_("已超 %(minutes)d 分") if left.is_over else N_("还剩 %(minutes)d 分")), {"minutes": minutes}


def day_words(line: CountedDay) -> Sentence:
    """Why a day counts or does not."""
    if line.minutes:
        return N_("办公时间内计 %(minutes)d 分钟"), {"minutes": line.minutes}
    if line.is_start and line.minutes is None:
        return N_("起算当日，不计"), {}
    if line.kind is DayKind.HOLIDAY:
        return N_("%(name)s放假"), {"name": line.name}
    if line.kind is DayKind.MAKEUP:
        return N_("%(name)s调休，上班"), {"name": line.name}
    if line.kind is DayKind.WEEKEND:
        return N_("周末"), {}
    return N_("工作日"), {}


def _skipped(given: Due) -> list[Sentence]:
    """One sentence for every holiday whose days were passed over, one for plain weekends, one for make-up days."""
    told: list[Sentence] = []
    inside = [line for line in given.lines if not line.is_start]
    names = dict.fromkeys(line.name for line in inside if line.kind is DayKind.HOLIDAY and line.number is None)
    for name in names:
        days = [line.on for line in inside if line.name == name and line.kind is DayKind.HOLIDAY]
        told.append((N_("%(name)s放假 %(first)s 至 %(last)s 不计。"),
                     {"name": name, "first": f"{days[0]:%m-%d}", "last": f"{days[-1]:%m-%d}"}))
    weekend = sum(1 for line in inside if line.kind is DayKind.WEEKEND and line.number is None)
    if weekend:
        told.append((N_("周末 %(count)d 天不计。"), {"count": weekend}))
    for line in inside:
        if line.kind is DayKind.MAKEUP:
            told.append((N_("%(day)s（周末）因%(name)s调休上班，计入。"), {"day": f"{line.on:%m-%d}", "name": line.name}))
    return told


def explain(given: Due) -> list[Sentence]:
    """How it was counted, in sentences a department head can check."""
    unit = given.limit.unit
    start = f"{given.start:%Y-%m-%d %H:%M}"
    amount = given.limit.amount
    told: list[Sentence] = []
    if unit is Unit.NATURAL_HOUR:
        told.append((N_("自 %(start)s 起连续计 %(amount)d 小时，昼夜和节假日都计。"), {"start": start, "amount": amount}))
    elif unit is Unit.WORKING_HOUR:
        told.append((N_("自 %(start)s 起只计办公时间，共 %(amount)d 小时。"), {"start": start, "amount": amount}))
        told += _skipped(given)
    elif unit is Unit.NATURAL_DAY:
        told.append((N_("自 %(start)s 起，当日不计，连续计 %(amount)d 日；末日不上班的顺延到下一工作日。"),
                     {"start": start, "amount": amount}))
    else:
        told.append((N_("自 %(start)s 起，当日不计，从下一工作日起计 %(amount)d 个工作日，含末日。"),
                     {"start": start, "amount": amount}))
        told += _skipped(given)
    if unit in (Unit.WORKING_DAY, Unit.NATURAL_DAY):
        told.append((N_("到期日 %(day)s，当日%(end)s截止。"),
                     {"day": f"{given.at:%Y-%m-%d}", "end": given.day_end.label}))
    for year in given.provisional_years:
        told.append((N_("%(year)d 年放假安排尚未公布，暂按周末和法定节日计算，公布后将重新计算。"), {"year": year}))
    return told
