"""How a period is called: its kind, its name read again, and what its comparisons are called."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from tracker.domain.periods import FIRST_YEAR, PARTS, Period, month_period, span_period, year_period
from tracker.domain.refusals import Invalid
from tracker.domain.words import N_, Word


class PeriodKind(Word):
    """What a report over such a period is called."""

    MONTH = "month", N_("月报")
    QUARTER = "quarter", N_("季报")
    HALF = "half", N_("半年报")
    YEAR = "year", N_("年报")
    SPAN = "span", N_("统计报告")


class Compared(NamedTuple):
    """What the four columns of a comparison are called (message ids)."""

    before: str
    on_before: str
    year_ago: str
    on_year: str


COMPARED = {
    PeriodKind.MONTH: Compared(N_("上月"), N_("环比"), N_("去年同月"), N_("同比")),
    PeriodKind.QUARTER: Compared(N_("上季度"), N_("环比"), N_("去年同季"), N_("同比")),
    PeriodKind.HALF: Compared(N_("上期"), N_("环比"), N_("去年同期"), N_("同比")),
    PeriodKind.YEAR: Compared(N_("上年"), N_("比上年"), N_("去年同期"), N_("同比")),
    PeriodKind.SPAN: Compared(N_("上期"), N_("环比"), N_("去年同期"), N_("同比")),
}

_DAYS = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})至([0-9]{4}-[0-9]{2}-[0-9]{2})")
_PART = re.compile(r"([0-9]{4})([QH])([1-4])")


def kind_of(period: Period) -> PeriodKind:
    """Whether it is a whole month, quarter, half or year of the calendar, or any other span."""
    name = period.name
    if name == period.month:
        return PeriodKind.MONTH
    if len(name) == 4:
        return PeriodKind.YEAR
    return {"Q": PeriodKind.QUARTER, "H": PeriodKind.HALF}.get(name[4], PeriodKind.SPAN)


def compared_label(key: str, label: str, period: Period) -> str:
    """A column's label (message id): of a comparison as the period's kind calls it, else its own."""
    _counted, dot, which = key.partition(".")
    names = COMPARED[kind_of(period)]
    return getattr(names, which) if dot and which in Compared._fields else label


def names_of(months: Sequence[str]) -> dict[PeriodKind, tuple[str, ...]]:
    """The months' names (YYYY-MM, the newest first), and those of the quarters, halves and years that they lie in."""
    def unique(names: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(names))

    def part(month: str, size: int) -> str:
        return f"{month[:4]}{PARTS[size]}{(int(month[5:]) - 1) // size + 1}"

    return {
        PeriodKind.MONTH: tuple(months), PeriodKind.QUARTER: unique(part(one, 3) for one in months),
        PeriodKind.HALF: unique(part(one, 6) for one in months), PeriodKind.YEAR: unique(one[:4] for one in months),
    }


def words(period: Period) -> tuple[str, dict[str, str]]:
    """The period in words (message id and its data): 2026年10月, 2026年第3季度, 2026年上半年, 2026年, 2026年1月1日至3月15日."""
    first, last, kind = period.first_day, period.last_day, kind_of(period)
    data = {"year": str(first.year)}
    if kind is PeriodKind.YEAR:
        return N_("%(year)s年"), data
    if kind is PeriodKind.MONTH:
        return N_("%(year)s年%(month)s月"), data | {"month": str(first.month)}
    if kind is PeriodKind.QUARTER:
        return N_("%(year)s年第%(quarter)s季度"), data | {"quarter": period.name[-1]}
    if kind is PeriodKind.HALF:
        return (N_("%(year)s年上半年") if first.month == 1 else N_("%(year)s年下半年")), data
    data |= {"month": str(first.month), "day": str(first.day), "last_month": str(last.month), "last_day": str(last.day)}
    if last.year == first.year:
        return N_("%(year)s年%(month)s月%(day)s日至%(last_month)s月%(last_day)s日"), data
    return (
        N_("%(year)s年%(month)s月%(day)s日至%(last_year)s年%(last_month)s月%(last_day)s日"),
        data | {"last_year": str(last.year)})


def written(period: Period) -> str:
    """The period in Chinese, for paper."""
    message, data = words(period)
    return message % data


def _month_start(year: int, month: int) -> date:
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)


def _part(year: int, months: int, number: int, now: datetime) -> Period:
    start, after = (_month_start(year, months * count + 1) for count in (number - 1, number))
    return span_period(start, date.fromordinal(after.toordinal() - 1), now)


def _is_year(text: str) -> bool:
    return FIRST_YEAR <= int(text) < date.max.year


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = date.min
    if not FIRST_YEAR <= day.year < date.max.year:
        raise Invalid(N_("“%(day)s”不是日期。请写成“年-月-日”，例如 2026-10-31。"), field="period", day=text)
    return day


def read_period(text: str, now: datetime) -> Period:
    """The reverse of Period.name; refuses what is no period, and one that has not begun at `now`."""
    text = text.strip()
    if found := _DAYS.fullmatch(text):
        return span_period(_day(found[1]), _day(found[2]), now)
    if re.fullmatch("[0-9]{4}", text) and _is_year(text):
        return year_period(int(text), now)
    found = _PART.fullmatch(text)
    months = next((months for months, letter in PARTS.items() if found and letter == found[2]), 12)
    if found and _is_year(found[1]) and int(found[3]) <= 12 // months:
        return _part(int(found[1]), months, int(found[3]), now)
    return month_period(text, now)
