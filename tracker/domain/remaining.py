"""What is left of a deadline, or by how much it is over, as people say it. When it is due: counting.py."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tracker.domain.calendar import WorkingCalendar
from tracker.domain.counting import LOCAL, MINUTE
from tracker.domain.words import N_


@dataclass(frozen=True)
class Remaining:
    """Whole working days between the two dates; where there is none, the `minutes` between the moments are said."""

    is_over: bool
    working_days: int
    minutes: int


def remaining(now: datetime, due_at: datetime, calendar: WorkingCalendar) -> Remaining:
    """Working days after today up to the due day (when over: after the due day up to today), and minutes.

    Less than an hour is said in minutes even across midnight: ten minutes are never "one working day".
    """
    first, last = sorted((now.astimezone(UTC), due_at.astimezone(UTC)))
    minutes = (last - first) // MINUTE
    days = calendar.working_days_between(first.astimezone(LOCAL).date(), last.astimezone(LOCAL).date())
    return Remaining(is_over=now > due_at, working_days=days if minutes >= 60 else 0, minutes=minutes)


def remaining_words(left: Remaining) -> tuple[str, dict[str, Any]]:
    """还剩 2 个工作日, 还剩 3 小时 20 分, 已超 1 个工作日: message id and parameters."""
    hours, minutes = divmod(left.minutes, 60)
    if left.working_days:
        message = N_("已超 %(days)d 个工作日") if left.is_over else N_("还剩 %(days)d 个工作日")
        return message, {"days": left.working_days}
    if hours and minutes:
        message = N_("已超 %(hours)d 小时 %(minutes)d 分") if left.is_over else N_("还剩 %(hours)d 小时 %(minutes)d 分")
        return message, {"hours": hours, "minutes": minutes}
    if hours:
        return (N_("已超 %(hours)d 小时") if left.is_over else N_("还剩 %(hours)d 小时")), {"hours": hours}
    if minutes:
        return (N_("已超 %(minutes)d 分") if left.is_over else N_("还剩 %(minutes)d 分")), {"minutes": minutes}
    return (N_("已超不到 1 分") if left.is_over else N_("还剩不到 1 分")), {}
