"""Which days are worked: the plain week, holidays, make-up weekends, and calendars that cannot answer."""

from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from tracker.domain.calendar import CalendarError, DayKind, OfficeHours, WorkingCalendar

SPRING_FESTIVAL = {date(2026, 2, 15) + timedelta(days=n): "春节" for n in range(9)}  # 02-15 Sun to 02-23 Mon
MAKEUP = {date(2026, 2, 14): "春节", date(2026, 2, 28): "春节"}  # both Sat
CALENDAR = WorkingCalendar(SPRING_FESTIVAL, MAKEUP, frozenset({2026}))
PLAIN = WorkingCalendar()


@pytest.mark.parametrize(
    ("day", "kind", "worked"),
    [
        (date(2026, 2, 13), DayKind.WORKDAY, True),  # Fri, eve of the make-up Saturday
        (date(2026, 2, 14), DayKind.MAKEUP, True),  # Sat, worked for the Spring Festival
        (date(2026, 2, 15), DayKind.HOLIDAY, False),  # Sun, already the holiday
        (date(2026, 2, 18), DayKind.HOLIDAY, False),  # Wed
        (date(2026, 2, 23), DayKind.HOLIDAY, False),  # Mon, last day of the holiday
        (date(2026, 2, 24), DayKind.WORKDAY, True),  # Tue
        (date(2026, 3, 1), DayKind.WEEKEND, False),  # Sun
    ],
)
def test_a_day_is_worked_or_not_and_the_calendar_says_why(day, kind, worked):
    assert CALENDAR.kind(day) is kind
    assert CALENDAR.is_working_day(day) is worked


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (date(2026, 2, 13), "工作日"),
        (date(2026, 2, 14), "春节调休，上班"),
        (date(2026, 2, 16), "春节放假"),
        (date(2026, 3, 7), "周末"),
    ],
)
def test_the_reason_reads_as_a_sentence(day, sentence):
    message, params = CALENDAR.why(day)
    assert message % params == sentence


def test_a_monday_named_as_the_day_work_resumes_is_a_plain_workday():
    resumed = WorkingCalendar(makeup_days={date(2020, 2, 3): "春节"})  # Mon: the 2020 extension ended there
    assert resumed.kind(date(2020, 2, 3)) is DayKind.WORKDAY


def test_a_year_without_an_announcement_is_provisional():
    assert not CALENDAR.is_provisional(date(2026, 12, 31))
    assert CALENDAR.is_provisional(date(2027, 1, 1))


def test_the_nearest_working_day_is_the_day_itself_when_it_is_worked():
    assert CALENDAR.next_working_day(date(2026, 2, 14)) == date(2026, 2, 14)  # Sat, worked
    assert CALENDAR.next_working_day(date(2026, 2, 15)) == date(2026, 2, 24)  # Sun to Tue after the holiday
    assert CALENDAR.last_working_day(date(2026, 2, 23)) == date(2026, 2, 14)  # Mon back to the make-up Sat
    assert CALENDAR.last_working_day(date(2026, 2, 24)) == date(2026, 2, 24)


@pytest.mark.parametrize(
    ("after", "through", "days"),
    [
        (date(2026, 2, 13), date(2026, 2, 13), 0),  # the same Fri
        (date(2026, 2, 13), date(2026, 2, 24), 2),  # make-up Sat and Tue
        (date(2026, 2, 14), date(2026, 2, 23), 0),  # holiday only
        (date(2026, 2, 24), date(2026, 2, 13), 0),  # the wrong way round is nothing, not a debt
        (date(2026, 2, 27), date(2026, 3, 2), 2),  # make-up Sat 02-28 and Mon
    ],
)
def test_working_days_between_leave_out_the_first_day_and_take_in_the_last(after, through, days):
    assert CALENDAR.working_days_between(after, through) == days


def test_open_spans_are_the_office_hours_of_a_worked_day_only():
    zone = ZoneInfo("Asia/Shanghai")
    spans = CALENDAR.open_spans(date(2026, 2, 14), zone)
    assert [f"{opens:%H:%M}–{closes:%H:%M}" for opens, closes in spans] == ["08:30–12:00", "14:30–17:30"]
    assert CALENDAR.open_spans(date(2026, 2, 15), zone) == []


