"""登录验证: one's own page, the security manager's page for others, and the proof before a sensitive act."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.authenticator import Authenticator, enrolled
from tests.web.test_second_step import codes_on, key_on
from tracker import clock
from tracker.store import factors, provider_links
from tracker.store.db import db
from tracker.store.models import JournalEntry, Person


@pytest.fixture
def later(monkeypatch):
    """Let time pass, for the house and for the telephones in it."""
    def passed(**span):
        there = clock.now() + timedelta(**span)
        monkeypatch.setattr(clock, "now", lambda: there)
        return there

    return passed


def entered(client, phone):
    return client.post("/sign-in/second-step", data={"code": phone.shows(clock.now())})


def test_one_enrols_by_choice_and_sees_the_codes_once(client, office):
    desk = client("operator")
    assert "绑定验证器" in desk.get("/me/factor").text
    phone = Authenticator(key_on(desk.get("/me/factor/enrol").text))
    shown = desk.post("/me/factor/enrol", data={"code": phone.shows(clock.now())})
    assert len(codes_on(shown.text)) == 10 and shown.headers["Cache-Control"] == "no-store"
    assert all(f"{code}%0D%0A" in shown.text for code in codes_on(shown.text)), "the same codes in the file"
    page = desk.get("/me/factor").text
    assert "10 个" in page and not codes_on(page) and phone.totp.secret not in page


def test_who_chose_it_gives_it_up_again(client, office):
    enrolled(office.operator.id, clock.now() - timedelta(minutes=5))
    phone, _codes = enrolled(office.operator.id, clock.now())
    desk = client("operator")
    entered(desk, phone)
    assert "解除验证器" in desk.get("/me/factor").text
    assert desk.post("/me/factor/remove").status_code == 302
    assert not factors.is_enrolled(office.operator.id)


def test_new_recovery_codes_are_shown_once(client, office):
    phone, old = enrolled(office.operator.id, clock.now())
    desk = client("operator")
    entered(desk, phone)
    new = codes_on(desk.post("/me/factor/renew-codes").text)
    assert len(new) == 10 and not set(new) & set(old)


def test_few_recovery_codes_left_are_said(client, office):
    _phone, codes = enrolled(office.operator.id, clock.now())
    desk = client("operator")
    for code in codes[:7]:
        desk = client("operator")
        desk.post("/sign-in/second-step?with=recovery", data={"code": code})
    assert "恢复码只剩 3 个" in desk.get("/me/factor").text


def test_a_sensitive_act_asks_again_after_a_while_and_leads_back(client, office, later):
    desk = client("operator")
    assert desk.get("/me/factor/enrol").status_code == 200, "just signed in"
    later(minutes=16)
    asked = desk.get("/me/factor/enrol")
    assert asked.location == "/me/prove?next=/me/factor/enrol"
    assert "密码" in desk.get(asked.location).text
    wrong = desk.post(asked.location, data={"password": "not the password"})
    assert wrong.status_code == 422 and "密码不对" in wrong.text
    assert desk.get("/me/factor/enrol").status_code == 303
    right = desk.post(asked.location, data={"password": office.passwords["operator"]})
    assert right.location == "/me/factor/enrol" and desk.get("/me/factor/enrol").status_code == 200
    kinds = list(db.session.scalars(select(JournalEntry.kind)))
    assert kinds.count("person.proof_refused") == 1


def test_who_has_an_authenticator_proves_by_it(client, office, later):
    phone, _codes = enrolled(office.operator.id, clock.now())
    desk = client("operator")
    entered(desk, phone)
    now = later(minutes=16)
    asked = desk.post("/me/factor/renew-codes", headers={"Referer": "http://localhost/me/factor"}).location
    assert asked == "/me/prove?next=/me/factor"
    assert "动态验证码" in desk.get(asked).text
    code = phone.shows(now)
    assert desk.post(asked, data={"code": code}).status_code == 302
    assert len(codes_on(desk.post("/me/factor/renew-codes").text)) == 10
    later(minutes=16)
    assert desk.post("/me/prove", data={"code": code}).status_code == 422, "a code counts once"


def test_the_proof_leads_to_no_foreign_page(client, office, later):
    desk = client("operator")
    later(minutes=16)
    answer = desk.post("/me/prove?next=https://evil.example", data={"password": office.passwords["operator"]})
    assert answer.location == "/me/factor"
    sent = desk.post("/me/factor/renew-codes", headers={"Referer": "https://evil.example/x"})
    assert "evil" not in (sent.location or "")


@pytest.mark.parametrize("address", [
    "/me/factor/renew-codes", "/me/factor/remove", "/me/provider/unlink", "/me/provider/confirm",
])
def test_every_change_of_ones_own_proofs_asks_again(client, office, later, address):
    desk = client("operator")
    later(minutes=16)
    assert "/me/prove" in desk.post(address).location


@pytest.mark.parametrize("act", ["access", "invite", "proofs/reset", "proofs/await-provider",
                                 "proofs/unlink-provider"])
def test_the_security_managers_acts_on_others_ask_again(client, office, later, act):
    desk = client("security_manager")
    later(minutes=16)
    assert "/me/prove" in desk.post(f"/people/{office.operator.id}/{act}").location


def test_another_mail_address_asks_again(client, office, later):
    desk, address = client("administrator"), f"/people/{office.operator.id}"
    later(minutes=16)
    entry = {"name": "话务员", "is_active": "y"}
    asked = desk.post(address, data=entry | {"email": "elsewhere@example.gov.cn"})
    assert "/me/prove" in asked.location
    assert db.session.get(Person, office.operator.id).email is None
    assert desk.post(address, data=entry).location == "/people", "what is no way in is not asked for"


def test_a_security_setting_asks_again(client, office, later):
    desk = client("security_manager")
    assert desk.get("/settings/fresh_minutes").status_code == 200
    later(minutes=16)
    assert "/me/prove" in desk.post("/settings/fresh_minutes", data={"value": "30"}).location


def test_the_security_manager_resets_a_lost_one_with_a_reason(client, office):
    enrolled(office.operator.id, clock.now())
    desk, address = client("security_manager"), f"/people/{office.operator.id}/proofs/"
    assert "已绑定" in desk.get(address).text
    assert desk.post(f"{address}reset", data={"reason": ""}).status_code == 422
    assert factors.is_enrolled(office.operator.id)
    assert desk.post(f"{address}reset", data={"reason": "手机丢失，已当面核对工作证"}).status_code == 302
    assert not factors.is_enrolled(office.operator.id)
    entry = db.session.scalars(select(JournalEntry).where(JournalEntry.kind == "factor.reset")).one()
    assert (entry.subject, entry.actor_name, entry.data["reason"]) == (
        "operator", "安全管理员", "手机丢失，已当面核对工作证")
    assert "安全管理员已重置您账户的验证器" in client("operator").get("/inbox/").text


def test_nobody_resets_ones_own(client, office):
    phone, _codes = enrolled(office.security.id, clock.now())
    desk = client("security_manager")
    entered(desk, phone)
    address = f"/people/{office.security.id}/proofs/"
    assert "重置原因" not in desk.get(address).text
    assert desk.post(f"{address}reset", data={"reason": "自己重置"}).status_code == 403
    assert factors.is_enrolled(office.security.id)


@pytest.mark.parametrize("name", ["administrator", "auditor", "supervisor", "operator", "handler0"])
def test_nobody_else_sees_or_changes_how_others_prove_themselves(client, office, name):
    desk, address = client(name), f"/people/{office.dispatcher.id}/proofs/"
    assert desk.get(address).status_code == 403
    for act in ("reset", "await-provider", "unlink-provider"):
        assert desk.post(f"{address}{act}", data={"reason": "x", "expected_name": "x"}).status_code == 403


def test_a_name_is_awaited_by_one_account_alone_and_taken_back(client, office, app):
    from dataclasses import replace

    from tracker.provider_settings import Provider

    before = app.extensions["tracker_config"]
    app.extensions["tracker_config"] = replace(before, oidc=Provider("https://id.example.gov.cn", "a", "b"))
    try:
        desk, address = client("security_manager"), f"/people/{office.operator.id}/proofs/"
        assert desk.post(f"{address}await-provider", data={"expected_name": "ZhangSan"}).status_code == 302
        assert re.search(r'name="expected_name"[^>]*value="zhangsan"', desk.get(address).text)
        other = desk.post(
            f"/people/{office.dispatcher.id}/proofs/await-provider", data={"expected_name": "zhangsan"})
        assert other.status_code == 422 and "已登记给另一个人" in other.text
        own = desk.post(f"/people/{office.security.id}/proofs/await-provider", data={"expected_name": "me"})
        assert own.status_code == 403
        assert desk.post(f"{address}unlink-provider").status_code == 302
        assert provider_links.of(office.operator.id) is None
    finally:
        app.extensions["tracker_config"] = before
