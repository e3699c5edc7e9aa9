"""The rules that are data, read for the domain: settings in force, limit rows, the working calendar, code names."""

from datetime import date, datetime

from sqlalchemy import select

from tracker.domain import settings
from tracker.domain.calendar import WorkingCalendar
from tracker.domain.deadlines import LOCAL, Limit
from tracker.domain.limits import LimitRow
from tracker.domain.settings import Settings
from tracker.domain.words import CodeTable, Unit
from tracker.store.db import db
from tracker.store.models import CalendarDay, CalendarYear, CodeItem, LimitRule, SettingRow


def settings_on(day: date) -> Settings:
    """The settings in force on `day` (local date)."""
    rows = db.session.execute(
        select(SettingRow.key, SettingRow.value)
        .where(SettingRow.effective_from <= day)
        .order_by(SettingRow.effective_from)
    )
    return settings.in_force({key: value for key, value in rows})


def _limit(amount: int | None, unit: Unit | None) -> Limit | None:
    return Limit(amount, unit) if amount and unit else None


def limit_row(rule: LimitRule) -> LimitRow:
    """The stored rule as the domain knows it."""
    return LimitRow(
        id=rule.id,
        request_type=rule.request_type,
        order_class=rule.order_class,
        urgency=rule.urgency,
        sign=_limit(rule.sign_amount, rule.sign_unit),
        contact=_limit(rule.contact_amount, rule.contact_unit),
        reply=Limit(rule.reply_amount, rule.reply_unit),
        callback=_limit(rule.callback_amount, rule.callback_unit),
        legal_basis=rule.legal_basis,
        effective_from=rule.effective_from,
        effective_to=rule.effective_to,
        preset=rule.preset,
    )


def limit_rows() -> list[LimitRow]:
    """The whole limit table, past and coming rows included."""
    return [limit_row(rule) for rule in db.session.scalars(select(LimitRule).order_by(LimitRule.id))]


def working_calendar(in_force: Settings) -> WorkingCalendar:
    """The calendar as the tables know it now, with the given settings' office hours."""
    days = db.session.execute(select(CalendarDay.on, CalendarDay.name, CalendarDay.is_off)).all()
    official = db.session.scalars(select(CalendarYear.year).where(CalendarYear.is_official))
    return WorkingCalendar(
        days_off={on: name for on, name, is_off in days if is_off},
        makeup_days={on: name for on, name, is_off in days if not is_off},
        official_years=frozenset(official),
        office_hours=in_force.office_hours,
    )


def office_calendar(now: datetime) -> WorkingCalendar:
    """The calendar with the office hours of the day of `now`."""
    return working_calendar(settings_on(now.astimezone(LOCAL).date()))


def code_names(table: CodeTable, active_only: bool = False) -> dict[str, str]:
    """code → name in the table's order."""
    wanted = select(CodeItem.code, CodeItem.name).where(CodeItem.table == table)
    if active_only:
        wanted = wanted.where(CodeItem.is_active)
    return {code: name for code, name in db.session.execute(wanted.order_by(CodeItem.position, CodeItem.id))}


def matter_paths() -> dict[str, str]:
    """code → name of every matter, below another one as 一级/二级."""
    wanted = select(CodeItem.code, CodeItem.name, CodeItem.parent_code).where(CodeItem.table == CodeTable.MATTER)
    found = db.session.execute(wanted).all()
    names = {code: name for code, name, _parent in found}
    return {
        code: name if parent not in names or name.startswith(f"{names[parent]}/") else f"{names[parent]}/{name}"
        for code, name, parent in found
    }
