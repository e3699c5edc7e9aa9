"""通知渠道: receivers, their secrets, the test message, and the dead letters, for administrators alone."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.office import MARKET
from tests.receivers import configured, receiver
from tests.usecases.test_notices import SERVER, give_address
from tracker.domain.notices import HookShape, OutboxState
from tracker.store.db import db
from tracker.store.models import Hook, JournalEntry, OutboxItem
from tracker.usecases.send_outbox import Sent, send_outbox

ADDRESS = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=geheim"
NEW = {"name": "热线群", "shape": "generic", "url": ADDRESS, "secret": "s3cret", "department_id": ""}


@pytest.fixture
def client(app, office):
    def signed_in(name):
        client = app.test_client()
        answer = client.post("/sign-in", data={"name": name, "password": office.passwords[name]})
        assert answer.status_code == 302
        return client

    return signed_in


def entries(kind):
    return db.session.scalars(select(JournalEntry).where(JournalEntry.kind == kind).order_by(JournalEntry.id)).all()


def hook():
    db.session.expire_all()
    return db.session.scalars(select(Hook)).one()


def items():
    db.session.expire_all()
    return db.session.scalars(select(OutboxItem).order_by(OutboxItem.id)).all()


def test_a_fresh_house_says_what_is_missing(client):
    page = client("administrator").get("/outbox/").text
    for words in ("还没有推送通道", "没有设置邮件服务器", "TRACKER_BASE_URL", "没有未能送达的消息"):
        assert words in page


def test_the_mail_server_is_named_without_its_password(app, client):
    with configured(app, mail=SERVER, base_url="https://hotline.example.gov.cn"):
        page = client("administrator").get("/outbox/").text
    assert "mail.example.gov.cn:587" in page and "TRACKER_BASE_URL" not in page


def test_key_and_secret_are_never_shown_again(client):
    desk = client("administrator")
    answer = desk.post("/outbox/hooks/new", data=NEW, follow_redirects=True)
    assert "已新增“热线群”" in answer.text
    pages = [answer.text, desk.get("/outbox/").text, desk.get(f"/outbox/hooks/{hook().id}").text]
    journal = str([(entry.subject, entry.data) for entry in entries("hook.added")])
    assert "https://qyapi.weixin.qq.com/cgi-bin/webhook/send" in journal
    for text in [*pages, journal]:
        assert "geheim" not in text and "s3cret" not in text


def test_a_change_keeps_what_was_left_blank(client):
    desk = client("administrator")
    desk.post("/outbox/hooks/new", data=NEW)
    change = {"name": "热线大群", "shape": "generic", "url": "", "secret": "", "is_active": "y"}
    desk.post(f"/outbox/hooks/{hook().id}", data=change)
    assert (hook().name, hook().url, hook().secret) == ("热线大群", ADDRESS, "s3cret")
    moved = "https://new.example.gov.cn/x?key=neu"
    desk.post(f"/outbox/hooks/{hook().id}", data=change | {"url": moved, "no_secret": "y"})
    assert (hook().url, hook().secret) == (moved, "")
    last = entries("hook.changed")[-1].data
    assert last["after"]["renewed"] == ["url", "secret"] and "neu" not in str(last)


@pytest.mark.parametrize(("entry", "words"), [
    ({"name": ""}, "请填写此项"), ({"url": "qyapi.weixin.qq.com/send"}, "请填写完整的网址"),
    ({"url": "ftp://example.gov.cn/"}, "请填写完整的网址"), ({"url": "file:///etc/passwd"}, "请填写完整的网址"),
    ({"url": "http://me:pw@example.gov.cn/"}, "请填写完整的网址"), ({"url": "http://"}, "请填写完整的网址"),
    ({"url": "http://example.gov.cn:99999/"}, "请填写完整的网址"), ({"url": "http://exa mple/"}, "请填写完整的网址"),
    ({"url": "http://[broken/"}, "请填写完整的网址"), ({"url": "http://x/\r\nHost: y"}, "请填写完整的网址"),
])
def test_what_cannot_be_called_is_refused_at_its_field(client, entry, words):
    answer = client("administrator").post("/outbox/hooks/new", data=NEW | entry)
    assert answer.status_code == 422 and words in answer.text
    assert db.session.scalars(select(Hook)).all() == []


def test_only_the_hosts_that_the_installation_allows_are_called(client, app):
    desk = client("administrator")
    with configured(app, hook_hosts=("oapi.dingtalk.com", ".bureau.gov.cn")):
        for url in (ADDRESS, "https://oapi.dingtalk.com.evil.example/x", "http://169.254.169.254/x", "http://[::1]/"):
            answer = desk.post("/outbox/hooks/new", data=NEW | {"url": url})
            assert answer.status_code == 422 and "不能推送到这个主机" in answer.text, url
        assert db.session.scalars(select(Hook)).all() == []
        desk.post("/outbox/hooks/new", data=NEW | {"url": "https://OAPI.dingtalk.com/robot/send?access_token=x"})
        answer = desk.post(f"/outbox/hooks/{hook().id}", data=NEW | {"url": ADDRESS, "is_active": "y"})
        assert answer.status_code == 422 and hook().url.startswith("https://OAPI.dingtalk.com/")


def test_two_receivers_need_two_names(client):
    desk = client("administrator")
    desk.post("/outbox/hooks/new", data=NEW)
    answer = desk.post("/outbox/hooks/new", data=NEW)
    assert answer.status_code == 422 and "已有叫“热线群”的推送通道" in answer.text


def test_a_test_message_goes_the_way_of_all_and_its_outcome_is_shown(client, now):
    desk = client("administrator")
    with receiver() as far:
        desk.post("/outbox/hooks/new", data=NEW | {"url": far.url})
        answer = desk.post(f"/outbox/hooks/{hook().id}/try", follow_redirects=True)
        assert "测试消息已进入发件箱" in answer.text and "还没有发送过" in answer.text
        assert far.got == []  # the page did not wait for it
        assert send_outbox(mail=None, base_url="", now=items()[0].next_at) == Sent(sent=1)
        posted, = far.got
        assert posted.content["notices"][0]["kind"] == "test" and posted.content["notices"][0]["order"] is None
        assert "成功" in desk.get("/outbox/").text
        far.status = 500
        desk.post(f"/outbox/hooks/{hook().id}/try")
        assert send_outbox(mail=None, base_url="", now=items()[-1].next_at) == Sent(waiting=1)
        assert "对方拒收，应答 500。" in desk.get("/outbox/").text
    assert len(entries("hook.tried")) == 2


def test_one_switched_off_is_not_tested(client):
    desk = client("administrator")
    desk.post("/outbox/hooks/new", data=NEW)
    desk.post(f"/outbox/hooks/{hook().id}", data={"name": "热线群", "shape": "generic"})
    assert hook().is_active is False
    answer = desk.post(f"/outbox/hooks/{hook().id}/try")
    assert answer.status_code == 409 and "已停用" in answer.text and items() == []


def test_a_units_receiver_says_whose_it_is(client, office):
    desk = client("administrator")
    desk.post("/outbox/hooks/new", data=NEW | {"department_id": str(office.units[MARKET]), "shape": "dingtalk"})
    assert hook().department_id == office.units[MARKET] and hook().shape is HookShape.DINGTALK
    assert MARKET in desk.get("/outbox/").text


@pytest.fixture
def dead(app, client, office, now):
    """Two dead letters to a mail server that is away, and the administrator's desk."""
    give_address("handler0", "market@example.gov.cn")
    with configured(app, mail=SERVER):
        for _ in range(2):
            office.travelled("dispatched")
    for item in items():
        item.failures = 7
    db.session.commit()
    assert send_outbox(mail=None, base_url="", now=now) == Sent(dead=2)
    return client("administrator")


