"""Reading one published year of holidays and make-up days (holiday-cn's JSON). What a day means: calendar.py."""

import json
import re
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from tracker.domain.calendar import FIRST_YEAR, LAST_YEAR
from tracker.domain.refusals import Invalid
from tracker.domain.words import N_

LONGEST_TEXT = 200_000
"Characters; a published year has about five thousand."
LONGEST_NAME = 40
STATUTORY = ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")
"Holidays of the whole people since 2008: a list that lacks one of them is not the whole list."


class SpecialDay(NamedTuple):
    """A day that differs from the plain week: a holiday, or a weekend day that is worked (调休)."""

    on: date
    name: str
    is_off: bool


@dataclass(frozen=True)
class CalendarYear:
    """One announced year. Its days may begin in the December before (2022-12-31 stands in 2023's list)."""

    year: int
    days: tuple[SpecialDay, ...]
    papers: tuple[str, ...] = ()


def _refusal(message: str, **params: Any) -> Invalid:
    return Invalid(message, field="file", **params)


def _decoded(text: str) -> dict[str, Any]:
    if len(text) > LONGEST_TEXT:
        raise _refusal(N_("文件过大，不是一年的放假安排。"))
    try:
        found = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        raise _refusal(N_("文件不是 JSON，请使用 holiday-cn 格式的放假安排文件。")) from None
    if not isinstance(found, dict):
        raise _refusal(N_("文件里没有放假安排，应有 year 和 days 两项。"))
    return found


def _year(found: dict[str, Any], expected: int | None) -> int:
    year = found.get("year")
    if type(year) is not int or not FIRST_YEAR <= year <= LAST_YEAR:
        raise _refusal(N_("文件中的年份 year 缺失或不对，应为四位数的年份。"))
    if expected is not None and year != expected:
        raise _refusal(N_("文件是 %(year)d 年的放假安排，要导入的是 %(expected)d 年。"), year=year, expected=expected)
    return year


def _date(text: Any, place: int) -> date:
    try:
        if isinstance(text, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return date.fromisoformat(text)
    except ValueError:
        pass  # a date such as 2026-02-30 is refused like any other text
    raise _refusal(N_("第 %(place)d 天的日期 date 不对，应形如 2026-02-14。"), place=place)


def _day(found: Any, place: int) -> SpecialDay:
    if not isinstance(found, dict):
        raise _refusal(N_("第 %(place)d 天不对，应有 name、date、isOffDay 三项。"), place=place)
    name = found.get("name")
    if not isinstance(name, str) or not name.strip() or len(name.strip()) > LONGEST_NAME:
        raise _refusal(N_("第 %(place)d 天的名称 name 缺失或过长。"), place=place)
    if type(found.get("isOffDay")) is not bool:
        raise _refusal(N_("第 %(place)d 天的 isOffDay 应为 true（放假）或 false（上班）。"), place=place)
    return SpecialDay(_date(found.get("date"), place), name.strip(), found["isOffDay"])


def _days(found: dict[str, Any], year: int) -> tuple[SpecialDay, ...]:
    listed = found.get("days")
    if not isinstance(listed, list):
        raise _refusal(N_("文件里没有放假安排，应有 year 和 days 两项。"))
    if not listed:
        raise _refusal(N_("%(year)d 年的放假安排尚未公布（日期列表为空），公布后再导入。"), year=year)
    days = [_day(one, place) for place, one in enumerate(listed, 1)]
    seen: set[date] = set()
    for day in days:
        if not date(year - 1, 12, 1) <= day.on <= date(year + 1, 1, 31):
            raise _refusal(N_("%(day)s 不属于 %(year)d 年的放假安排。"), day=day.on.isoformat(), year=year)
        if day.on in seen:
            raise _refusal(N_("%(day)s 在文件中出现了两次。"), day=day.on.isoformat())
        seen.add(day.on)
    return tuple(sorted(days))


def _require_whole(year: int, days: tuple[SpecialDay, ...]) -> None:
    """A truncated list would be counted in silence, so a holiday that is missing is asked for."""
    names = " ".join(day.name for day in days if day.is_off)
    missing = [name for name in STATUTORY if name not in names]
    if year >= 2008 and missing:
        raise _refusal(N_("%(year)d 年的放假安排不完整，没有%(missing)s。"), year=year, missing="、".join(missing))


def parse_holiday_cn(text: str, expected: int | None = None) -> CalendarYear:
    """The published year in `text`, days in order; `expected` is the year asked for. Raises Invalid otherwise."""
    found = _decoded(text)
    year = _year(found, expected)
    days = _days(found, year)
    _require_whole(year, days)
    papers = found.get("papers", [])
    if not isinstance(papers, list) or not all(isinstance(paper, str) for paper in papers):
        raise _refusal(N_("文件的 papers 应为公布文件的网址列表。"))
    return CalendarYear(year, days, tuple(papers))
