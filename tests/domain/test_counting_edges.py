"""Counts over years not announced yet, in the store's form, and from bad input. The rules: test_counting.py."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.factories.calendars import CALENDAR, WITH_2027, at, natural_days, natural_hours, working_days, working_hours
from tracker.domain.calendar import CalendarError, DayKind, WorkingCalendar
from tracker.domain.counting import LOCAL, Due, Limit, due
from tracker.domain.words import DayEnd, Unit

NEVER_OPEN = WorkingCalendar({date(2026, 1, 1) + timedelta(days=n): "停业" for n in range(365)})


# A year that is not announced yet.

def test_december_orders_that_run_into_a_year_not_announced_are_provisional():
    found = due(at("2026-12-30 10:00"), working_days(5), WITH_2027)  # Wed → Thu; 2027-01-01 Fri is statutory
    assert found.at == at("2027-01-07 17:30")
    assert found.provisional_years == (2027,)


@pytest.mark.parametrize(
    ("received", "limit", "years"),
    [
        ("2026-12-30 10:00", working_days(1), ()),  # ends on Thu 12-31
        ("2026-12-30 10:00", natural_days(1), ()),
        ("2026-12-30 10:00", natural_days(2), (2027,)),  # Fri 2027-01-01: whether it is worked matters
        ("2026-12-30 10:00", natural_hours(72), ()),  # hours by the clock need no calendar
        ("2026-12-31 17:00", working_hours(1), (2027,)),
        ("2026-12-31 16:00", working_hours(1), ()),
        ("2027-12-30 10:00", working_days(5), (2027, 2028)),
        ("2018-12-31 10:00", natural_days(10), ()),  # only whether the last day, Thu 2019-01-10, is worked matters
        ("2018-12-31 10:00", working_days(1), ()),  # the day of receipt is not counted: its year does not matter
    ],
)
def test_only_years_on_whose_working_days_the_due_moment_depends_make_it_provisional(received, limit, years):
    assert due(at(received), limit, WITH_2027).provisional_years == years


def test_the_announced_calendar_moves_a_provisional_due_moment():
    start, limit = at("2026-12-30 10:00"), working_days(2)
    assert due(start, limit, WITH_2027).at == at("2027-01-04 17:30")  # Wed → Mon
    announced = WorkingCalendar(
        {**WITH_2027.days_off, date(2027, 1, 4): "元旦"}, {**WITH_2027.makeup_days, date(2027, 1, 3): "元旦"},
        WITH_2027.official_years | {2027},
    )
    found = due(start, limit, announced)
    assert found.at == at("2027-01-03 17:30")  # a make-up Sun
    assert found.provisional_years == ()


# The store's form.

@pytest.mark.parametrize("limit", [working_days(10), working_hours(9), natural_days(7), natural_hours(72)])
@pytest.mark.parametrize("day_end", DayEnd)
def test_a_count_is_stored_and_read_back_the_same(limit, day_end):
    found = due(datetime(2026, 12, 29, 2, 3, 4, 567, tzinfo=UTC), limit, WITH_2027, day_end)
    assert Due.from_json(found.to_json()) == found


def test_a_stored_count_without_a_zone_is_the_offices():
    stored = due(at("2026-03-02 10:00"), working_days(1), CALENDAR).to_json()
    del stored["zone"]
    assert Due.from_json(stored).at.tzinfo == LOCAL


# Bad input.

@pytest.mark.parametrize("amount", [0, -1, 1001, 1.5, "2", None, True])
def test_a_limit_is_a_whole_number_of_units(amount):
    with pytest.raises(ValueError):
        Limit(amount, Unit.WORKING_DAY)


@pytest.mark.parametrize("unit", Unit)
def test_a_moment_without_a_zone_is_refused(unit):
    with pytest.raises(ValueError, match="aware"):
        due(datetime(2026, 3, 2, 10), Limit(1, unit), CALENDAR)


@pytest.mark.parametrize("unit", Unit)
@pytest.mark.parametrize("year", [1, 1899, 2201, 3026, 9999])
def test_a_start_in_an_impossible_year_is_refused(unit, year):
    with pytest.raises(CalendarError, match="1900 年至 2200 年"):
        due(datetime(year, 12, 31, 23, 0, tzinfo=UTC), Limit(1, unit), CALENDAR)


@pytest.mark.parametrize("limit", [working_days(1000), natural_days(1000), working_hours(1000), natural_hours(1000)])
def test_a_count_that_runs_off_the_calendar_is_refused(limit):
    with pytest.raises(CalendarError):
        due(at("2200-12-30 10:00"), limit, WorkingCalendar())


@pytest.mark.parametrize("limit", [working_days(1), natural_days(1), working_hours(1)])
def test_a_calendar_without_working_days_is_refused_instead_of_counted_for_ever(limit):
    with pytest.raises(CalendarError, match="请检查日历"):
        due(at("2026-03-02 10:00"), limit, NEVER_OPEN)


@pytest.mark.parametrize("unit", [Unit.WORKING_DAY, Unit.WORKING_HOUR])
def test_the_longest_limit_can_be_counted(unit):
    found = due(at("2019-01-02 08:30"), Limit(1000, unit), CALENDAR)
    assert max(line.number or 0 for line in found.lines) == (1000 if unit is Unit.WORKING_DAY else 154)  # 6½ h a day


def test_day_kinds_survive_the_store():
    stored = due(at("2026-02-13 10:00"), working_days(2), CALENDAR).to_json()
    assert {DayKind(line[2]) for line in stored["lines"]} == {DayKind.WORKDAY, DayKind.MAKEUP, DayKind.HOLIDAY}
