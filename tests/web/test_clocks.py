"""The pages of another deadline: what is offered and why not, both due moments, the duty to tell the caller."""

from datetime import timedelta

import pytest
from freezegun import freeze_time
from sqlalchemy import select

from tests.office import TOLD, order
from tracker.domain.words import ContactMethod
from tracker.store import petitions
from tracker.store.db import db
from tracker.store.models import StatutoryLimit
from tracker.usecases.give_interim_reply import give_interim_reply
from tracker.usecases.record_contact import record_contact

DAY = timedelta(days=1)


@pytest.fixture
def desk(app, office, now):
    """A browser per role on the Tuesday after the test's Monday."""
    with freeze_time(now + DAY):
        def signed_in(name):
            client = app.test_client()
            client.post("/sign-in", data={"name": name, "password": office.passwords[name]})
            return client

        yield signed_in


def version(order_id):
    return str(order(order_id).version)


def ask(order_id, **changes):
    entry = {"version": version(order_id), "amount": "5", "reason": "等待检测", "legal_basis": "《办法》第二十二条"} | changes
    return {f"extension-{name}": text for name, text in entry.items()}


def test_the_unit_asks_on_the_orders_page_and_the_supervisor_sees_both_moments(desk, office):
    order_id = office.travelled("contacted")
    unit, supervisor = desk("handler0"), desk("supervisor")
    page = unit.get(f"/orders/{order_id}").text
    assert "原期限 2026-03-30 17:30" in page and "这次最多延长 15 个工作日" in page
    assert unit.post(f"/orders/{order_id}/ask-extension", data=ask(order_id)).status_code == 302
    assert "夜间烧烤油烟扰民" in supervisor.get("/petitions").text
    page = supervisor.get(f"/orders/{order_id}").text
    assert "同意后的期限" in page and "2026-04-07 17:30" in page
    assert "答复期限延至2026年4月7日" in page  # a first wording of what the caller is told
    answer = supervisor.post(f"/orders/{order_id}/grant-extension", data={
        "grant-extension-version": version(order_id), "grant-extension-told": TOLD})
    assert answer.status_code == 302
    page = unit.get(f"/orders/{order_id}").text
    assert "原期限 2026-03-30 17:30 起延长 5 个工作日" in page and "2026-04-07 17:30" in page
    assert "已延期 1 次，达到上限，不能再申请。" in page  # why the road is closed stands where it was
    assert "《办法》第二十二条" in page


def test_what_the_server_refuses_stands_at_its_field(desk, office):
    order_id = office.travelled("contacted")
    answer = desk("handler0").post(f"/orders/{order_id}/ask-extension", data=ask(order_id, amount="16", reason=""))
    assert answer.status_code == 422 and "请填写此项" in answer.text
    answer = desk("handler0").post(f"/orders/{order_id}/ask-extension", data=ask(order_id, amount="16"))
    assert answer.status_code == 422 and "延期时长须为 1 至 15 个工作日" in answer.text and "等待检测" in answer.text
    assert petitions.waiting(order_id) is None


def test_an_ask_that_comes_too_late_keeps_what_was_typed(app, desk, office, now):
    order_id = office.travelled("contacted")
    unit = desk("handler0")
    with freeze_time(now + 20 * DAY):  # Sunday 03-29, after the last working day before the due moment
        page = unit.get(f"/orders/{order_id}")
        if page.status_code == 302:  # the session of the Tuesday has ended
            unit = desk("handler0")
            page = unit.get(f"/orders/{order_id}")
        assert "已超过延期申请时限（2026-03-27 17:30）" in page.text
        late = unit.post(f"/orders/{order_id}/ask-extension", data=ask(order_id))
        assert late.status_code == 409 and "已超过延期申请时限" in late.text and "等待检测" in late.text


