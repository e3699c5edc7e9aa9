"""The order's pages over HTTP: statuses, words beside the field, nothing half-written."""

import pytest
from sqlalchemy import func, select

from tests.office import order
from tracker.domain.words import Stage
from tracker.store.db import db
from tracker.store.models import WorkOrder


@pytest.fixture
def client(app, office):
    def signed_in(name):
        client = app.test_client()
        answer = client.post("/sign-in", data={"name": name, "password": office.passwords[name]})
        assert answer.status_code == 302
        return client

    return signed_in


ENTRY = {
    "caller_phone": "13812345678", "caller_name": "温小姐", "caller_kind": "person", "wants_reply": "yes",
    "order_class": "citizen", "request_type": "complaint", "urgency": "normal", "channel_code": "phone",
    "title": "夜间噪声", "content": "工地夜间施工。", "submission_key": "key-1",
}


def count():
    return db.session.scalar(select(func.count()).select_from(WorkOrder))


def test_a_wrong_password_is_refused_without_saying_which(app, office):
    client = app.test_client()
    for data in ({"name": "operator", "password": "wrong"}, {"name": "nobody", "password": "wrong"}):
        answer = client.post("/sign-in", data=data)
        assert answer.status_code == 403 and "登录名或密码不对" in answer.text


def test_an_order_is_logged_once_however_often_the_form_is_sent(client):
    desk = client("operator")
    assert desk.post("/orders/new", data=ENTRY).status_code == 302
    again = desk.post("/orders/new", data=ENTRY)
    assert again.status_code == 409 and "已经提交过" in again.text
    assert count() == 1


@pytest.mark.parametrize(("entry", "words"), [
    ({"caller_phone": "12ab"}, "不是可以拨打的电话"),
    ({"title": ""}, "请填写此项"),
    ({"content": "   "}, "请填写"),
    ({"title": "长" * 201}, "最多 200 个字"),
    ({"order_class": "enterprise"}, "请填写企业名称"),
    ({"order_class": "enterprise", "enterprise_name": "某公司", "enterprise_uscc": "91440300MA5D0T3X0A"}, "校验码"),
    ({"request_type": "nonsense"}, "有效"),
])
def test_what_cannot_be_taken_is_said_and_writes_nothing(client, entry, words):
    answer = client("operator").post("/orders/new", data=ENTRY | entry)
    assert answer.status_code == 422
    assert words in answer.text
    assert count() == 0


def test_the_typed_words_stay_on_a_refused_form(client):
    answer = client("operator").post("/orders/new", data=ENTRY | {"caller_phone": "12ab"})
    assert "工地夜间施工。" in answer.text


def test_a_form_of_an_older_page_is_told_so(client, office):
    order_id = office.register()
    desk, old = client("dispatcher"), {"version": "1", "lead_id": str(office.units["区市场监督管理局"])}
    assert desk.post(f"/orders/{order_id}/dispatch", data=old).status_code == 302
    late = desk.post(f"/orders/{order_id}/dispatch", data=old)
    assert late.status_code == 409 and "已经有了新的进展" in late.text
    assert order(order_id).stage is Stage.TO_SIGN


def test_an_unknown_unit_is_refused(client, office):
    order_id = office.register()
    answer = client("dispatcher").post(f"/orders/{order_id}/dispatch", data={"version": "1", "lead_id": "99999"})
    assert answer.status_code == 422
    assert order(order_id).stage is Stage.TO_DISPATCH


def test_the_roles_doors(client):
    assert client("handler0").get("/orders/new").status_code == 403
    assert client("operator").get("/to-review").status_code == 403
    assert client("reviewer").post("/orders/1/reveal").status_code == 403


def test_the_coming_deadline_is_shown_while_typing(client):
    shown = client("operator").get("/orders/new/deadline?request_type=consult&order_class=citizen&urgency=normal")
    assert "2 个工作日" in shown.text


def test_earlier_orders_of_the_same_phone_are_shown(client, office):
    office.register()
    shown = client("operator").get("/orders/new/earlier?caller_phone=138 1234 5678")
    assert "夜间烧烤油烟扰民" in shown.text


def test_a_sign_in_leads_back_only_to_our_own_pages(app, office):
    for target, leads_to in (("/orders/", "/orders/"), ("//evil.example/", "/"), ("https://evil.example/", "/")):
        client = app.test_client()
        answer = client.post(
            f"/sign-in?next={target}", data={"name": "operator", "password": office.passwords["operator"]}
        )
        assert answer.location == leads_to


def test_a_session_ends_after_its_longest_time(app, office, monkeypatch, now):
    from datetime import timedelta

    from tracker import clock

    client = app.test_client()
    client.post("/sign-in", data={"name": "operator", "password": office.passwords["operator"]})
    assert client.get("/").status_code in (200, 302)
    real_now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: real_now + timedelta(hours=13))
    assert "/sign-in" in client.get("/orders/").location


def test_the_list_filters_and_says_so(client, office):
    office.register(title="电梯故障")
    office.register(title="路灯不亮")
    page = client("operator").get("/orders/?q=电梯").text
    assert "<mark>电梯</mark>故障" in page and "路灯不亮" not in page
    assert "没有符合条件的工单" in client("operator").get("/orders/?stage=closed").text
