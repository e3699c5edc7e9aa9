"""For which period a run is, and which periods were missed: what the jobs' table (schedule.py) is put together from."""

from datetime import datetime, timedelta

from tracker.clock import LOCAL
from tracker.store import job_runs
from tracker.store.months import months_with_orders
from tracker.store.tables import office_calendar

BACKUP_HOUR = 2
KNOWLEDGE_HOUR = 8
VERIFY_HOUR = 4


def second(now: datetime) -> str:
    return f"{now.astimezone(LOCAL):%Y-%m-%dT%H:%M:%S}"


def minute(now: datetime) -> str:
    return f"{now.astimezone(LOCAL):%Y-%m-%dT%H:%M}"


def hour(now: datetime) -> str:
    return f"{now.astimezone(LOCAL):%Y-%m-%dT%H}"


def day(now: datetime) -> str:
    return f"{now.astimezone(LOCAL):%Y-%m-%d}"


def night(now: datetime) -> str:
    """The latest night whose backup is due: its date at two o'clock."""
    return f"{now.astimezone(LOCAL) - timedelta(hours=BACKUP_HOUR):%Y-%m-%d}"


def morning(now: datetime) -> str:
    """The latest morning whose reminders are due: its date at eight o'clock."""
    return f"{now.astimezone(LOCAL) - timedelta(hours=KNOWLEDGE_HOUR):%Y-%m-%d}"


def opened(now: datetime) -> str:
    """The latest working day whose office has opened."""
    return f"{office_calendar(now).last_opening(now.astimezone(LOCAL)):%Y-%m-%d}"


def missing_digest(now: datetime) -> list[str]:
    """A digest that was missed at the opening is still made that day, while there is somebody to read it."""
    return [opened(now)] if office_calendar(now).is_open(now.astimezone(LOCAL)) else []


def no_periods(_now: datetime) -> list[str]:
    return []


def missing_months(now: datetime) -> list[str]:
    """Every month from the first order's to the one before this, without those whose workbook was made."""
    done = job_runs.done_periods("monthly-workbook")
    return [month for month in reversed(months_with_orders(now)[1:]) if month not in done]
