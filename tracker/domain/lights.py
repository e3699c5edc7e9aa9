"""灯: how a deadline stands at a moment. When it is due is decided in deadlines.py."""

from datetime import datetime

from tracker.domain.words import Light


def light(due_at: datetime | None, warn_at: datetime | None, done_at: datetime | None, now: datetime) -> Light:
    """Done in time or late; else overdue after `due_at`, due soon from `warn_at` on, otherwise on time."""
    if due_at is None:
        return Light.NONE
    if done_at is not None:
        return Light.MET if done_at <= due_at else Light.LATE
    if now > due_at:
        return Light.OVERDUE
    return Light.DUE_SOON if warn_at is not None and now >= warn_at else Light.ON_TIME
