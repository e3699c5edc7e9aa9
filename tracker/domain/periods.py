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
