"""What follows from a due moment: extension, warning, overdue. The counting itself: test_counting.py."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.factories.calendars import CALENDAR, at, natural_days, natural_hours, working_days, working_hours
from tracker.domain.deadlines import due, extended, is_overdue, warn_from
from tracker.domain.words import DayEnd


@pytest.mark.parametrize(
    ("old", "limit", "new"),
    [
        ("2026-02-13 17:30", working_days(2), "2026-02-24 17:30"),  # Fri → Tue
        ("2026-03-06 23:59:59", working_days(1), "2026-03-09 17:30"),  # Fri → Mon
        ("2026-03-06 17:30", working_hours(1), "2026-03-09 09:30"),  # at closing: the next opening starts it
        ("2026-03-06 17:30", natural_days(1), "2026-03-09 17:30"),  # Sat, moved to Mon
        ("2026-03-06 17:30", natural_hours(2), "2026-03-06 19:30"),
    ],
)
def test_an_extension_is_added_from_the_old_due_moment(old, limit, new):
    assert extended(at(old), limit, CALENDAR).at == at(new)


@pytest.mark.parametrize(
    ("received", "limit", "days", "warn_at"),
    [
        ("2026-03-02 10:00", working_days(5), 1, "2026-03-06 17:30"),  # due Mon → Fri, same clock time
        ("2026-02-13 10:00", working_days(2), 1, "2026-02-14 17:30"),  # due Tue → make-up Sat before the holiday
        ("2026-03-02 10:00", working_days(5), 3, "2026-03-04 17:30"),  # due Mon → Wed
        ("2026-03-02 10:00", working_days(1), 1, "2026-03-03 08:30"),  # one day only: when its office opens
        ("2026-03-02 10:00", working_days(2), 3, "2026-03-04 08:30"),  # not longer than the warning
        ("2026-03-06 18:00", natural_days(2), 1, "2026-03-06 18:00"),  # due Mon → Fri 17:30 is before the start
        ("2026-02-10 10:00", natural_days(7), 1, "2026-02-14 17:30"),  # due 02-24 Tue → make-up Sat
        ("2026-03-02 09:00", working_hours(1), 1, "2026-03-02 09:30"),
        ("2026-03-02 17:00", working_hours(2), 1, "2026-03-03 09:00"),  # half an hour today, half tomorrow
        ("2026-03-06 17:00", working_hours(1), 1, "2026-03-06 17:30"),  # half of it has run when the week ends
        ("2026-03-06 17:00", natural_hours(24), 1, "2026-03-07 05:00"),
    ],
)
def test_the_warning_comes_before_the_end(received, limit, days, warn_at):
    found = due(at(received), limit, CALENDAR)
    assert warn_from(found, CALENDAR, warn_days=days) == at(warn_at)


def test_the_warning_keeps_the_clock_time_of_the_end_of_day():
    found = due(at("2026-03-02 10:00"), working_days(5), CALENDAR, DayEnd.MIDNIGHT)
    assert warn_from(found, CALENDAR) == at("2026-03-06 23:59:59")


def test_the_share_of_an_hour_limit_can_be_chosen():
    found = due(at("2026-03-02 10:00"), working_hours(4), CALENDAR)  # due 16:30
    assert warn_from(found, CALENDAR, share=0.75) == at("2026-03-02 15:30")
    for share in (0, 1, -0.5, float("nan")):
        with pytest.raises(ValueError):
            warn_from(found, CALENDAR, share=share)
    with pytest.raises(ValueError):
        warn_from(found, CALENDAR, warn_days=0)


def test_the_due_moment_itself_is_still_in_time():
    due_at = at("2026-02-24 17:30")
    assert not is_overdue(due_at, due_at)
    assert not is_overdue(due_at, due_at - timedelta(seconds=1))
    assert is_overdue(due_at, due_at + timedelta(microseconds=1))
    assert is_overdue(due_at, datetime(2026, 2, 24, 9, 31, tzinfo=UTC))  # 17:31 at the office
