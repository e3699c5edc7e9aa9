"""A year of the working calendar by month, and the preview of an import: what changes, and whose deadlines move."""

from calendar import Calendar
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import func, select

from tracker import clock
from tracker.domain.calendar import DayKind, WorkingCalendar
from tracker.domain.calendar_changes import DayChange, changes
from tracker.domain.holiday_year import CalendarYear as AnnouncedYear
from tracker.domain.holiday_year import SpecialDay
from tracker.domain.refusals import NotFound
from tracker.domain.words import N_
from tracker.store import calendars, recounts, tables
from tracker.store.db import db
from tracker.store.models import CalendarDay, CalendarYear, Promise


@dataclass(frozen=True)
class DayCell:
    """One date of a month's table."""

    on: date
    kind: DayKind
    name: str
    is_today: bool


@dataclass(frozen=True)
class Month:
    """A month's weeks from Monday on; None pads the first and last."""

    number: int
    weeks: tuple[tuple[DayCell | None, ...], ...]
    working_days: int


@dataclass(frozen=True)
class CalendarPage:
    """A year; `source` is where its days are from. Without a row the year is not known at all."""

    year: int
    years: tuple[int, ...]
    is_official: bool
    source: str
    updated_at: datetime | None
    months: tuple[Month, ...]
    working_days: int


def _calendar(now: datetime) -> WorkingCalendar:
    return tables.working_calendar(tables.settings_on(now.astimezone(clock.LOCAL).date()))


def _month(calendar: WorkingCalendar, year: int, number: int, today: date) -> Month:
    def cell(on: date) -> DayCell | None:
        if on.month != number:
            return None
        return DayCell(on, calendar.kind(on), calendar.name(on), on == today)

    weeks = tuple(tuple(cell(on) for on in week) for week in Calendar().monthdatescalendar(year, number))
    days = [day for week in weeks for day in week if day is not None]
    return Month(number, weeks, sum(calendar.is_working_day(day.on) for day in days))


def known_years() -> tuple[int, ...]:
    """The years that the calendar has rows for."""
    return tuple(db.session.scalars(select(CalendarYear.year).order_by(CalendarYear.year)))


def calendar_page(year: int, now: datetime) -> CalendarPage:
    """The year's twelve months; raises NotFound for a year beyond the known ones."""
    years = known_years()
    if year not in years:
        raise NotFound(N_("工作日历中没有 %(year)d 年，可以导入该年的放假安排。"), year=year)
    calendar, today = _calendar(now), now.astimezone(clock.LOCAL).date()
    row = db.session.get(CalendarYear, year)
    assert row is not None
    months = tuple(_month(calendar, year, number, today) for number in range(1, 13))
    return CalendarPage(
        year, years, row.is_official, row.source, row.updated_at, months, sum(month.working_days for month in months)
    )


def special_day(on: date) -> SpecialDay | None:
    """What the table says of a date; None is a plain day."""
    row = db.session.get(CalendarDay, on)
    return SpecialDay(row.on, row.name, row.is_off) if row else None


@dataclass(frozen=True)
class ImportPreview:
    """What an import would do: dates that change, open orders counted again, and how many of them would move."""

    year: int
    was_official: bool
    changes: tuple[DayChange, ...]
    open_orders: int
    moved_orders: int


def import_preview(announced: AnnouncedYear, now: datetime) -> ImportPreview:
    """Count without writing anything."""
    year = announced.year
    have = {**calendars.days_of(year - 1), **calendars.days_of(year), **calendars.days_of(year + 1)}
    found = changes(have, announced)
    now_calendar = _calendar(now)
    gone = {change.on for change in found}
    new = [change.after for change in found if change.after is not None]
    then = replace(
        now_calendar,
        days_off={on: name for on, name in now_calendar.days_off.items() if on not in gone}
        | {day.on: day.name for day in new if day.is_off},
        makeup_days={on: name for on, name in now_calendar.makeup_days.items() if on not in gone}
        | {day.on: day.name for day in new if not day.is_off},
        official_years=now_calendar.official_years | {year},
    )
    counted = recounts.recounted(then)
    return ImportPreview(
        year, year in now_calendar.official_years, tuple(found),
        len({one.order.id for one in counted}), len({one.order.id for one in counted if one.is_moved}),
    )


def provisional_order_count() -> int:
    """Open orders with a deadline that runs over a year not yet announced."""
    return db.session.scalar(
        select(func.count(func.distinct(Promise.order_id)))
        .where(Promise.is_provisional, Promise.kept_at.is_(None), Promise.superseded_at.is_(None))
    ) or 0
