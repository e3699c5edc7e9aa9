"""The office's date, and a date field that begins with it."""

from datetime import date
from typing import Any

from tracker import clock
from tracker.web.forms import DayField, needed


def today() -> date:
    """The office's date now."""
    return clock.now().astimezone(clock.LOCAL).date()


def day_field(label: Any, description: Any = None) -> DayField:
    """A date that must be given; today unless something else was entered."""
    return DayField(label, [needed()], default=today, description=description or "")
