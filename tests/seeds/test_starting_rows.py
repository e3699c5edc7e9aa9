"""What an installation starts with, and that starting again changes nothing that was edited."""

from datetime import date

from sqlalchemy import func, select

from tracker.domain.limits import applying
from tracker.domain.words import CodeTable, DepartmentKind, OrderClass, RequestType, Urgency
from tracker.seeds.starting_rows import seed_rules
from tracker.store import tables
from tracker.store.db import db, transaction
from tracker.store.models import CalendarDay, CalendarYear, CodeItem, Department, LimitRule


def _count(kind):
    return db.session.scalar(select(func.count()).select_from(kind))


def test_every_kind_of_order_has_a_limit(store, now):
    days = {
        request_type: applying(
            tables.limit_rows(), request_type, OrderClass.CITIZEN, Urgency.NORMAL, now.date()).reply.amount
        for request_type in RequestType
    }
    assert days[RequestType.CONSULT] == 2
    assert days[RequestType.HELP] == days[RequestType.SUGGESTION] == 10
    assert days[RequestType.COMPLAINT] == days[RequestType.REPORT] == 15


def test_the_calendar_knows_announced_years_and_guesses_two_more(store):
    years = dict(db.session.execute(select(CalendarYear.year, CalendarYear.is_official)).all())
    assert years == {**dict.fromkeys(range(2008, 2027), True), 2027: False, 2028: False}
    assert db.session.get(CalendarDay, date(2026, 2, 14)).is_off is False  # the Saturday worked for 春节
    assert db.session.get(CalendarDay, date(2027, 10, 1)).is_off


def test_the_district_has_its_departments_and_seven_towns(store):
    kinds = dict(db.session.execute(select(Department.kind, func.count()).group_by(Department.kind)).all())
    assert kinds[DepartmentKind.TOWN] == 7
    assert sum(kinds.values()) == 55
    assert len(tables.code_names(CodeTable.PLACE)) == 7


def test_matters_stand_on_two_levels(store):
    matters = list(db.session.scalars(select(CodeItem).where(CodeItem.table == CodeTable.MATTER)))
    roots = {item.code for item in matters if item.parent_code is None}
    assert {item.parent_code for item in matters} - {None} <= roots
    assert tables.code_names(CodeTable.MATTER)["business"] == "营商环境"


def test_seeding_again_adds_nothing_and_keeps_what_was_edited(store, now):
    kinds = (LimitRule, CalendarDay, CalendarYear, CodeItem, Department)
    before = [_count(kind) for kind in kinds]
    with transaction():
        item = db.session.scalar(select(CodeItem).where(CodeItem.code == "app", CodeItem.table == CodeTable.CHANNEL))
        item.name = "粤省事小程序"
        db.session.get(CalendarDay, date(2026, 10, 1)).name = "国庆"
    seed_rules(now)
    assert [_count(kind) for kind in kinds] == before
    assert tables.code_names(CodeTable.CHANNEL)["app"] == "粤省事小程序"
    assert db.session.get(CalendarDay, date(2026, 10, 1)).name == "国庆"
