"""What every paper carries at its head."""

from datetime import datetime

from tracker import clock
from tracker.store import tables


def office_name(now: datetime) -> str:
    """The office's name as it is called on that day."""
    return tables.settings_on(now.astimezone(clock.LOCAL).date()).office_name
