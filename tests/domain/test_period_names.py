"""What a period is called, and its name read again."""

from datetime import date, datetime

import pytest

from tracker.clock import LOCAL
from tracker.domain.period_names import PeriodKind, compared_label, kind_of, read_period, written
from tracker.domain.periods import before, months_back
from tracker.domain.refusals import Invalid

NOW = datetime(2026, 11, 5, 9, 0, tzinfo=LOCAL)


@pytest.mark.parametrize(("name", "kind", "words", "first", "last"), [
    ("2026-10", PeriodKind.MONTH, "2026年10月", date(2026, 10, 1), date(2026, 10, 31)),
    ("2026Q3", PeriodKind.QUARTER, "2026年第3季度", date(2026, 7, 1), date(2026, 9, 30)),
    ("2025Q4", PeriodKind.QUARTER, "2025年第4季度", date(2025, 10, 1), date(2025, 12, 31)),
    ("2026H1", PeriodKind.HALF, "2026年上半年", date(2026, 1, 1), date(2026, 6, 30)),
    ("2025H2", PeriodKind.HALF, "2025年下半年", date(2025, 7, 1), date(2025, 12, 31)),
    ("2024", PeriodKind.YEAR, "2024年", date(2024, 1, 1), date(2024, 12, 31)),
    ("2026-01-01至2026-03-15", PeriodKind.SPAN, "2026年1月1日至3月15日", date(2026, 1, 1), date(2026, 3, 15)),
    ("2025-12-01至2026-01-31", PeriodKind.SPAN, "2025年12月1日至2026年1月31日", date(2025, 12, 1), date(2026, 1, 31)),
])
def test_a_name_says_the_period_and_is_read_again(
    name: str, kind: PeriodKind, words: str, first: date, last: date
) -> None:
    period = read_period(name, NOW)

    assert (period.first_day, period.last_day) == (first, last)
    assert (period.name, kind_of(period), written(period)) == (name, kind, words)


def test_days_that_make_a_month_are_the_month() -> None:
    assert read_period("2026-10-01至2026-10-31", NOW).name == "2026-10"
    assert read_period("2026-01-01至2026-06-30", NOW).name == "2026H1"
    assert read_period("2026-02-01至2026-04-30", NOW).name == "2026-02-01至2026-04-30"  # no quarter of the calendar


@pytest.mark.parametrize(("name", "words"), [
    ("2026Q5", "不是月份"), ("2026H3", "不是月份"), ("26", "不是月份"), ("1200", "不是月份"), ("9999", "不是月份"),
    ("2026-02-30至2026-03-01", "不是日期"), ("1899-01-01至2026-03-01", "不是日期"), ("2026-03-02至2026-03-01", "早于"),
    ("2027", "还没有到"), ("2027Q1", "还没有到"), ("", "不是月份"),
])
def test_what_is_no_period_is_refused_in_words(name: str, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        read_period(name, NOW)


def test_the_trend_of_a_running_year_ends_with_the_month_that_runs() -> None:
    assert [month.name for month in months_back(read_period("2026", NOW), 3)] == ["2026-09", "2026-10", "2026-11"]
    assert [month.name for month in months_back(read_period("2025", NOW), 2)] == ["2025-11", "2025-12"]


def test_a_quarter_and_a_half_are_compared_with_the_one_before() -> None:
    assert before(read_period("2026Q1", NOW)).name == "2025Q4"
    assert before(read_period("2026H2", NOW)).name == "2026H1"
    assert before(read_period("2024", NOW)).name == "2023"


@pytest.mark.parametrize(("name", "labels"), [
    ("2026-10", ("上月", "环比", "去年同月", "同比")), ("2026Q3", ("上季度", "环比", "去年同季", "同比")),
    ("2024", ("上年", "比上年", "去年同期", "同比")), ("2026-01-01至2026-03-15", ("上期", "环比", "去年同期", "同比")),
])
def test_comparisons_are_called_as_the_period_has_it(name: str, labels: tuple[str, ...]) -> None:
    keys = ("received.before", "received.on_before", "received.year_ago", "received.on_year")

    assert tuple(compared_label(key, "", read_period(name, NOW)) for key in keys) == labels
    assert compared_label("received", "受理量", read_period(name, NOW)) == "受理量"
