"""One day of the calendar: off, worked or plain; open orders are counted again."""

from datetime import date, datetime
from enum import Enum

from tracker.domain.calendar_changes import DayChange
from tracker.domain.holiday_year import LONGEST_NAME, SpecialDay
from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.refusals import Invalid
from tracker.domain.words import N_
from tracker.store import calendars
from tracker.store.db import transaction
from tracker.store.story import journal
from tracker.usecases.import_calendar_year import told, write_changes
from tracker.usecases.recount_due_moments import Recount, recount_due_moments


class DaySetting(Enum):
    """What a day can be set to."""

    OFF = "off"
    WORK = "work"
    PLAIN = "plain"


WORDS = {DaySetting.OFF: "放假", DaySetting.WORK: "调休上班", DaySetting.PLAIN: "平常"}


def _wanted(on: date, setting: DaySetting, name: str) -> SpecialDay | None:
    if setting is DaySetting.PLAIN:
        return None
    if setting is DaySetting.WORK and on.weekday() < 5:
        raise Invalid(N_("周一至周五本来就上班，请选“平常”。"), field="setting")
    if not name.strip() or len(name.strip()) > LONGEST_NAME:
        raise Invalid(N_("请填写节日名称，例如春节，最多 %(most)d 个字。"), field="name", most=LONGEST_NAME)
    return SpecialDay(on, name.strip(), setting is DaySetting.OFF)


def set_calendar_day(on: date, setting: DaySetting, *, name: str = "", by: Actor, now: datetime) -> Recount:
    """Set the day and recount; refuses a day that already is so."""
    require(by, Permission.EDIT_LIMITS)
    wanted = _wanted(on, setting, name)
    with transaction():
        before = calendars.days_of(on.year).get(on)
        if before == wanted:
            raise Invalid(N_("%(day)s 已经是这样，没有改动。"), field="setting", day=on.isoformat())
        write_changes([DayChange(on, before, wanted)])
        what = f"{WORDS[setting]}（{name.strip()}）" if wanted else WORDS[setting]
        recount = recount_due_moments(by=by, now=now, why=f"{on.isoformat()} 改为{what}")
        journal(
            "calendar.day_set", on.isoformat(), by, now, before=told(before), after=told(wanted),
            orders=recount.orders,
        )
    return recount
