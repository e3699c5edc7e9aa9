"""清理频率计数: the windows that several processes counted together and that are long over."""

from datetime import datetime

from tracker.domain.permissions import Actor, Permission, require
from tracker.store import rate_counts


def forget_rates(*, by: Actor, now: datetime) -> int:
    """Drop them; how many."""
    require(by, Permission.RUN_JOBS)
    return rate_counts.forget(now)