def test_the_duty_to_tell_the_caller_lasts_till_a_contact(desk, office, now):
    order_id = office.lengthened()
    with freeze_time(now + 2 * DAY):
        unit = desk("handler0")
        page = unit.get(f"/orders/{order_id}").text
        assert "须告知诉求人延期" in page and TOLD in page
        told_at = now + 2 * DAY
        record_contact(
            order_id, at=told_at, method=ContactMethod.PHONE, whom="温小姐", by=office.market, now=told_at)
        assert "须告知诉求人延期" not in unit.get(f"/orders/{order_id}").text


def test_a_law_is_chosen_granted_and_printed(desk, office):
    order_id = office.travelled("contacted")
    law = db.session.scalars(select(StatutoryLimit)).one()
    unit, supervisor = desk("handler0"), desk("supervisor")
    assert "中小企业款项支付投诉（30 个自然日，最长 90 个）" in unit.get(f"/orders/{order_id}").text
    answer = unit.post(f"/orders/{order_id}/ask-statutory", data={
        "statutory-version": version(order_id), "statutory-limit_id": str(law.id), "statutory-reason": "拖欠货款"})
    assert answer.status_code == 302
    assert "2026-04-08 17:30" in supervisor.get(f"/orders/{order_id}").text
    answer = supervisor.post(f"/orders/{order_id}/grant-statutory", data={
        "grant-statutory-version": version(order_id), "grant-statutory-told": TOLD})
    assert answer.status_code == 302
    page = unit.get(f"/orders/{order_id}").text
    assert law.legal_basis in page and "30 个自然日" in page and "须告知诉求人法定时限" in page


def test_a_denial_and_an_interim_reply(desk, office):
    order_id = office.travelled("contacted")
    unit, supervisor = desk("handler0"), desk("supervisor")
    unit.post(f"/orders/{order_id}/ask-extension", data=ask(order_id))
    answer = supervisor.post(f"/orders/{order_id}/deny-extension", data={
        "deny-extension-version": version(order_id), "deny-extension-note": "请抓紧办理"})
    assert answer.status_code == 302 and petitions.waiting(order_id) is None
    refused = unit.post(f"/orders/{order_id}/interim-reply", data={
        "interim-version": version(order_id), "interim-public_answer": "已取样", "interim-next_on": "2026-03-14"})
    assert refused.status_code == 422 and "2026-03-14 不上班" in refused.text and "已取样" in refused.text
    given = unit.post(f"/orders/{order_id}/interim-reply", data={
        "interim-version": version(order_id), "interim-public_answer": "已取样", "interim-next_on": "2026-03-13"})
    assert given.status_code == 302
    page = unit.get(f"/orders/{order_id}").text
    assert "下次答复不晚于 2026-03-13" in page and "下次阶段答复" in page
    assert "下次阶段答复" in unit.get("/unit").text  # pressing in the list


@pytest.mark.parametrize("path", [
    "ask-extension", "grant-extension", "deny-extension", "ask-statutory", "grant-statutory", "deny-statutory",
    "interim-reply"])
def test_the_doors(desk, office, path):
    order_id = office.travelled("contacted")
    allowed = "handler0" if path.startswith(("ask", "interim")) else "supervisor"
    for name in ("operator", "dispatcher", "reviewer", "administrator", "handler0", "supervisor"):
        if name != allowed:
            assert desk(name).post(f"/orders/{order_id}/{path}").status_code == 403


def test_another_units_handler_finds_nothing(desk, office):
    order_id = office.travelled("contacted")
    assert desk("handler1").post(f"/orders/{order_id}/ask-extension", data=ask(order_id)).status_code == 404


def test_the_answers_of_an_interim_reply_are_escaped(desk, office, now):
    order_id = office.travelled("contacted")
    give_interim_reply(
        order_id, public_answer="<script>alert(1)</script>", next_on=(now + 2 * DAY).date(), by=office.market,
        now=now + DAY)
    page = desk("handler0").get(f"/orders/{order_id}").text
    assert "<script>alert(1)" not in page and "&lt;script&gt;alert(1)" in page
