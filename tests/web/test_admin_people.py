"""The people pages: one-time links shown once, refusals beside the field, one's own password."""

import re

import pytest
from sqlalchemy import select

from tests.office import HOUSING, MARKET
from tracker.store.db import db
from tracker.store.models import Person


@pytest.fixture
def client(app, office):
    def signed_in(name, password=None):
        client = app.test_client()
        answer = client.post("/sign-in", data={"name": name, "password": password or office.passwords[name]})
        assert answer.status_code == 302, answer.text
        return client

    return signed_in


def _person(name):
    db.session.expire_all()
    return db.session.scalar(select(Person).where(Person.sign_in_name == name))


def _shown_link(text):
    return re.search(r"https?://[^/]+(/links/[\w-]{43})<", text)[1]


def _choose(app, address, words="quite another one"):
    return app.test_client().post(address, data={"new": words, "again": words})


def test_a_form_writes_its_own_fields_and_no_others(client):
    made_up = {"roles": ["supervisor"], "password_hash": "x", "id": "1", "is_active": "", "must_change_password": ""}
    client("administrator").post("/people/new", data={"name": "李明", "sign_in_name": "liming"} | made_up)
    person = _person("liming")
    assert person.roles == [] and person.is_active and person.must_change_password and person.password_hash != "x"


def test_a_new_person_gets_in_by_two_managers_and_a_link_that_is_shown_once(client, app):
    desk, security = client("administrator"), client("security_manager")
    answer = desk.post("/people/new", data={"name": "李明", "sign_in_name": "liming"}, follow_redirects=True)
    assert "请安全管理员授予角色" in answer.text and 'class="secret"' not in answer.text
    address = f"/people/{_person('liming').id}"
    assert "李明" in security.get("/people?waiting=1").text
    assert "此账号还没有角色" in security.get(address + "/access").text
    assert security.post(address + "/access", data={"roles": ["operator", "callback"]}).status_code == 302
    assert f'href="{address}/access"' not in security.get("/people?waiting=1").text
    answer = security.post(address + "/invite")
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-store"
    link = _shown_link(answer.text)
    access = security.get(address + "/access").text
    assert link not in access and "已有一个链接在等本人使用" in access
    assert _choose(app, link).location == "/sign-in"
    client("liming", "quite another one")


@pytest.mark.parametrize("person, roles, words", [
    ("operator", ["operator", "auditor"], "须由不同的人担任"),
    ("operator", ["king"], "请从列出的选项中选择"),
    ("operator", ["handler"], "请从列出的选项中选择"),
    ("handler0", ["handler", "reviewer"], "请从列出的选项中选择"),
    ("administrator", [], "最后一个在用的系统管理员"),
])
def test_roles_that_cannot_be_are_refused_beside_the_field(client, person, roles, words):
    before = {held.role for held in _person(person).roles}
    answer = client("security_manager").post(f"/people/{_person(person).id}/access", data={"roles": roles, "sent": "1"})
    assert answer.status_code == 422 and words in answer.text
    assert {held.role for held in _person(person).roles} == before


def test_whoever_moves_to_another_unit_waits_for_the_security_manager(client, office):
    desk, person = client("administrator"), _person("handler0")
    entry = {"name": person.name, "department_id": str(office.units[HOUSING]), "is_active": "y"}
    assert "角色已收回" in desk.post(f"/people/{person.id}", data=entry, follow_redirects=True).text
    assert client("handler0").get("/unit").status_code == 403
    given = client("security_manager").post(f"/people/{person.id}/access", data={"roles": ["handler"]})
    assert given.status_code == 302
    assert client("handler0").get("/unit").status_code == 200


