"""生成月报: the workbook of one month, as the scheduler and the command ask for it. How it is made: make_workbook.py."""

from datetime import datetime
from pathlib import Path

from tracker.domain.periods import month_period
from tracker.domain.permissions import Actor
from tracker.usecases.make_workbook import Made, make_workbook


def make_monthly_workbook(month: str, *, by: Actor, now: datetime, out: Path | None = None) -> Made:
    """Make the workbook of the month YYYY-MM and keep it; with `out` a copy goes there as well.

    Raises Invalid for a month that cannot be read or has not begun, and when a file cannot be written.
    """
    return make_workbook(month_period(month, now), by=by, now=now, out=out)
