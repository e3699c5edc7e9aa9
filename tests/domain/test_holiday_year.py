"""Reading a published year: what is taken, and what is refused with words."""

import json
from datetime import date

import pytest

from tracker.domain.holiday_year import LONGEST_TEXT, SpecialDay, parse_holiday_cn
from tracker.domain.refusals import Invalid

PAPER = "https://www.example.gov.cn/notice.htm"


def entry(on: str, name: str, is_off: bool = True) -> dict:
    return {"name": name, "date": on, "isOffDay": is_off}


def year_2027(**changes) -> dict:
    days = [
        entry("2027-01-01", "元旦"), entry("2027-02-05", "春节"), entry("2027-02-06", "春节"),
        entry("2027-02-20", "春节", is_off=False), entry("2027-04-05", "清明节"), entry("2027-05-01", "劳动节"),
        entry("2027-06-09", "端午节"), entry("2027-09-15", "中秋节"), entry("2027-10-01", "国庆节"),
    ]
    return {"$schema": "…", "year": 2027, "papers": [PAPER], "days": days} | changes


def text(found) -> str:
    return json.dumps(found, ensure_ascii=False)


def with_day(**changes) -> dict:
    """The year with its third day spoilt."""
    found = year_2027()
    found["days"][2] |= changes
    return found


def test_a_published_year_is_read_with_its_days_in_order_and_its_papers():
    found = year_2027()
    found["days"].reverse()
    read = parse_holiday_cn(text(found), expected=2027)
    assert (read.year, read.papers, len(read.days)) == (2027, (PAPER,), 9)
    assert read.days[0] == SpecialDay(date(2027, 1, 1), "元旦", True)
    assert read.days[3] == SpecialDay(date(2027, 2, 20), "春节", False)  # a make-up Sat


def test_a_byte_order_mark_and_missing_papers_do_not_matter():
    found = year_2027()
    del found["papers"]
    assert parse_holiday_cn("\ufeff" + text(found)).papers == ()


def test_a_year_may_begin_in_the_december_before_it():
    found = year_2027()
    found["days"].append(entry("2026-12-31", "元旦"))
    assert parse_holiday_cn(text(found)).days[0].on == date(2026, 12, 31)


def test_two_holidays_in_one_name_are_both_there():
    found = year_2027()
    found["days"] = [day for day in found["days"] if day["name"] not in ("中秋节", "国庆节")]
    found["days"].append(entry("2027-10-01", "国庆节、中秋节"))
    assert len(parse_holiday_cn(text(found)).days) == 8


def refusal_of(written: str, expected: int | None = None) -> str:
    with pytest.raises(Invalid) as refused:
        parse_holiday_cn(written, expected)
    assert refused.value.field == "file"
    return str(refused.value)


@pytest.mark.parametrize(
    "written", ["", "   ", "元旦放假", "<html></html>", text(year_2027())[:-20], "[" * 50_000, "9" * 5000, "{'year': 2027}"]
)
def test_what_is_not_json_is_refused(written):
    assert "不是 JSON" in refusal_of(written)


@pytest.mark.parametrize("found", [None, 2027, "2027", [], [year_2027()]])
def test_json_of_another_shape_is_refused(found):
    assert "没有放假安排" in refusal_of(text(found))


@pytest.mark.parametrize("days", [None, {}, "2027-01-01", 3])
def test_days_that_are_no_list_are_refused(days):
    assert "没有放假安排" in refusal_of(text(year_2027(days=days)))


def test_an_empty_list_says_that_the_year_is_not_announced_yet():
    assert "2027 年的放假安排尚未公布" in refusal_of(text(year_2027(days=[])))


@pytest.mark.parametrize("year", [None, "2027", 2027.0, True, 27, 1899, 2201, 3026])
def test_a_year_that_is_none_is_refused(year):
    assert "年份 year" in refusal_of(text(year_2027(year=year)))


def test_another_year_than_the_one_asked_for_is_refused():
    assert refusal_of(text(year_2027()), expected=2028) == "文件是 2027 年的放假安排，要导入的是 2028 年。"


@pytest.mark.parametrize("on", ["2026-11-30", "2028-02-01", "2025-01-01", "2072-01-01"])
def test_a_day_of_another_year_is_refused(on):
    assert f"{on} 不属于 2027 年" in refusal_of(text(with_day(date=on)))


@pytest.mark.parametrize("on", ["2026-12-01", "2028-01-31"])
def test_the_outermost_days_of_a_list_are_taken(on):
    assert on in [day.on.isoformat() for day in parse_holiday_cn(text(with_day(date=on))).days]


@pytest.mark.parametrize(
    "on", [None, 20270206, "", "2027-2-6", "20270206", "2027-02-30", "2027-W05-6", "２０２７-02-06", "初一"]
)
def test_a_date_in_another_shape_is_refused_by_its_place(on):
    assert "第 3 天的日期" in refusal_of(text(with_day(date=on)))


def test_a_day_that_occurs_twice_is_refused():
    assert "2027-02-05 在文件中出现了两次" in refusal_of(text(with_day(date="2027-02-05")))
    assert "两次" in refusal_of(text(with_day(date="2027-02-05", isOffDay=False)))


@pytest.mark.parametrize("name", [None, "", "  ", 5, "节" * 41])
def test_a_day_without_a_name_is_refused(name):
    assert "第 3 天的名称" in refusal_of(text(with_day(name=name)))


@pytest.mark.parametrize("is_off", [None, 0, 1, "true", "false"])
def test_off_or_worked_is_never_guessed(is_off):
    assert "第 3 天的 isOffDay" in refusal_of(text(with_day(isOffDay=is_off)))


@pytest.mark.parametrize("day", [None, "2027-02-06", [], 3])
def test_a_day_of_another_shape_is_refused(day):
    found = year_2027()
    found["days"][2] = day
    assert "第 3 天不对" in refusal_of(text(found))


@pytest.mark.parametrize("papers", ["https://www.example.gov.cn", [1], {}, None])
def test_papers_are_a_list_of_addresses(papers):
    assert "papers" in refusal_of(text(year_2027(papers=papers)))


def test_a_list_that_lacks_a_holiday_is_refused_as_incomplete():
    found = year_2027()
    found["days"] = found["days"][:-2]
    assert refusal_of(text(found)) == "2027 年的放假安排不完整，没有中秋节、国庆节。"


def test_a_holiday_that_is_only_worked_for_does_not_count_as_there():
    found = year_2027()
    found["days"][-1]["isOffDay"] = False
    assert "没有国庆节" in refusal_of(text(found))


def test_a_file_of_megabytes_is_refused_before_it_is_read():
    assert "文件过大" in refusal_of(" " * (LONGEST_TEXT + 1))
