"""What an imported year changes in the calendar. How a published year is read is decided in holiday_year.py."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tracker.domain.holiday_year import CalendarYear, SpecialDay

NEW_YEAR = "元旦"


@dataclass(frozen=True)
class DayChange:
    """One date that reads differently afterwards; None is a plain day."""

    on: date
    before: SpecialDay | None
    after: SpecialDay | None


def _stays(day: SpecialDay, new: CalendarYear) -> bool:
    """Days before New Year's Day belong to the next year's notice (2022-12-31 stands in 2023's list)."""
    return day.on.month == 12 and day.name == NEW_YEAR and day.on.year == new.year


def changes(have: Mapping[date, SpecialDay], new: CalendarYear) -> list[DayChange]:
    """Dates that the published year changes, in order; `have` are the special days around the year."""
    after = {day.on: day for day in new.days}
    gone = {on for on, day in have.items() if on.year == new.year and on not in after and not _stays(day, new)}
    found = [DayChange(on, have.get(on), day) for on, day in after.items() if have.get(on) != day]
    found += [DayChange(on, have[on], None) for on in gone]
    return sorted(found, key=lambda change: change.on)
