"""我的账户: the cookie carries an id alone, the steps of a sign-in, and one's own sign-ins on a page."""

import re
from datetime import timedelta

import pytest
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import select

from tracker import clock
from tracker.domain.permissions import PROGRAM
from tracker.domain.staffing import Post
from tracker.domain.words import Role
from tracker.store.db import db, transaction
from tracker.store.models import Person, PersonSession
from tracker.usecases.add_person import add_person


def _cookie(app, client):
    """What the browser holds, as anybody reads it who has the cookie."""
    signed = app.session_interface.get_signing_serializer(app)
    return signed.loads(client.get_cookie("session").value)


def test_the_cookie_carries_a_random_id_and_nothing_of_the_person(app, client):
    held = _cookie(app, client("operator"))
    assert set(held) - {"_permanent", "_fresh", "_id"} == {"_user_id"}
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", held["_user_id"])


def test_an_answer_that_comes_late_puts_no_older_cookie_back(client):
    """Beside the form that is sent, the page may still ask for something: that answer leaves the cookie alone."""
    desk = client("operator")
    desk.get("/orders/new")
    assert "Set-Cookie" not in desk.get("/orders/").headers
    assert "Set-Cookie" not in desk.get("/orders/new", headers={"HX-Request": "true"}).headers


def test_a_sign_in_changes_the_id_and_ends_the_one_before(app, office):
    client = app.test_client()
    entry = {"name": "operator", "password": office.passwords["operator"]}
    client.post("/sign-in", data=entry)
    first = _cookie(app, client)["_user_id"]
    client.post("/sign-out")
    client.post("/sign-in", data=entry)
    assert _cookie(app, client)["_user_id"] != first
    thief = app.test_client()
    with thief.session_transaction() as stolen:
        stolen["_user_id"] = first
    assert thief.get("/").status_code == 302


def test_a_proof_in_between_changes_the_id_as_well(app, client, office, monkeypatch):
    desk = client("operator")
    first = _cookie(app, desk)["_user_id"]
    there = clock.now() + timedelta(minutes=16)
    monkeypatch.setattr(clock, "now", lambda: there)
    assert desk.post("/me/prove", data={"password": office.passwords["operator"]}).location == "/me/factor"
    assert _cookie(app, desk)["_user_id"] != first and desk.get("/me/factor").status_code == 200
    thief = app.test_client()
    with thief.session_transaction() as stolen:
        stolen["_user_id"] = first
    assert thief.get("/me/factor").status_code == 302


def test_a_cookie_that_was_signed_by_sha_1_is_none(app, client):
    held = _cookie(app, client("operator"))
    old = app.test_client()
    old.set_cookie("session", SecureCookieSessionInterface().get_signing_serializer(app).dumps(held))
    assert old.get("/me/factor").status_code == 302


@pytest.mark.parametrize("name", ["operator", "handler0", "administrator", "security_manager", "auditor"])
def test_the_way_out_stands_on_every_page(app, client, name):
    desk, seen = client(name), 0
    for rule in app.url_map.iter_rules():
        is_open = getattr(app.view_functions[rule.endpoint], "door", "open") == "open"
        answer = None if is_open or "GET" not in rule.methods or "<" in rule.rule else desk.get(rule.rule)
        is_page = answer is not None and (answer.status_code, answer.mimetype) == (200, "text/html")
        if is_page and "<main" in answer.text:
            assert 'action="/sign-out"' in answer.text, rule.rule
            seen += 1
    assert seen > 3


def test_a_one_time_password_leads_to_ones_own_and_then_to_the_page_that_was_wanted(app, office):
    password = "kR7mPq2Xw9aB3t"
    add_person("liming", Post("李明"), {Role.OPERATOR}, password=password, is_one_time=True, by=PROGRAM, now=clock.now())
    desk = app.test_client()
    answer = desk.post("/sign-in?next=/orders/", data={"name": "liming", "password": password})
    assert answer.location == "/me/new-password?next=/orders/"
    assert desk.get("/orders/").location == "/me/new-password?next=/orders/"
    assert desk.get("/me/password").location.startswith("/me/new-password")
    assert desk.get("/orders/", headers={"HX-Request": "true"}).headers["HX-Redirect"] == "/me/new-password"
    answer = desk.post("/me/new-password", data={"new": "short", "again": "short"})
    assert answer.status_code == 422 and "密码至少 10 位" in answer.text
    entry = {"new": "quite another one", "again": "quite another one"}
    assert desk.post(answer.request.path + "?next=/orders/", data=entry).location == "/orders/"
    assert desk.get("/orders/").status_code == 200
    assert desk.get("/me/new-password").location == "/"  # the step is taken


def test_ones_own_sessions_are_shown_and_ended(client):
    here, elsewhere = client("operator"), client("operator")
    page = here.get("/me/sessions").text
    assert page.count(">当前<") == 1 and page.count("127.0.0.1") == 2
    (address,) = re.findall(r'action="(/me/sessions/\d+/end)"', page)
    assert client("dispatcher").post(address).status_code == 404
    assert here.post(address).status_code == 302
    assert "已由您在另一处结束" in elsewhere.get(elsewhere.get("/").location).text
    assert here.get("/").status_code == 200


@pytest.mark.parametrize("address", ["/me/sessions/1/end", "/me/sessions/end-others", "/me/sessions/end-all"])
def test_who_left_the_desk_does_not_end_sessions(client, monkeypatch, address):
    """Whoever sits down there has to prove who it is."""
    desk, elsewhere = client("operator"), client("operator")
    later = clock.now() + timedelta(minutes=16)
    monkeypatch.setattr(clock, "now", lambda: later)
    asked = desk.post(address, headers={"Referer": "http://localhost/me/sessions"})
    assert asked.location == "/me/prove?next=/me/sessions"
    assert desk.get("/me/sessions").status_code == elsewhere.get("/me/sessions").status_code == 200


@pytest.mark.parametrize("address, stays", [("/me/sessions/end-others", True), ("/me/sessions/end-all", False)])
def test_the_others_or_everywhere(client, address, stays):
    here, elsewhere = client("operator"), client("operator")
    assert here.post(address).status_code == 302
    assert here.get("/").status_code == (200 if stays else 302)
    assert elsewhere.get("/").status_code == 302


def test_a_session_that_was_not_used_says_so(client):
    desk = client("operator")
    with transaction() as session:
        held = session.scalars(select(PersonSession)).one()
        held.seen_at -= timedelta(minutes=31)
    answer = desk.get("/orders/")
    assert answer.location == "/sign-in?next=/orders/"
    assert "长时间没有操作，已自动退出" in desk.get(answer.location).text


def test_an_account_that_is_switched_off_is_out_at_once(client, office):
    operator = client("operator")
    person = db.session.scalar(select(Person).where(Person.sign_in_name == "operator"))
    client("administrator").post(f"/people/{person.id}", data={"name": "话务员"})
    assert operator.get("/").status_code == 302
