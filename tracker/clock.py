"""The clock: the only place that asks the machine for the time; everyone else is told."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Shanghai")
"The office's time zone: what days and months mean."


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)
