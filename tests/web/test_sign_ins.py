"""登录: what a stranger is told, the security manager's page of sign-ins, and the pages behind one-time links."""

import re

import pytest
from sqlalchemy import select

from tests.usecases.journal import last_entry
from tracker import clock
from tracker.domain.permissions import PROGRAM
from tracker.domain.staffing import Post
from tracker.domain.words import Role
from tracker.store.db import db
from tracker.store.models import PersonSession
from tracker.usecases.add_person import add_person
from tracker.usecases.invite_person import invite_person

SAFARI = "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_0) AppleWebKit/605.1 Version/17.0 Safari/605.1"


def _try(app, name, password="not the password", address="203.0.113.7"):
    return app.test_client().post(
        "/sign-in", data={"name": name, "password": password}, environ_base={"REMOTE_ADDR": address})


def _told(answer):
    """The page without what differs by chance."""
    return re.sub(r'value="[^"]*"|\?v=\w+', "", answer.text)


def test_a_stranger_is_told_the_same_of_every_name(app, office):
    for _attempt in range(7):
        known, unknown = _try(app, "operator"), _try(app, "nobody")
        assert known.status_code == unknown.status_code and _told(known) == _told(unknown)
    assert known.status_code == 429 and "失败次数过多，请在 1 分钟后再试" in known.text


def test_an_account_that_is_off_is_told_the_same(app, office):
    person_id = add_person("liming", Post("李明"), {Role.OPERATOR}, password="four plain words here", by=PROGRAM,
                           now=clock.now()).id
    assert _try(app, "liming", "four plain words here").status_code == 302
    client = app.test_client()
    client.post("/sign-in", data={"name": "administrator", "password": office.passwords["administrator"]})
    client.post(f"/people/{person_id}", data={"name": "李明"})
    off = _try(app, "liming", "four plain words here", "198.51.100.4")
    assert _told(off) == _told(_try(app, "nobody", address="198.51.100.4"))


def test_the_security_manager_sees_who_is_here_and_ends_a_session(app, client):
    operator, security = client("operator"), client("security_manager")
    app.test_client().post("/sign-in", data={"name": "x", "password": "y"}, headers={"User-Agent": SAFARI})
    page = security.get("/sign-ins/")
    assert page.status_code == 200 and "话务员" in page.text and "127.0.0.1" in page.text
    held = db.session.scalar(select(PersonSession.id).order_by(PersonSession.id))
    assert security.post(f"/sign-ins/{held}/end").status_code == 302
    assert "管理人员结束" in operator.get("/sign-in").text
    assert security.post(f"/sign-ins/{held}/end").status_code == 404
    person_id = db.session.scalar(select(PersonSession.person_id).where(PersonSession.id == held))
    operator = client("operator")
    assert security.post(f"/sign-ins/of/{person_id}/end").status_code == 302
    assert operator.get("/").status_code == 302


def test_a_lock_is_lifted_from_the_page(app, office, client):
    for _attempt in range(5):
        _try(app, "operator")
    security = client("security_manager")
    page = security.get("/sign-ins/").text
    kind, key = (re.search(f'name="{name}" value="([^"]+)"', page)[1] for name in ("kind", "key"))
    assert "<code>operator</code>" in page
    assert security.post("/sign-ins/lift", data={"kind": kind, "key": key}).status_code == 302
    assert _try(app, "operator", office.passwords["operator"]).status_code == 302
    assert security.post("/sign-ins/lift", data={"kind": "made up", "key": key}).status_code == 404


@pytest.mark.parametrize("name", ["administrator", "auditor", "supervisor"])
def test_nobody_else_sees_who_is_signed_in(client, name):
    assert client(name).get("/sign-ins/").status_code == 403


def test_a_links_page_is_sent_on_to_nobody_and_works_once(app, office):
    token = invite_person(office.reviewer.id, by=office.security, now=clock.now()).token
    browser = app.test_client()
    page = browser.get(f"/links/{token}")
    assert page.headers["Referrer-Policy"] == "no-referrer" and page.headers["Cache-Control"] == "no-store"
    assert "您的登录名是 reviewer" in page.text
    answer = browser.post(f"/links/{token}", data={"new": "reviewer123", "again": "reviewer123"})
    assert answer.status_code == 422 and answer.headers["Referrer-Policy"] == "no-referrer"
    words = {"new": "quite another one", "again": "quite another one"}
    assert browser.post(f"/links/{token}", data=words).location == "/sign-in"
    for no_good in (token, "x" * 43):
        answer = browser.get(f"/links/{no_good}")
        assert answer.status_code == 404 and "链接无效、已用过或已过期" in answer.text


def test_forgotten_answers_the_same_for_every_name(app, office):
    known, unknown = (
        app.test_client().post("/forgotten", data={"name": name}) for name in ("operator", "nobody"))
    assert known.status_code == 200 and _told(known) == _told(unknown)
    assert last_entry("person.reset_asked").subject == "不存在的登录名"
    assert "忘记密码" in app.test_client().get("/sign-in").text
