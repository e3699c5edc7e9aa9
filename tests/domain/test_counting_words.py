"""How a count is told: sentences that can be checked against a wall calendar."""

import re
from pathlib import Path

import pytest

from tests.factories.calendars import (
    CALENDAR,
    WITH_2027,
    at,
    natural_days,
    natural_hours,
    working_days,
    working_hours,
)
from tracker.domain import counting_words
from tracker.domain.deadlines import Due, day_words, due, explain
from tracker.domain.words import DayEnd


def told(found: Due) -> list[str]:
    return [message % params for message, params in explain(found)]


def reasons(found: Due) -> list[str]:
    return [message % params for message, params in map(day_words, found.lines)]


def test_working_days_over_the_spring_festival():
    assert told(due(at("2026-02-13 10:00"), working_days(10), CALENDAR)) == [
        "自 2026-02-13 10:00 起算，当日（周五）不计，其后第一个工作日为第 1 日，共计 10 个工作日，含末日。",
        "春节放假不计：02-15～02-23，共 9 天。",
        "周末不计：03-01，共 1 天。",
        "02-14（周六）因春节调休上班，计入。",
        "02-28（周六）因春节调休上班，计入。",
        "到期日 2026-03-05（周四），当日 17:30 下班时截止。",
    ]


def test_plain_weekends_are_named_by_their_dates():
    assert told(due(at("2026-03-09 10:00"), working_days(15), CALENDAR, DayEnd.MIDNIGHT))[1:] == [
        "周末不计：03-14～03-15、03-21～03-22、03-28～03-29，共 6 天。",
        "到期日 2026-03-30（周一），当日 24:00 截止。",
    ]


def test_many_weekends_are_summed_up_and_holidays_of_one_name_listed_apart():
    sentences = told(due(at("2025-12-31 10:00"), working_days(260), CALENDAR))
    weekends = next(one for one in sentences if one.startswith("周末"))
    assert weekends.count("、") == 5 and "…" in weekends
    assert any(one.startswith("元旦放假不计：2026-01-01～2026-01-03，共 3 天") for one in sentences)


def test_holidays_of_two_years_with_one_name_are_two_runs():
    sentences = told(due(at("2024-12-31 10:00"), working_days(260), CALENDAR))
    assert "元旦放假不计：2025-01-01、2026-01-01～2026-01-03，共 4 天。" in sentences


def test_natural_days_that_roll():
    assert told(due(at("2026-02-10 10:00"), natural_days(7), CALENDAR)) == [
        "自 2026-02-10 10:00 起算，当日（周二）不计，次日为第 1 日，节假日照计，共计 7 日，含末日。",
        "第 7 日 2026-02-17 不上班，顺延到其后第一个工作日。",
        "到期日 2026-02-24（周二），当日 17:30 下班时截止。",
    ]


def test_natural_days_that_end_on_a_working_day_do_not_speak_of_rolling():
    assert len(explain(due(at("2026-03-02 10:00"), natural_days(3), CALENDAR))) == 2


def test_working_hours_over_a_weekend():
    assert told(due(at("2026-03-06 17:00"), working_hours(1), CALENDAR)) == [
        "自 2026-03-06 17:00（周五）起，只计工作日的办公时间，共计 1 小时。",
        "周末不计：03-07～03-08，共 2 天。",
        "到 2026-03-09（周一）09:00 计满。",
    ]


def test_working_hours_received_on_a_day_off_name_that_day_too():
    assert told(due(at("2026-02-23 10:00"), working_hours(1), CALENDAR))[1] == "春节放假不计：02-23，共 1 天。"  # Mon


def test_a_makeup_day_received_after_hours_is_not_said_to_count():
    sentences = told(due(at("2026-02-14 18:00"), working_hours(1), CALENDAR))  # make-up Sat
    assert not any("计入" in one for one in sentences)


def test_natural_hours():
    assert told(due(at("2026-03-06 17:00"), natural_hours(24), CALENDAR)) == [
        "自 2026-03-06 17:00（周五）起连续计算，昼夜和节假日都计，共计 24 小时。",
        "到 2026-03-07（周六）17:00 计满。",
    ]


def test_a_year_not_announced_is_said_last():
    assert told(due(at("2026-12-30 10:00"), working_days(5), WITH_2027))[-1] == (
        "2027 年的放假安排尚未公布或导入，暂按周末和法定节日计算，导入后将重新计算。"
    )


@pytest.mark.parametrize(
    ("start", "limit", "expected"),
    [
        ("2026-02-27 10:00", working_days(2), ["起算当日，不计", "春节调休，上班", "周末", "工作日"]),  # Fri to Mon
        ("2026-09-30 10:00", natural_days(2), [  # Wed; Fri is off, so are the days to 10-07
            "起算当日，不计", *["国庆节放假"] * 7, "末日不上班，顺延至此日",
        ]),
        ("2026-03-06 17:00", working_hours(1), ["计 30 分钟", "周末", "周末", "计 30 分钟"]),  # Fri to Mon
        ("2026-03-02 18:00", working_hours(1), ["当日办公时间已过，不计", "计 60 分钟"]),
        ("2026-03-07 10:00", working_hours(1), ["周末", "周末", "计 60 分钟"]),  # Sat
        ("2026-03-06 23:00", natural_hours(2), ["计 60 分钟", "计 60 分钟"]),
    ],
)
def test_every_line_says_why_it_counts_or_not(start, limit, expected):
    assert reasons(due(at(start), limit, CALENDAR)) == expected


def test_what_is_told_does_not_change_by_being_stored():
    found = due(at("2026-02-13 16:00"), working_hours(10), CALENDAR)
    read = Due.from_json(found.to_json())
    assert told(read) == told(found)
    assert reasons(read) == reasons(found)


def test_every_sentence_is_marked_for_the_translators():
    source = Path(counting_words.__file__).read_text(encoding="utf-8")
    code = re.sub(r'"""[\s\S]*?"""', "", source)
    assert not re.findall(r'(?<!N_\()"[^"\n]*[\u4e00-\u9fff]{2}[^"\n]*"', code)