def test_dead_letters_say_what_to_whom_and_why_but_nothing_of_the_matter(dead):
    page = dead.get("/outbox/").text
    for words in ("MJ202603090001", "market@example.gov.cn", "没有设置邮件服务器（TRACKER_SMTP_HOST）。"):
        assert words in page
    assert "烧烤" not in page


def test_one_dead_letter_is_sent_again_and_one_given_up(dead, now):
    first, second = (item.id for item in items())
    assert "1 条消息将在一分钟内重新发送" in dead.post(f"/outbox/messages/{first}/retry", follow_redirects=True).text
    assert "已放弃 1 条消息" in dead.post(f"/outbox/messages/{second}/drop", follow_redirects=True).text
    assert [(item.state, item.failures) for item in items()] == [(OutboxState.WAITING, 0), (OutboxState.DROPPED, 8)]
    assert len(entries("outbox.retried")) == len(entries("outbox.dropped")) == 1
    # A second click on a page that is old finds nothing left to do.
    assert "0 条消息" in dead.post(f"/outbox/messages/{second}/retry", follow_redirects=True).text
    assert items()[1].state is OutboxState.DROPPED


def test_all_are_sent_again_or_given_up_at_once(dead):
    dead.post("/outbox/messages/retry")
    assert [item.state for item in items()] == [OutboxState.WAITING] * 2
    for item in items():
        item.state = OutboxState.DEAD
    db.session.commit()
    dead.post("/outbox/messages/drop")
    assert [item.state for item in items()] == [OutboxState.DROPPED] * 2


@pytest.mark.parametrize("name", ["operator", "dispatcher", "handler0", "reviewer", "callback", "supervisor"])
def test_nobody_else_comes_in(client, name):
    desk = client(name)
    assert desk.get("/outbox/").status_code == 403 and "通知渠道" not in desk.get("/inbox/").text
    for address in ("/outbox/hooks/new", "/outbox/hooks/1/try", "/outbox/messages/retry", "/outbox/messages/1/drop"):
        assert desk.post(address, data=NEW).status_code == 403
    assert db.session.scalars(select(Hook)).all() == []


def test_what_waits_although_it_is_due_is_told(client, app, office, now):
    give_address("handler0", "market@example.gov.cn")
    with configured(app, mail=SERVER):
        office.travelled("dispatched", now=now - timedelta(days=1))
    assert "最早应于 2026-03-08 09:00 发出" in client("administrator").get("/outbox/").text


def test_a_dead_receiver_slows_no_page(app, client, office, now, monkeypatch):
    """Everybody's mail server and every receiver are out of reach; dispatching opens no connection at all."""
    give_address("handler0", "market@example.gov.cn")
    client("administrator").post("/outbox/hooks/new", data=NEW | {"url": "http://192.0.2.1/hook"})
    order_id = office.register()

    def refuse(*_args, **_more):
        raise AssertionError("a page must not reach out")

    desk = client("dispatcher")
    monkeypatch.setattr("socket.create_connection", refuse)
    with configured(app, mail=SERVER):
        answer = desk.post(f"/orders/{order_id}/dispatch", data={
            "lead_id": str(office.units[MARKET]), "version": "1"})
    assert answer.status_code == 302
    assert [item.state for item in items()] == [OutboxState.WAITING] * 2
