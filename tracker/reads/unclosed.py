"""上月尚未结账: the reminder on the desk of whoever closes months, once the working days for it are over."""

from datetime import date, datetime

from tracker.clock import LOCAL
from tracker.domain.periods import previous_month
from tracker.domain.permissions import Actor, Permission
from tracker.store import closings
from tracker.store.months import first_day
from tracker.store.tables import settings_on, working_calendar


def _is_late(today: date) -> bool:
    """Are the working days of the month that were given for it over?"""
    settings = settings_on(today)
    if not settings.close_remind_days:
        return False
    calendar = working_calendar(settings)
    over = sum(calendar.is_working_day(today.replace(day=number)) for number in range(1, today.day))
    return over >= settings.close_remind_days


def unclosed_month(*, by: Actor, now: datetime) -> str | None:
    """The month before this, if it is still open after the days given, has orders, and `by` closes months."""
    if not by.may(Permission.CLOSE_MONTH):
        return None
    month, first = previous_month(now), first_day()
    if first is None or f"{first:%Y-%m}" > month or closings.standing(month) is not None:
        return None
    return month if _is_late(now.astimezone(LOCAL).date()) else None