def test_rows_of_the_published_list_become_a_calendar():
    rows = [(date(2026, 1, 1), "元旦", True), (date(2026, 1, 4), "元旦", False)]  # Thu off, Sun worked
    calendar = WorkingCalendar.from_days(iter(rows), [2026], OfficeHours.parse("9:00-17:00"))
    assert not calendar.is_working_day(date(2026, 1, 1))
    assert calendar.is_working_day(date(2026, 1, 4))
    assert not calendar.is_provisional(date(2026, 6, 1))
    assert calendar.office_hours.opens == time(9)


def test_a_day_cannot_be_off_and_worked_at_once():
    with pytest.raises(ValueError, match="2026-02-14"):
        WorkingCalendar({date(2026, 2, 14): "春节"}, {date(2026, 2, 14): "春节"})


@pytest.mark.parametrize("day", [date(1899, 12, 31), date(2201, 1, 1), date.min, date.max])
def test_years_that_can_only_be_a_slip_are_refused(day):
    for question in (PLAIN.kind, PLAIN.is_working_day, PLAIN.next_working_day, PLAIN.last_working_day):
        with pytest.raises(CalendarError, match="1900 年至 2200 年"):
            question(day)
    with pytest.raises(CalendarError):
        PLAIN.working_days_between(date(2026, 1, 1), day)
    with pytest.raises(CalendarError):
        PLAIN.working_days_between(day, date(2026, 1, 1))


@pytest.mark.parametrize("day", [date(1900, 1, 1), date(2200, 12, 31)])
def test_the_outermost_years_can_be_counted_in(day):
    assert PLAIN.is_working_day(day)  # Mon; Wed


def test_a_search_does_not_run_over_the_edge_of_the_calendar():
    closed = WorkingCalendar({date(2200, 12, 31): "年终"})  # Wed
    with pytest.raises(CalendarError):
        closed.next_working_day(date(2200, 12, 31))


@pytest.mark.parametrize("search", ["next_working_day", "last_working_day"])
def test_a_calendar_that_never_opens_is_refused_instead_of_searched_for_ever(search):
    closed = WorkingCalendar({date(2026, 1, 1) + timedelta(days=n): "停业" for n in range(365)})
    with pytest.raises(CalendarError, match="请检查日历"):
        getattr(closed, search)(date(2026, 6, 30))


def test_office_hours_are_read_as_they_are_written():
    assert OfficeHours.parse("08:30-12:00,14:30-17:30") == OfficeHours()
    assert str(OfficeHours()) == "08:30-12:00,14:30-17:30"
    assert OfficeHours.parse(str(OfficeHours())) == OfficeHours()


@pytest.mark.parametrize(
    "text", ["０８：３０－１２：００，１４：３０－１７：３０", "8:30~12:00、14:30–17:30", " 08:30 - 12:00 ； 14:30—17:30 "]
)
def test_office_hours_may_be_typed_with_chinese_signs(text):
    assert OfficeHours.parse(text) == OfficeHours()


@pytest.mark.parametrize(
    "text",
    [
        "", "早上到晚上", "08:30", "08:30-", "-12:00", "08:30-12:00-14:00", "08:30-24:00", "08:60-12:00", "25:00-26:00",
        "08:30:15-12:00", "0830-1200", "12:00-08:30", "08:30-08:30", "08:30-12:00,", "08:30-12:00,11:00-17:30",
        "14:30-17:30,08:30-12:00", "08:30-12:00,12:00-17:30",
    ],
)
def test_office_hours_that_make_no_sense_are_refused(text):
    with pytest.raises(ValueError):
        OfficeHours.parse(text)


@pytest.mark.parametrize(
    "spans", [(), ((time(8), time(8)),), ((time(8, 0, 30), time(12)),), ((time(8, tzinfo=ZoneInfo("UTC")), time(12)),)]
)
def test_office_hours_are_plain_times_to_the_minute(spans):
    with pytest.raises(ValueError):
        OfficeHours(spans)


def test_a_calendar_does_not_change_behind_the_back_of_those_who_count_with_it():
    with pytest.raises(AttributeError):
        CALENDAR.days_off = {}  # type: ignore[misc]
