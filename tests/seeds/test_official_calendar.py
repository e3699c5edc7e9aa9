"""The shipped calendar against the published lists, and the guess for a year to come."""

import os
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from tracker.domain.calendar import CalendarError, WorkingCalendar
from tracker.domain.holiday_year import STATUTORY, parse_holiday_cn
from tracker.domain.refusals import Invalid
from tracker.seeds.official_calendar import FIRST_YEAR, LAST_YEAR, last_announced, official_days, provisional_days

YEARS = range(FIRST_YEAR, LAST_YEAR + 1)
PUBLISHED_YEARS = range(2019, LAST_YEAR + 1)
"The published files that lie beside the project begin with 2019."
ONCE = {2015: "抗战胜利70周年纪念日"}
"Holidays that were given for one year only."
SHARED = Path(os.environ.get("TRACKER_SHARED") or Path(__file__).resolve().parents[2].parent / "shared")
PUBLISHED = SHARED / "data" / "holiday-cn"
needs_published = pytest.mark.skipif(not PUBLISHED.is_dir(), reason="no holiday-cn beside the project (TRACKER_SHARED)")


def shipped() -> WorkingCalendar:
    return WorkingCalendar.from_days((day for year in YEARS for day in official_days(year)), YEARS)


def every_day(first: date, last: date):
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def off_days(year: int) -> list[str]:
    return [f"{day.on:%m-%d}" for day in official_days(year) if day.is_off]


def span(first: str, last: str) -> list[str]:
    return [f"{day:%m-%d}" for day in every_day(*(date.fromisoformat(f"2025-{end}") for end in (first, last)))]


def test_2025_is_as_the_state_council_announced_it():
    assert off_days(2025) == [
        "01-01", *span("01-28", "02-04"), *span("04-04", "04-06"), *span("05-01", "05-05"), *span("05-31", "06-02"),
        *span("10-01", "10-08"),
    ]
    assert [f"{day.on:%m-%d}" for day in official_days(2025) if not day.is_off] == [
        "01-26", "02-08", "04-27", "09-28", "10-11",
    ]


def test_2026_is_as_the_state_council_announced_it():
    assert off_days(2026) == [
        *span("01-01", "01-03"), *span("02-15", "02-23"), *span("04-04", "04-06"), *span("05-01", "05-05"),
        *span("06-19", "06-21"), *span("09-25", "09-27"), *span("10-01", "10-07"),
    ]
    assert [f"{day.on:%m-%d}" for day in official_days(2026) if not day.is_off] == [
        "01-04", "02-14", "02-28", "05-09", "09-20", "10-10",
    ]


@pytest.mark.parametrize(
    ("year", "by_month"),
    [
        (2025, [19, 19, 21, 22, 19, 20, 23, 21, 23, 18, 20, 23]),
        (2026, [21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23]),
    ],
)
def test_working_days_per_month(year, by_month):
    calendar = shipped()
    counted = Counter(
        day.month for day in every_day(date(year, 1, 1), date(year, 12, 31)) if calendar.is_working_day(day)
    )
    assert [counted[month] for month in range(1, 13)] == by_month


@pytest.mark.real
@needs_published
@pytest.mark.parametrize("year", PUBLISHED_YEARS)
def test_every_day_of_a_shipped_year_agrees_with_the_published_list(year):
    calendar = shipped()
    published = {}
    for file in sorted(PUBLISHED.glob("20??.json")):
        text = file.read_text(encoding="utf-8")
        if int(file.stem) <= LAST_YEAR:
            published |= {day.on: day for day in parse_holiday_cn(text, int(file.stem)).days}
    for day in every_day(date(year, 1, 1), date(year, 12, 31)):
        listed = published.get(day)
        off = listed.is_off if listed else day.weekday() >= 5
        assert calendar.is_working_day(day) is not off, day
        if listed and off:
            assert calendar.name(day) in listed.name, day


@pytest.mark.real
@needs_published
def test_a_published_file_that_is_still_empty_is_refused_as_not_announced():
    empty = PUBLISHED / f"{LAST_YEAR + 1}.json"
    if not empty.is_file() or '"days": []' not in empty.read_text(encoding="utf-8"):
        pytest.skip(f"{empty.name} is absent or no longer empty")
    with pytest.raises(Invalid, match="尚未公布"):
        parse_holiday_cn(empty.read_text(encoding="utf-8"))


@pytest.mark.parametrize("year", YEARS)
def test_shipped_days_are_ordered_unique_chinese_and_of_their_year(year):
    days = official_days(year)
    assert [day.on for day in days] == sorted({day.on for day in days})
    assert {day.on.year for day in days} == {year}
    assert {day.name for day in days} <= {*STATUTORY, ONCE.get(year)}
    assert all(day.on.weekday() >= 5 for day in days if not day.is_off)


def test_years_that_were_not_announced_are_never_made_up():
    for year in (2007, last_announced() + 1, 3026):
        with pytest.raises(CalendarError, match="请导入"):
            official_days(year)


def test_a_year_to_come_has_the_statutory_holidays_and_no_makeup_days():
    days = provisional_days(2027)
    assert all(day.is_off for day in days)
    assert [(f"{day.on:%m-%d}", day.name) for day in days] == [
        ("01-01", "元旦"),  # Fri
        ("02-05", "春节"), ("02-06", "春节"), ("02-07", "春节"), ("02-08", "春节"),  # Fri (eve) to Mon
        ("02-09", "春节（补假）"), ("02-10", "春节（补假）"),  # for Sat and Sun
        ("04-05", "清明节"),  # Mon
        ("05-01", "劳动节"), ("05-02", "劳动节"),  # Sat, Sun
        ("05-03", "劳动节（补假）"), ("05-04", "劳动节（补假）"),
        ("06-09", "端午节"), ("09-15", "中秋节"),
        ("10-01", "国庆节"), ("10-02", "国庆节"), ("10-03", "国庆节"),  # Fri to Sun
        ("10-04", "国庆节（补假）"), ("10-05", "国庆节（补假）"),
    ]


@pytest.mark.parametrize("year", range(2027, 2061))
def test_every_guessed_year_has_all_thirteen_statutory_days(year):
    statutory = [day for day in provisional_days(year) if "补假" not in day.name]
    named = Counter(name for day in statutory for name in day.name.split("、"))
    assert named == {"元旦": 1, "春节": 4, "清明节": 1, "劳动节": 2, "端午节": 1, "中秋节": 1, "国庆节": 3}


def test_two_holidays_on_one_day_are_named_both():
    assert dict((day.on, day.name) for day in provisional_days(2028))[date(2028, 10, 3)] == "中秋节、国庆节"  # Tue


def test_the_guess_has_as_many_working_days_as_the_law_leaves():
    """Announced years only move days about: the guess for 2026 has the 248 working days of the real one."""
    guessed = WorkingCalendar.from_days(provisional_days(2026))
    days = list(every_day(date(2026, 1, 1), date(2026, 12, 31)))
    assert sum(map(guessed.is_working_day, days)) == sum(map(shipped().is_working_day, days)) == 248


@pytest.mark.parametrize("year", [2024, 2101, 3026, 0])
def test_years_beyond_the_tables_are_not_guessed(year):
    with pytest.raises(CalendarError, match="2025 年至 2100 年"):
        provisional_days(year)
