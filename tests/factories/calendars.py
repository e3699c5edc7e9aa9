"""The announced calendars up to 2026, a provisional 2027, and short ways to write moments and limits."""

from datetime import datetime

from tracker.domain.calendar import WorkingCalendar
from tracker.domain.deadlines import LOCAL, Limit
from tracker.domain.words import Unit
from tracker.seeds.official_calendar import FIRST_YEAR, LAST_YEAR, official_days, provisional_days

ANNOUNCED = range(FIRST_YEAR, LAST_YEAR + 1)
_DAYS = [day for year in ANNOUNCED for day in official_days(year)]
CALENDAR = WorkingCalendar.from_days(_DAYS, ANNOUNCED)
WITH_2027 = WorkingCalendar.from_days([*_DAYS, *provisional_days(LAST_YEAR + 1)], ANNOUNCED)


def at(text: str) -> datetime:
    """A moment at the office: 2026-02-13 10:00."""
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


def working_days(amount: int) -> Limit:
    return Limit(amount, Unit.WORKING_DAY)


def working_hours(amount: int) -> Limit:
    return Limit(amount, Unit.WORKING_HOUR)


def natural_days(amount: int) -> Limit:
    return Limit(amount, Unit.NATURAL_DAY)


def natural_hours(amount: int) -> Limit:
    return Limit(amount, Unit.NATURAL_HOUR)
