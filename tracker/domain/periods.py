"""Spans of time that figures are counted over. Which moment places an order in a period is decided in indicators.py."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from tracker.domain.deadlines import LOCAL
from tracker.domain.refusals import Invalid
from tracker.domain.words import N_

FIRST_YEAR = 1990
"No ledger is older: a month before it is a slip of the pen."

INSTANT = timedelta(microseconds=1)
PARTS = {3: "Q", 6: "H"}
"The letter of a year's part by its months."


@dataclass(frozen=True)
class Period:
    """[start, end) in the office's time; `until` (exclusive) is the end, or just after now while the period runs."""

    start: datetime
    end: datetime
    until: datetime

    @property
    def is_over(self) -> bool:
        """Can nothing more happen in it?"""
        return self.until == self.end

    @property
    def month(self) -> str:
        """The month it begins in: 2026-10."""
        return f"{self.start:%Y-%m}"

    @property
    def months(self) -> int:
        """How many whole months it is; 0 when it is none."""
        first, end = self.start.date(), self.end.date()
        return 0 if first.day != 1 or end.day != 1 else (end.year - first.year) * 12 + end.month - first.month

    @property
    def name(self) -> str:
        """2026-10 for a month, 2026 for a year, 2026Q3, 2026H1 for quarter and half, else 2026-01-01至2026-03-15.

        period_names.read_period reads it.
        """
        months, month = self.months, self.start.month
        if months == 1:
            return self.month
        if months == 12 and month == 1:
            return f"{self.start:%Y}"
        if months in PARTS and (month - 1) % months == 0:
            return f"{self.start:%Y}{PARTS[months]}{(month - 1) // months + 1}"
        return f"{self.first_day}至{self.last_day}"

    @property
    def first_day(self) -> date:
        """Its first local day."""
        return self.start.date()

    @property
    def last_day(self) -> date:
        """Its last local day."""
        return (self.end - INSTANT).date()


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=LOCAL)


def read_month(text: str) -> date:
    """The first day of the month written as YYYY-MM; refuses everything else."""
    found = re.fullmatch(r"([0-9]{4})-(0[1-9]|1[0-2])", text.strip())
    if found is None or not FIRST_YEAR <= int(found[1]) < date.max.year:
        raise Invalid(N_("“%(month)s”不是月份。请写成“年-月”，例如 2026-10。"), field="month", month=text.strip()[:20])
    return date(int(found[1]), int(found[2]), 1)


def month_period(text: str, now: datetime) -> Period:
    """The month YYYY-MM as a period; refuses one that has not begun at `now`."""
    first = read_month(text)
    start, end = _midnight(first), _midnight(_next_month(first))
    if start > now:
        raise Invalid(N_("%(month)s 还没有开始，没有可以统计的工单。"), field="month", month=text.strip())
    return Period(start, end, min(end, now.astimezone(LOCAL) + INSTANT))


def span_period(first: date, last: date, now: datetime) -> Period:
    """The days from `first` to `last`, both included; refuses a span that runs backwards or has not begun."""
    if last < first:
        raise Invalid(N_("结束日期早于开始日期，请检查。"), field="last")
    start, end = _midnight(first), _midnight(last + timedelta(days=1))
    if start > now:
        raise Invalid(N_("%(day)s 还没有到，没有可以统计的工单。"), field="first", day=str(first))
    return Period(start, end, min(end, now.astimezone(LOCAL) + INSTANT))


def year_period(year: int, now: datetime) -> Period:
    """The calendar year."""
    return span_period(date(year, 1, 1), date(year, 12, 31), now)


def _shifted(day: date, months: int) -> date:
    """The first of the month so many months on."""
    return date(day.year + (day.month - 1 + months) // 12, (day.month - 1 + months) % 12 + 1, 1)


def _year_back(day: date) -> date:
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _as_far(period: Period, start: date, end: date) -> Period:
    """The period from `start` to `end`, and as far into it as `period` has come."""
    first, after = _midnight(start), _midnight(end)
    return Period(first, after, after if period.is_over else min(after, first + (period.until - period.start)))


def before(period: Period) -> Period:
    """The period just before of the same kind: whole months by months, else as many days."""
    start, end = period.start.date(), period.end.date()
    earlier = _shifted(start, -period.months) if period.months else start - (end - start)
    return _as_far(period, earlier, start)


def year_before(period: Period) -> Period:
    """The same period a year ago."""
    start, end = period.start.date(), period.end.date()
    if period.months:
        return _as_far(period, _shifted(start, -12), _shifted(end, -12))
    return _as_far(period, _year_back(start), _year_back(period.last_day) + timedelta(days=1))


def months_back(period: Period, count: int) -> list[Period]:
    """So many whole months ending with the one that the period has come to, the oldest first; the last as far as it."""
    last = (period.until - INSTANT).date().replace(day=1)
    found = []
    for back in range(count - 1, -1, -1):
        start, end = _midnight(_shifted(last, -back)), _midnight(_shifted(last, 1 - back))
        found.append(Period(start, end, min(end, period.until)))
    return found


def day_period(now: datetime) -> Period:
    """Today so far."""
    today = now.astimezone(LOCAL).date()
    return Period(_midnight(today), _midnight(today + timedelta(days=1)), now.astimezone(LOCAL) + INSTANT)


def months_between(first: date, last: date) -> list[str]:
    """Every month from `first`'s to `last`'s as YYYY-MM, the newest first."""
    months, month = [], first.replace(day=1)
    while month <= last:
        months.append(f"{month:%Y-%m}")
        month = _next_month(month)
    return months[::-1]


def previous_month(now: datetime) -> str:
    """The month before the one that `now` lies in."""
    return f"{now.astimezone(LOCAL).date().replace(day=1) - timedelta(days=1):%Y-%m}"
