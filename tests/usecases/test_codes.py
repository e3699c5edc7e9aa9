"""Code tables: adding, renaming, switching off, ordering. Nothing is ever removed."""

import pytest
from sqlalchemy import select

from tests.usecases.journal import last_entry
from tracker.domain.refusals import Invalid, NotFound, NotPermitted
from tracker.domain.words import CodeTable
from tracker.reads import choices
from tracker.store import tables
from tracker.store.db import db
from tracker.store.models import CodeItem
from tracker.usecases.add_code import add_code
from tracker.usecases.change_code import change_code, move_code


def _item(table, name):
    db.session.expire_all()
    return db.session.scalar(select(CodeItem).where(CodeItem.table == table, CodeItem.name == name))


def test_a_new_channel_is_offered_last(store_office, now):
    add_code(CodeTable.CHANNEL, "随手拍", by=store_office.administrator, now=now)
    assert list(choices.codes(CodeTable.CHANNEL).values())[-1] == "随手拍"


def test_a_code_may_be_chosen_but_not_twice(office, now):
    add_code(CodeTable.CHANNEL, "随手拍", code="Snap", by=office.administrator, now=now)
    assert _item(CodeTable.CHANNEL, "随手拍").code == "snap"
    with pytest.raises(Invalid) as refused:
        add_code(CodeTable.CHANNEL, "随手拍二", code="snap", by=office.administrator, now=now)
    assert refused.value.field == "code"


@pytest.mark.parametrize("name, code, parent, field", [
    ("微信", "", None, "name"), ("", "", None, "name"), ("新", "有空格 的", None, "code"), ("新", "", "phone", "parent_code"),
])
def test_an_entry_that_cannot_be_names_its_field(office, now, name, code, parent, field):
    with pytest.raises(Invalid) as refused:
        add_code(CodeTable.CHANNEL, name, code=code, parent_code=parent, by=office.administrator, now=now)
    assert refused.value.field == field


def test_matters_have_two_levels_and_no_third(office, now):
    add_code(CodeTable.MATTER, "电动车充电", code="housing.charging", parent_code="housing", by=office.administrator,
             now=now)
    with pytest.raises(Invalid) as refused:
        add_code(CodeTable.MATTER, "飞线", parent_code="housing.charging", by=office.administrator, now=now)
    assert refused.value.field == "parent_code"


def test_a_used_entry_is_switched_off_and_stays_on_its_orders(store_office, now):
    store_office.register(channel_code="wechat")
    item = _item(CodeTable.CHANNEL, "微信")
    change_code(item.id, name="微信小程序", is_active=False, by=store_office.administrator, now=now)
    assert "wechat" not in choices.codes(CodeTable.CHANNEL)
    assert tables.code_names(CodeTable.CHANNEL)["wechat"] == "微信小程序"
    assert last_entry("code.changed").data == {
        "before": {"name": "微信", "active": True}, "after": {"name": "微信小程序", "active": False}}


def test_forms_always_have_a_channel_to_choose(office, now):
    items = list(db.session.scalars(select(CodeItem).where(CodeItem.table == CodeTable.CHANNEL)))
    for item in items[:-1]:
        change_code(item.id, name=item.name, is_active=False, by=office.administrator, now=now)
    with pytest.raises(Invalid) as refused:
        change_code(items[-1].id, name=items[-1].name, is_active=False, by=office.administrator, now=now)
    assert refused.value.field == "is_active"


def test_entries_change_places(store_office, now):
    move_code(_item(CodeTable.CHANNEL, "微信").id, up=True, by=store_office.administrator, now=now)
    assert list(choices.codes(CodeTable.CHANNEL).values())[:2] == ["微信", "12345电话"]
    move_code(_item(CodeTable.CHANNEL, "微信").id, up=True, by=store_office.administrator, now=now)  # already first
    assert list(choices.codes(CodeTable.CHANNEL).values())[:2] == ["微信", "12345电话"]


def test_a_parent_takes_its_children_along(store_office, now):
    move_code(_item(CodeTable.MATTER, "住房保障").id, up=True, by=store_office.administrator, now=now)
    names = list(tables.code_names(CodeTable.MATTER).values())
    assert names[:4] == ["住房保障", "物业服务", "房屋质量与安全", "营商环境"]
    move_code(_item(CodeTable.MATTER, "物业服务").id, up=False, by=store_office.administrator, now=now)
    assert list(tables.code_names(CodeTable.MATTER).values())[:3] == ["住房保障", "房屋质量与安全", "物业服务"]


def test_who_may_and_what_exists(office, now):
    with pytest.raises(NotPermitted):
        add_code(CodeTable.CHANNEL, "新", by=office.supervisor, now=now)
    with pytest.raises(NotFound):
        change_code(999_999, name="x", is_active=True, by=office.administrator, now=now)
