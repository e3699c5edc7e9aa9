"""Handling units: adding, renaming, ordering, and switching off only when nothing is open."""

import pytest
from sqlalchemy import select

from tests.office import HOUSING, MARKET, order
from tests.usecases.journal import last_entry
from tracker.domain.refusals import Invalid, NotPermitted
from tracker.domain.words import DepartmentKind
from tracker.reads import choices
from tracker.store.db import db
from tracker.store.models import Department
from tracker.usecases.add_department import add_department
from tracker.usecases.change_department import change_department, move_department

KIND = DepartmentKind.DEPARTMENT


def _unit(name):
    db.session.expire_all()
    return db.session.scalar(select(Department).where(Department.name == name))


def _names(kind=KIND):
    wanted = select(Department.name).where(Department.kind == kind).order_by(Department.position, Department.id)
    return list(db.session.scalars(wanted))


def test_a_new_unit_can_be_dispatched_to(store_office, now):
    unit_id = add_department(" 区数字经济 促进中心 ", KIND, phone="0753-2100001", by=store_office.administrator, now=now)
    assert choices.units()[unit_id] == "区数字经济 促进中心"
    order_id = store_office.register()
    store_office.units["新单位"] = unit_id
    store_office.dispatch(order_id, "新单位")
    assert order(order_id).lead_id == unit_id


@pytest.mark.parametrize("name", ["", "  ", MARKET, "很" * 81])
def test_a_unit_needs_a_name_of_its_own(office, now, name):
    with pytest.raises(Invalid) as refused:
        add_department(name, KIND, by=office.administrator, now=now)
    assert refused.value.field == "name"


def test_a_renamed_unit_keeps_its_orders_and_the_old_name_in_the_journal(store_office, now):
    order_id = store_office.travelled("dispatched")
    change_department(store_office.units[MARKET], name="区市场监管局", kind=KIND, is_active=True,
                      by=store_office.administrator, now=now)
    assert db.session.get(Department, order(order_id).lead_id).name == "区市场监管局"
    assert last_entry("department.changed").subject == MARKET


def test_a_unit_with_open_orders_stays_on(store_office, now):
    for _ in range(2):
        store_office.travelled("signed")
    store_office.travelled("closed")
    with pytest.raises(Invalid) as refused:
        change_department(store_office.units[MARKET], name=MARKET, kind=KIND, is_active=False,
                          by=store_office.administrator, now=now)
    assert refused.value.field == "is_active"
    assert "2 张" in str(refused.value)
    assert _unit(MARKET).is_active


def test_a_unit_whose_orders_are_closed_is_switched_off_and_keeps_them(store_office, now):
    order_id = store_office.travelled("closed")
    change_department(store_office.units[MARKET], name=MARKET, kind=KIND, is_active=False,
                      by=store_office.administrator, now=now)
    assert store_office.units[MARKET] not in choices.units()
    assert order(order_id).lead_id == store_office.units[MARKET]


def test_units_change_places_within_their_kind(store_office, now):
    before = _names()
    move_department(_unit(before[2]).id, up=True, by=store_office.administrator, now=now)
    assert _names()[:3] == [before[0], before[2], before[1]]
    move_department(_unit(before[0]).id, up=True, by=store_office.administrator, now=now)  # nothing above the first
    assert _names()[0] == before[0]
    assert _names(DepartmentKind.TOWN)[0] == "金山街道办事处"


def test_others_do_not_keep_units(office, now):
    with pytest.raises(NotPermitted):
        change_department(office.units[HOUSING], name="x", kind=KIND, is_active=True, by=office.supervisor, now=now)
