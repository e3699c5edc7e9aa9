"""What is left, as people say it."""

from datetime import UTC, datetime

import pytest

from tests.factories.calendars import CALENDAR, at
from tracker.domain.calendar import CalendarError
from tracker.domain.deadlines import remaining, remaining_words


@pytest.mark.parametrize(
    ("now", "due_at", "said"),
    [
        ("2026-03-02 10:00", "2026-03-04 17:30", "还剩 2 个工作日"),  # Mon, due Wed
        ("2026-03-02 23:00", "2026-03-04 17:30", "还剩 2 个工作日"),  # the hour of the day does not matter
        ("2026-03-03 08:00", "2026-03-04 17:30", "还剩 1 个工作日"),  # Tue
        ("2026-02-13 10:00", "2026-02-24 17:30", "还剩 2 个工作日"),  # Fri over the Spring Festival: Sat and Tue
        ("2026-02-18 10:00", "2026-02-24 17:30", "还剩 1 个工作日"),  # Wed in the holiday
        ("2026-03-04 14:10", "2026-03-04 17:30", "还剩 3 小时 20 分"),  # due today
        ("2026-03-04 15:30", "2026-03-04 17:30", "还剩 2 小时"),
        ("2026-03-04 17:00", "2026-03-04 17:30", "还剩 30 分"),
        ("2026-03-04 17:29:30", "2026-03-04 17:30", "还剩不到 1 分"),
        ("2026-03-04 17:30", "2026-03-04 17:30", "还剩不到 1 分"),  # the due moment is still in time
        ("2026-03-04 17:30:01", "2026-03-04 17:30", "已超不到 1 分"),
        ("2026-03-04 18:00", "2026-03-04 17:30", "已超 30 分"),
        ("2026-03-04 20:50", "2026-03-04 17:30", "已超 3 小时 20 分"),
        ("2026-03-04 19:30", "2026-03-04 17:30", "已超 2 小时"),
        ("2026-03-05 09:00", "2026-03-04 17:30", "已超 1 个工作日"),  # Thu
        ("2026-03-09 09:00", "2026-03-06 17:30", "已超 1 个工作日"),  # Mon after a Fri
        ("2026-03-07 17:30", "2026-03-06 17:30", "已超 24 小时"),  # Sat: no working day has begun since
        ("2026-03-06 20:00", "2026-03-07 20:00", "还剩 24 小时"),  # natural hours ending on a Sat
        ("2026-03-02 23:50", "2026-03-03 00:10", "还剩 20 分"),  # never "one working day" for twenty minutes
        ("2026-03-03 00:30", "2026-03-02 23:59:59", "已超 30 分"),
        ("2026-03-02 23:10", "2026-03-03 00:10", "还剩 1 个工作日"),  # Mon to Tue, an hour
    ],
)
def test_what_is_left_is_said_in_working_days_or_on_the_last_day_in_hours(now, due_at, said):
    message, params = remaining_words(remaining(at(now), at(due_at), CALENDAR))
    assert message % params == said


def test_the_zone_of_the_moments_does_not_matter():
    left = remaining(datetime(2026, 3, 3, 16, 30, tzinfo=UTC), at("2026-03-04 17:30"), CALENDAR)  # Wed 00:30
    assert (left.working_days, left.minutes, left.is_over) == (0, 17 * 60, False)


def test_impossible_years_are_refused():
    with pytest.raises(CalendarError):
        remaining(at("2026-03-02 10:00"), at("3026-03-02 10:00"), CALENDAR)
