"""The calendar tables: the days of a year, and writing them. What they mean together is read in store.tables."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import select

from tracker.domain.holiday_year import SpecialDay
from tracker.store.db import db
from tracker.store.models import CalendarDay, CalendarYear


def days_of(year: int) -> dict[date, SpecialDay]:
    """Date → day of every special day dated in the year, in order."""
    inside = CalendarDay.on.between(date(year, 1, 1), date(year, 12, 31))
    found = db.session.scalars(select(CalendarDay).where(inside).order_by(CalendarDay.on))
    return {row.on: SpecialDay(row.on, row.name, row.is_off) for row in found}


def put(days: Iterable[SpecialDay]) -> None:
    """Write days over what stood on their dates."""
    for day in days:
        db.session.merge(CalendarDay(on=day.on, name=day.name, is_off=day.is_off))
    db.session.flush()


def clear(days: Iterable[date]) -> None:
    """Make days plain again."""
    for on in days:
        row = db.session.get(CalendarDay, on)
        if row is not None:
            db.session.delete(row)
    db.session.flush()


def mark_year(year: int, is_official: bool, source: str, now: datetime) -> None:
    """Say whether the year was announced and where its days are from."""
    db.session.merge(CalendarYear(year=year, is_official=is_official, source=source[:400], updated_at=now))
    db.session.flush()
