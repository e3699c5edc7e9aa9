"""The office's date, and a date field that begins with it."""

from datetime import date
from typing import Any

from wtforms import DateField

from tracker import clock
from tracker.web.forms import needed


def today() -> date:
    """The office's date now."""
    return clock.now().astimezone(clock.LOCAL).date()


def day_field(label: Any, description: Any = None) -> DateField:
    """A date that must be given; today unless something else was entered."""
    return DateField(label, [needed()], default=today, description=description or "")
