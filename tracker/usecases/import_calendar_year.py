"""A year that was announced: its days replace the provisional ones, and open orders are counted again."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from tracker.domain.calendar_changes import DayChange, changes
from tracker.domain.holiday_year import CalendarYear, SpecialDay
from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.refusals import Invalid
from tracker.domain.words import N_
from tracker.store import calendars
from tracker.store.db import transaction
from tracker.store.story import journal
from tracker.usecases.recount_due_moments import Recount, recount_due_moments

SOURCE_MAX = 200


def told(day: SpecialDay | None) -> list[Any] | None:
    """A day as the journal keeps it."""
    return [day.name, "off" if day.is_off else "work"] if day else None


def write_changes(found: Sequence[DayChange]) -> None:
    """Write changed days; call inside a transaction."""
    calendars.clear(change.on for change in found if change.after is None)
    calendars.put(change.after for change in found if change.after is not None)


def import_calendar_year(announced: CalendarYear, *, by: Actor, now: datetime) -> Recount:
    """Take over the year's days, mark it official and recount; the same file again changes nothing but the mark."""
    require(by, Permission.EDIT_LIMITS)
    year = announced.year
    with transaction():
        have = {**calendars.days_of(year - 1), **calendars.days_of(year), **calendars.days_of(year + 1)}
        found = changes(have, announced)
        write_changes(found)
        calendars.mark_year(year, True, "、".join(announced.papers) or "导入的放假安排文件", now)
        recount = recount_due_moments(by=by, now=now, why=f"导入了国务院公布的 {year} 年放假安排")
        journal(
            "calendar.imported", str(year), by, now, papers=list(announced.papers), orders=recount.orders,
            changes=[[change.on.isoformat(), told(change.before), told(change.after)] for change in found],
        )
    return recount


def declare_calendar_year(year: int, *, source: str, by: Actor, now: datetime) -> Recount:
    """Say that the year's days, entered one by one, are the announced ones; its counts are provisional no longer."""
    require(by, Permission.EDIT_LIMITS)
    if not source.strip() or len(source.strip()) > SOURCE_MAX:
        raise Invalid(N_("请写明公布文件的名称或文号，最多 %(most)d 个字。"), field="source", most=SOURCE_MAX)
    with transaction():
        if not calendars.days_of(year):
            raise Invalid(N_("%(year)d 年还没有任何放假或调休的日子，请先逐日录入或导入。"), year=year)
        calendars.mark_year(year, True, source.strip(), now)
        recount = recount_due_moments(by=by, now=now, why=f"{year} 年放假安排已核对为国务院公布的安排")
        journal("calendar.declared", str(year), by, now, source=source.strip(), orders=recount.orders)
    return recount
