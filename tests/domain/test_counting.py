"""Counting limits day by day over the announced calendars; every date has its weekday beside it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.factories.calendars import CALENDAR, at, natural_days, natural_hours, working_days, working_hours
from tracker.domain.calendar import OfficeHours, WorkingCalendar
from tracker.domain.counting import LOCAL, Due, due
from tracker.domain.words import DayEnd

# Working days: the day of receipt is not counted, the end day is.

VECTORS = [
    ("2026-02-13", 2, "2026-02-24"),  # Fri → Tue; 02-14 Sat works, then the Spring Festival
    ("2026-02-13", 10, "2026-03-05"),  # Fri → Thu; 02-28 Sat works
    ("2026-02-20", 2, "2026-02-25"),  # Fri, holiday → Wed
    ("2026-04-30", 15, "2026-05-25"),  # Thu, eve of Labour Day → Mon; 05-09 Sat works
    ("2026-09-19", 1, "2026-09-20"),  # Sat → Sun, which works
    ("2026-09-24", 5, "2026-10-09"),  # Thu, eve of Mid-Autumn → Fri
    ("2026-09-30", 10, "2026-10-20"),  # Wed, eve of National Day → Tue; 10-10 Sat works
    ("2025-12-31", 2, "2026-01-05"),  # Wed → Mon; 01-04 Sun works, year change
    ("2025-01-24", 5, "2025-02-07"),  # Fri → Fri; 01-26 Sun works
    ("2025-09-30", 2, "2025-10-10"),  # Tue → Fri
]
MORE_DAYS = [
    ("2026-03-02", 1, "2026-03-03"),  # Mon → Tue: nothing in between
    ("2026-03-06", 1, "2026-03-09"),  # Fri → Mon: a plain weekend
    ("2026-03-07", 1, "2026-03-09"),  # Sat → Mon
    ("2026-03-08", 1, "2026-03-09"),  # Sun → Mon: the weekend gives no head start
    ("2026-02-14", 1, "2026-02-24"),  # make-up Sat is the day of receipt itself: not counted
    ("2026-02-23", 1, "2026-02-24"),  # Mon, last holiday → Tue
    ("2026-02-27", 1, "2026-02-28"),  # Fri → make-up Sat, the due day is a Saturday
    ("2026-02-27", 2, "2026-03-02"),  # Fri → Mon over a lone Sunday
    ("2026-05-08", 1, "2026-05-09"),  # Fri → make-up Sat
    ("2026-06-18", 2, "2026-06-23"),  # Thu → Tue; Dragon Boat 06-19 Fri to 06-21 Sun, Mon is day one
    ("2024-02-28", 1, "2024-02-29"),  # Wed → Thu, the leap day
    ("2024-02-28", 2, "2024-03-01"),  # Wed → Fri
    ("2024-02-29", 1, "2024-03-01"),  # Thu, leap day, not counted → Fri
    ("2022-12-30", 1, "2023-01-03"),  # Fri → Tue; 12-31 Sat to 01-02 Mon off
    ("2020-01-23", 1, "2020-02-03"),  # Thu → Mon; the holiday was prolonged to 02-02
    ("2026-01-03", 1, "2026-01-04"),  # Sat, holiday → make-up Sun
]


@pytest.mark.parametrize(("received", "amount", "due_on"), VECTORS + MORE_DAYS)
@pytest.mark.parametrize("hour", ["00:00", "08:29", "10:00", "13:00", "17:29", "17:30", "17:31", "23:59"])
def test_working_days_whatever_the_hour_of_receipt(received, amount, due_on, hour):
    start = at(f"{received} {hour}")
    assert due(start, working_days(amount), CALENDAR).at == at(f"{due_on} 17:30")
    assert due(start, working_days(amount), CALENDAR, DayEnd.MIDNIGHT).at == at(f"{due_on} 23:59:59")


def test_every_day_is_listed_with_its_number_or_the_reason_why_it_has_none():
    lines = due(at("2026-02-13 10:00"), working_days(2), CALENDAR).lines
    assert [(f"{line.on:%m-%d}", line.number, line.kind.label, line.name) for line in lines] == [
        ("02-13", None, "工作日", ""),  # Fri, day of receipt
        ("02-14", 1, "调休上班", "春节"),  # Sat
        *((f"02-{day}", None, "法定节假日", "春节") for day in range(15, 24)),
        ("02-24", 2, "工作日", ""),  # Tue
    ]
    assert [line.is_start for line in lines] == [True] + [False] * 11


def test_the_due_day_ends_when_this_office_closes():
    early = WorkingCalendar(office_hours=OfficeHours.parse("09:00-12:00,13:00-16:45"))
    assert due(at("2026-03-02 10:00"), working_days(1), early).at == at("2026-03-03 16:45")  # Mon → Tue


def test_the_day_of_receipt_is_the_office_day_not_the_utc_day():
    late_on_monday = datetime(2026, 3, 2, 15, 59, tzinfo=UTC)  # Mon 23:59 at the office
    early_on_tuesday = datetime(2026, 3, 2, 16, 0, tzinfo=UTC)  # Tue 00:00 at the office
    assert due(late_on_monday, working_days(1), CALENDAR).at == at("2026-03-03 17:30")
    assert due(early_on_tuesday, working_days(1), CALENDAR).at == at("2026-03-04 17:30")
    assert due(early_on_tuesday, working_days(1), CALENDAR).at.utcoffset() == timedelta(hours=8)


def test_another_office_may_count_in_its_own_zone():
    berlin = ZoneInfo("Europe/Berlin")
    found = due(datetime(2026, 3, 2, 23, 30, tzinfo=UTC), working_days(1), WorkingCalendar(), tz=berlin)
    assert found.at == datetime(2026, 3, 4, 17, 30, tzinfo=berlin)  # received Tue 00:30 → Wed
    assert Due.from_json(found.to_json()).at.tzinfo == berlin


# Natural days: every day counts, the last one moves off a day that is not worked.

@pytest.mark.parametrize(
    ("received", "amount", "due_on"),
    [
        ("2026-03-02", 3, "2026-03-05"),  # Mon → Thu
        ("2026-03-03", 5, "2026-03-09"),  # Tue → Sun, moved to Mon
        ("2026-03-06", 1, "2026-03-09"),  # Fri → Sat, moved to Mon
        ("2026-02-10", 7, "2026-02-24"),  # Tue → 02-17 Tue in the Spring Festival, moved to Tue after it
        ("2026-02-10", 4, "2026-02-14"),  # Tue → make-up Sat, which is worked
        ("2026-02-14", 1, "2026-02-24"),  # make-up Sat → Sun, first holiday
        ("2026-02-20", 30, "2026-03-23"),  # Fri, holiday → 03-22 Sun, moved to Mon
        ("2024-02-01", 29, "2024-03-01"),  # Thu → Fri, over the leap day
        ("2025-12-31", 1, "2026-01-04"),  # Wed → 01-01 Thu off, moved to make-up Sun
        ("2026-04-30", 30, "2026-06-01"),  # Thu → 05-30 Sat, moved to Mon
    ],
)
def test_natural_days_roll_to_the_next_working_day(received, amount, due_on):
    start = at(f"{received} 16:00")
    assert due(start, natural_days(amount), CALENDAR).at == at(f"{due_on} 17:30")
    assert due(start, natural_days(amount), CALENDAR, DayEnd.MIDNIGHT).at == at(f"{due_on} 23:59:59")


def test_natural_days_number_holidays_too_and_leave_the_days_of_the_roll_without_number():
    lines = due(at("2026-02-20 16:00"), natural_days(2), CALENDAR).lines
    assert [(f"{line.on:%m-%d}", line.number) for line in lines] == [
        ("02-20", None), ("02-21", 1), ("02-22", 2), ("02-23", None), ("02-24", None),  # Fri to Tue
    ]


# Working hours: only while the office is open (08:30–12:00, 14:30–17:30).

@pytest.mark.parametrize(
    ("received", "amount", "due_at"),
    [
        ("2026-03-02 09:00", 1, "2026-03-02 10:00"),  # Mon
        ("2026-03-02 08:29", 1, "2026-03-02 09:30"),  # a minute before opening counts nothing
        ("2026-03-02 08:30", 1, "2026-03-02 09:30"),
        ("2026-03-02 08:31", 1, "2026-03-02 09:31"),
        ("2026-03-02 00:00", 1, "2026-03-02 09:30"),
        ("2026-03-02 11:00", 1, "2026-03-02 12:00"),  # used up at the lunch break: due then, not at 14:30
        ("2026-03-02 11:01", 1, "2026-03-02 14:31"),  # a minute is left for the afternoon
        ("2026-03-02 11:59", 1, "2026-03-02 15:29"),
        ("2026-03-02 12:00", 1, "2026-03-02 15:30"),
        ("2026-03-02 13:00", 1, "2026-03-02 15:30"),  # received at lunch
        ("2026-03-02 14:30", 3, "2026-03-02 17:30"),  # used up at closing: due at closing
        ("2026-03-02 16:30", 1, "2026-03-02 17:30"),
        ("2026-03-02 16:31", 1, "2026-03-03 08:31"),  # Mon → Tue
        ("2026-03-02 17:29", 1, "2026-03-03 09:29"),
        ("2026-03-02 17:30", 1, "2026-03-03 09:30"),  # at closing nothing is left of the day
        ("2026-03-02 20:00", 1, "2026-03-03 09:30"),
        ("2026-03-06 17:00", 1, "2026-03-09 09:00"),  # Fri → Mon over the weekend
        ("2026-03-07 10:00", 1, "2026-03-09 09:30"),  # Sat → Mon
        ("2026-02-13 17:00", 1, "2026-02-14 09:00"),  # Fri → make-up Sat
        ("2026-02-14 17:00", 1, "2026-02-24 09:00"),  # make-up Sat → Tue after the Spring Festival
        ("2026-02-18 10:00", 1, "2026-02-24 09:30"),  # Wed, holiday
        ("2026-03-02 08:30", 13, "2026-03-03 17:30"),  # two whole days of 6½ hours
        ("2025-12-31 17:00", 1, "2026-01-04 09:00"),  # Wed → make-up Sun of the next year
    ],
)
@pytest.mark.parametrize("day_end", DayEnd)
def test_working_hours_run_while_the_office_is_open(received, amount, due_at, day_end):
    assert due(at(received), working_hours(amount), CALENDAR, day_end).at == at(due_at)


def test_the_minutes_of_each_day_are_listed_and_add_up():
    lines = due(at("2026-02-13 16:00"), working_hours(10), CALENDAR).lines  # Fri
    assert [(f"{line.on:%m-%d}", line.number, line.minutes) for line in lines] == [
        ("02-13", 1, 90), ("02-14", 2, 390), *((f"02-{day}", None, 0) for day in range(15, 24)), ("02-24", 3, 120),
    ]


def test_seconds_count_and_the_minutes_still_add_up():
    found = due(at("2026-03-02 17:29:30.250"), working_hours(1), CALENDAR)  # Mon, half a minute before closing
    assert found.at == at("2026-03-03 09:29:30.250")
    assert [(line.number, line.minutes) for line in found.lines] == [(1, 0), (2, 60)]


def test_a_start_after_hours_is_shown_as_a_day_that_gave_nothing():
    lines = due(at("2026-03-02 18:00"), working_hours(1), CALENDAR).lines
    assert [(line.number, line.minutes) for line in lines] == [(None, 0), (1, 60)]


# Natural hours: day and night.

@pytest.mark.parametrize(
    ("received", "amount", "due_at"),
    [
        ("2026-03-02 09:00", 1, "2026-03-02 10:00"),
        ("2026-03-06 17:00", 24, "2026-03-07 17:00"),  # Fri → Sat: nothing moves it
        ("2026-02-14 23:30", 48, "2026-02-16 23:30"),  # into the Spring Festival
        ("2024-02-28 12:00", 24, "2024-02-29 12:00"),  # leap day
        ("2025-12-31 23:00", 2, "2026-01-01 01:00"),
        ("2026-03-02 23:00", 1, "2026-03-03 00:00"),
    ],
)
def test_natural_hours_run_from_the_moment(received, amount, due_at):
    assert due(at(received), natural_hours(amount), CALENDAR).at == at(due_at)


def test_natural_hours_list_the_minutes_of_each_day():
    lines = due(at("2026-03-06 22:30"), natural_hours(26), CALENDAR).lines  # Fri to Sun
    assert [(line.number, line.minutes) for line in lines] == [(1, 90), (2, 1440), (3, 30)]


def test_natural_hours_are_hours_even_when_the_clocks_change():
    """Shanghai put its clocks forward on 1986-05-04; an hour limit is not shortened by that."""
    start = datetime(1986, 5, 3, 20, 0, tzinfo=LOCAL)
    found = due(start, natural_hours(10), CALENDAR)
    assert found.at.astimezone(UTC) - start.astimezone(UTC) == timedelta(hours=10)
    assert sum(line.minutes for line in found.lines) == 600
