"""Two people, one thing: the second is told who changed what, keeps what was typed, and can go on knowingly."""

import pytest
from freezegun import freeze_time
from sqlalchemy import select

from tests.office import HOUSING, MARKET, order, story
from tests.survival.hands import forms_of
from tracker.domain.notices import HookShape
from tracker.domain.road_words import VoidKind
from tracker.store.db import db, transaction
from tracker.store.models import CodeItem, Department, Hook, LimitRule, Person
from tracker.usecases.sign_order import sign_order
from tracker.usecases.void_order import void_order


def text_of(answer):
    return answer.get_data(as_text=True)


@pytest.fixture
def browsers(app, office, now):
    """Two browsers of the same post, each at its own desk."""
    with freeze_time(now):
        def sign_in(name):
            client = app.test_client()
            client.post("/sign-in", data={"name": name, "password": office.passwords[name]})
            return client

        yield lambda name: (sign_in(name), sign_in(name))


def _unit(_office):
    found = db.session.scalar(select(Department).where(Department.name == MARKET))
    return f"/departments/{found.id}", "phone", "0753-2188123", "0753-2188999"


def _code(_office):
    return f"/codes/entry/{db.session.scalar(select(CodeItem.id).order_by(CodeItem.id))}", "name", "热线来电", "市民来电"


def _person(_office):
    found = db.session.scalar(select(Person).where(Person.sign_in_name == "reviewer"))
    return f"/people/{found.id}", "name", "陈审核", "林审核"


def _setting(_office):
    return "/settings/office_name", "value", "梅江区热线办", "梅江区政数局"


def _hook(_office):
    with transaction() as session:
        session.add(Hook(name="热线群", shape=HookShape.GENERIC, url="https://hooks.example.gov.cn/x"))
    return f"/outbox/hooks/{db.session.scalar(select(Hook.id))}", "name", "值班群", "督办群"


@pytest.mark.parametrize("thing", [_unit, _code, _person, _setting, _hook])
def test_who_was_overtaken_sees_it_keeps_the_text_and_goes_on(browsers, office, thing):
    address, field, first_typed, second_typed = thing(office)
    first, second = browsers("administrator")
    opened = {one: dict(forms_of(text_of(one.get(address)))[address]) for one in (first, second)}
    assert opened[second]["mark"]

    assert first.post(address, data=opened[first] | {field: first_typed}).status_code == 302
    late = second.post(address, data=opened[second] | {field: second_typed})

    page = text_of(late)
    assert late.status_code == 409
    assert "没有保存，请先核对以下内容" in page
    assert "在您打开页面之后" in page and "2026-03-09 09:00 改过这一项" in page and office.administrator.name in page
    assert first_typed in page  # what it is now
    kept = dict(forms_of(page)[address])
    assert kept[field] == second_typed  # what was typed
    assert second.post(address, data=kept).status_code == 302  # now knowingly
    assert second_typed in text_of(first.get(address))


def test_a_coming_limit_is_not_corrected_unseen(browsers, office):
    first, second = browsers("administrator")
    new = {
        "request_type": "complaint", "order_class": "", "urgency": "", "reply_amount": "12", "legal_basis": "区提速办法",
        "effective_from": "2026-04-01", **{f"{step}_unit": "working_day" for step in (
            "sign", "contact", "reply", "callback")},
    }
    shown = dict(forms_of(text_of(first.post("/limits/new", data=new)))["/limits/new"])
    assert first.post("/limits/new", data=new | {"shown": shown["shown"]}).status_code == 302
    address = f"/limits/{db.session.scalar(select(LimitRule.id).order_by(LimitRule.id.desc()))}"
    opened = dict(forms_of(text_of(second.get(address)))[address])
    assert first.post(address, data=opened | {"reply_amount": "10"}).status_code == 302
    late = second.post(address, data=opened | {"reply_amount": "8"})
    assert late.status_code == 409 and "改过这一项" in text_of(late)
    kept = dict(forms_of(text_of(late))[address])
    assert kept["reply_amount"] == "8" and second.post(address, data=kept).status_code == 302


def test_an_orders_page_tells_what_happened_since(browsers, office, now):
    order_id = office.travelled("dispatched")
    first, second = browsers("dispatcher")
    action = f"/orders/{order_id}/redispatch"
    opened = dict(forms_of(text_of(second.get(f"/orders/{order_id}")))[action])
    sign_order(order_id, by=office.market, now=now)
    typed = opened | {"redispatch-lead_id": str(office.units[HOUSING]), "redispatch-reason": "油烟由住建监管。"}
    late = second.post(action, data=typed)
    page = text_of(late)
    news = page.partition('id="news"')[2].partition("</section>")[0]
    assert late.status_code == 409 and f"{office.market.name}" in news and "签收" in news and "派单至" not in news
    kept = dict(forms_of(page)[action])
    assert kept["redispatch-reason"] == "油烟由住建监管。"
    assert second.post(action, data=kept).status_code == 302
    assert story(order_id)[-1] == "redispatched" and first.get(f"/orders/{order_id}").status_code == 200


def test_what_cannot_be_done_any_more_leaves_the_text_to_copy(browsers, office, now):
    order_id = office.register()
    _first, second = browsers("dispatcher")
    action = f"/orders/{order_id}/dispatch"
    opened = dict(forms_of(text_of(second.get(f"/orders/{order_id}")))[action])
    void_order(order_id, kind=VoidKind.MISTAKE, reason="与上一张重复。", by=office.dispatcher, now=now)
    late = second.post(action, data=opened | {"lead_id": str(office.units[MARKET]), "note": "请今天办理。"})
    page = text_of(late)
    assert late.status_code == 409 and "请今天办理。" in page and "您刚才填写的内容" in page
    assert "作废" in page.partition('id="news"')[2].partition("</section>")[0]
    assert order(order_id).lead_id is None