@pytest.mark.parametrize("entry, words", [
    ({"sign_in_name": "operator"}, "已有人使用"),
    ({"sign_in_name": "李明"}, "登录名用 2 到 40 个"),
    ({"name": ""}, "请填写此项"),
])
def test_what_cannot_be_taken_is_said_beside_the_field_and_keeps_what_was_typed(client, entry, words):
    data = {"name": "李明", "sign_in_name": "liming"} | entry
    answer = client("administrator").post("/people/new", data=data)
    assert answer.status_code == 422
    assert words in answer.text
    assert f'value="{data["sign_in_name"]}"' in answer.text
    assert _person("liming") is None


def test_a_handler_is_moved_and_switched_off(client, office):
    desk = client("administrator")
    person = _person("handler0")
    page = desk.get(f"/people/{person.id}").text
    assert MARKET in page
    answer = desk.post(f"/people/{person.id}", data={"name": "新名", "department_id": str(office.units[MARKET])})
    assert answer.status_code == 302
    assert (_person("handler0").name, _person("handler0").is_active) == ("新名", False)
    link = f'href="/people/{person.id}"'
    assert link not in desk.get("/people").text
    assert link in desk.get("/people?off=1").text


def test_the_last_administrator_is_kept_with_words(client, office):
    person = _person("administrator")
    answer = client("administrator").post(f"/people/{person.id}", data={"name": "管理员"})
    assert answer.status_code == 422 and "最后一个在用的系统管理员" in answer.text
    assert _person("administrator").is_active


def test_a_reset_ends_the_old_session_and_the_old_password(client, app):
    operator = client("operator")
    assert operator.get("/orders/").status_code == 200
    answer = client("security_manager").post(f"/people/{_person('operator').id}/invite")
    assert operator.get("/orders/").status_code == 302
    _choose(app, _shown_link(answer.text))
    client("operator", "quite another one")


def test_ones_own_password_keeps_this_session_and_ends_the_others(client, office):
    here, elsewhere = client("operator"), client("operator")
    old = office.passwords["operator"]
    entry = {"old": old, "new": "quite another one", "again": "quite another one"}
    assert here.post("/me/password", data=entry).status_code == 302
    assert here.get("/orders/").status_code == 200
    assert elsewhere.get("/orders/").status_code == 302
    client("operator", "quite another one")


@pytest.mark.parametrize("entry, words", [
    ({"old": "wrong"}, "原密码不对"), ({"new": "short", "again": "short"}, "密码至少 10 位"),
    ({"again": "something else"}, "两次输入的新密码不一致"),
])
def test_a_refused_password_says_why(client, office, entry, words):
    data = {"old": office.passwords["operator"], "new": "quite another one", "again": "quite another one"} | entry
    answer = client("operator").post("/me/password", data=data)
    assert answer.status_code == 422 and words in answer.text


@pytest.mark.parametrize("path", [
    "/people", "/people/new", "/people/1", "/departments/", "/departments/new", "/codes/", "/settings/",
])
def test_only_the_administrator_enters(client, path):
    assert client("supervisor").get(path).status_code == 403
    assert client("auditor").get(path).status_code == 403


def test_nobody_else_is_let_in_and_what_is_missing_is_said(client, app):
    assert app.test_client().get("/people").status_code == 302
    assert client("administrator").get("/people/999999").status_code == 404


def test_an_address_is_kept_shown_to_the_administrator_and_taken_away(client, office):
    desk, person = client("administrator"), _person("handler0")
    entry = {"name": person.name, "department_id": str(office.units[MARKET]), "is_active": "y"}
    desk.post(f"/people/{person.id}", data=entry | {"email": " market@example.gov.cn "})
    assert _person("handler0").email == "market@example.gov.cn"
    assert 'value="market@example.gov.cn"' in desk.get(f"/people/{person.id}").text
    answer = desk.post(f"/people/{person.id}", data=entry | {"email": "market@"})
    assert answer.status_code == 422 and "不是邮箱地址" in answer.text and 'value="market@"' in answer.text
    desk.post(f"/people/{person.id}", data=entry | {"email": ""})
    assert _person("handler0").email is None
