"""The second step at the door: nothing opens before it, a code opens once, enrolment before all else for who must."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.authenticator import Authenticator, enrolled
from tracker import clock
from tracker.store.db import db, transaction
from tracker.store.models import Factor, JournalEntry, SettingRow
from tracker.usecases.reset_factor import reset_factor


@pytest.fixture
def browser(app, office):
    """A browser in which somebody has given name and password."""
    def knocking(name):
        client = app.test_client()
        client.first = client.post("/sign-in?next=/inbox/", data={"name": name, "password": office.passwords[name]})
        return client

    return knocking


@pytest.fixture
def required(office):
    """The office asks the supervisors for a second factor, as a new installation does."""
    with transaction() as session:
        row = session.scalars(select(SettingRow).where(SettingRow.key == "factor_roles")).one()
        row.value = "督办员"


def asked_for(client, code, **query):
    return client.post("/sign-in/second-step", data={"code": code}, query_string={"next": "/inbox/"} | query)


def key_on(page: str) -> str:
    return re.search(r'<code class="secret">([A-Z2-7 ]+)</code>', page)[1].replace(" ", "")


def codes_on(page: str) -> list[str]:
    return re.findall(r"<code>([a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4})</code>", page)


def journalled(kind):
    return list(db.session.scalars(select(JournalEntry).where(JournalEntry.kind == kind)))


def test_the_password_alone_opens_nothing(browser, office):
    enrolled(office.supervisor.id, clock.now())
    client = browser("supervisor")
    assert client.first.location == "/sign-in/second-step?next=/inbox/"
    for address in ("/", "/orders/", "/inbox/", "/me/password", "/me/factor", "/me/factor/enrol", "/sign-in/enrol"):
        answer = client.get(address)
        assert answer.status_code == 302 and "/sign-in/second-step" in answer.location, address
    assert client.post("/me/factor/remove").status_code == 302
    assert not journalled("person.signed_in")


def test_the_code_opens_what_was_wanted_and_gives_the_session_another_id(browser, office):
    phone, _codes = enrolled(office.supervisor.id, clock.now())
    client = browser("supervisor")
    half_way = client.get_cookie("session").value
    answer = asked_for(client, phone.shows(clock.now()))
    assert (answer.status_code, answer.location) == (302, "/inbox/")
    assert client.get("/inbox/").status_code == 200
    assert [entry.subject for entry in journalled("person.signed_in")] == ["supervisor"]
    client.set_cookie("session", half_way)
    assert "/sign-in" in client.get("/inbox/").location, "what was read before the step opens nothing after it"


def test_the_same_code_does_not_open_twice(browser, office):
    phone, _codes = enrolled(office.supervisor.id, clock.now())
    now = clock.now()
    asked_for(browser("supervisor"), phone.shows(now))
    onlooker = browser("supervisor")
    answer = asked_for(onlooker, phone.shows(now))
    assert answer.status_code == 422 and "动态验证码不对或已用过" in answer.text
    assert "/sign-in/second-step" in onlooker.get("/inbox/").location
    refused = journalled("factor.refused")
    assert [entry.subject for entry in refused] == ["supervisor"]
    assert phone.shows(now) not in str([entry.data for entry in refused])


@pytest.mark.parametrize("typed", ["", "12345", "abcdef"])
def test_what_is_no_code_is_said_beside_the_field_and_counts_as_no_attempt(browser, office, typed):
    enrolled(office.supervisor.id, clock.now())
    answer = asked_for(browser("supervisor"), typed)
    assert answer.status_code == 422 and "6 位数字" in answer.text + "请填写此项 6 位数字" * (typed == "")
    assert not journalled("factor.refused")


def test_wrong_codes_make_the_next_wait_like_wrong_passwords(browser, office):
    phone, codes = enrolled(office.supervisor.id, clock.now())
    client = browser("supervisor")
    for attempt in range(5):
        wrong = f"{(int(phone.shows(clock.now())) + 1 + attempt) % 1_000_000:06d}"
        assert asked_for(client, wrong).status_code == 422
    waiting = asked_for(client, phone.shows(clock.now()))
    assert waiting.status_code == 429 and "失败次数过多" in waiting.text
    assert asked_for(client, codes[0], **{"with": "recovery"}).status_code == 429
    another = browser("supervisor")
    assert another.first.status_code == 302, "a right password neither waits nor takes the count back"
    assert asked_for(another, phone.shows(clock.now())).status_code == 429
    assert [entry.subject for entry in journalled("person.locked")] == ["supervisor"]


def test_a_password_manager_finds_the_field(browser, office):
    enrolled(office.supervisor.id, clock.now())
    page = browser("supervisor").get("/sign-in/second-step").text
    field = re.search(r'<input[^>]*name="code"[^>]*>', page)[0]
    assert 'autocomplete="one-time-code"' in field and 'inputmode="numeric"' in field


def test_a_recovery_code_opens_once_and_the_person_is_told(browser, office):
    _phone, codes = enrolled(office.supervisor.id, clock.now())
    client = browser("supervisor")
    assert "用恢复码" in client.get("/sign-in/second-step").text
    assert asked_for(client, codes[3].upper(), **{"with": "recovery"}).status_code == 302
    inbox = client.get("/inbox/").text
    assert "您的账户用了一个恢复码登录，还剩 9 个" in inbox and "请立即修改密码并联系安全管理员" in inbox
    again = asked_for(browser("supervisor"), codes[3], **{"with": "recovery"})
    assert again.status_code == 422 and "已经用过" in again.text
    assert asked_for(browser("supervisor"), codes[4], **{"with": "recovery"}).status_code == 302
    assert len(journalled("recovery.used")) == 2
    assert not any(code in str(entry.data) for entry in journalled("recovery.used") for code in codes)


def test_what_was_told_of_the_account_is_put_away_with_a_word(browser, office):
    phone, _codes = enrolled(office.supervisor.id, clock.now())
    client = browser("supervisor")
    asked_for(client, phone.shows(clock.now()))
    page = client.get("/inbox/").text
    newest = re.search(r'name="up_to" value="(\d+)"', page)[1]
    client.post("/inbox/read-account", data={"up_to": newest})
    assert "账户安全" not in client.get("/inbox/").text and "已绑定验证器" in client.get("/inbox/?all=1").text


def test_who_must_have_one_is_led_to_enrolment_and_can_do_nothing_else(browser, office, required):
    client = browser("supervisor")
    assert client.first.location == "/sign-in/enrol?next=/inbox/"
    assert "/sign-in/enrol" in client.get("/orders/").location
    page = client.get("/sign-in/enrol?next=/inbox/").text
    assert 'src="data:image/svg+xml' in page and "腾讯身份验证器" in page
    assert key_on(client.get("/sign-in/enrol?next=/inbox/").text) == key_on(page), "loaded again, the same key"
    phone = Authenticator(key_on(page))
    wrong = f"{(int(phone.shows(clock.now())) + 7) % 1_000_000:06d}"
    assert client.post("/sign-in/enrol?next=/inbox/", data={"code": wrong}).status_code == 422
    shown = client.post("/sign-in/enrol?next=/inbox/", data={"code": phone.shows(clock.now())})
    assert shown.status_code == 200 and len(codes_on(shown.text)) == 10
    assert shown.headers["Cache-Control"] == "no-store" and 'href="/inbox/"' in shown.text
    assert client.get("/inbox/").status_code == 200
    assert not codes_on(client.get("/me/factor").text)
    later = browser("supervisor")
    assert later.first.location.startswith("/sign-in/second-step")


def test_nobody_else_is_asked(browser, required):
    assert browser("operator").first.location == "/inbox/"


def test_the_days_of_grace_are_said_and_end(browser, office, required):
    with transaction() as session:
        row = session.scalars(select(SettingRow).where(SettingRow.key == "factor_roles")).one()
        session.add(SettingRow(key="factor_grace_days", value=7, effective_from=row.effective_from, set_at=row.set_at,
                               set_by="系统"))
    client = browser("supervisor")
    assert client.first.location == "/inbox/"
    assert "7 天内绑定验证器" in client.get("/inbox/").text
    with transaction() as session:
        session.get(Factor, office.supervisor.id).asked_at -= timedelta(days=8)
    assert browser("supervisor").first.location.startswith("/sign-in/enrol")


def test_a_reset_ends_the_sessions_and_leads_to_enrolment(browser, office, required):
    phone, _codes = enrolled(office.supervisor.id, clock.now())
    client = browser("supervisor")
    asked_for(client, phone.shows(clock.now()))
    reset_factor(office.supervisor.id, "手机丢失，已当面核对", by=office.security, now=clock.now())
    assert "/sign-in" in client.get("/inbox/").location
    assert "已由安全管理员重置" in client.get("/sign-in").text
    again = browser("supervisor")
    assert again.first.location.startswith("/sign-in/enrol")


def test_a_step_that_was_left_ends_by_itself(browser, office, monkeypatch):
    phone, _codes = enrolled(office.supervisor.id, clock.now())
    client = browser("supervisor")
    later = clock.now() + timedelta(minutes=11)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert "/sign-in?" in asked_for(client, phone.shows(later)).location + "?"
    assert not journalled("person.signed_in")
