"""From a dispatch to the other side's hands: real servers, both databases, every way it can go wrong."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from tests.office import HOUSING, MARKET
from tests.receivers import configured, receiver, smtp_server
from tests.usecases.test_notices import give_address
from tracker.couriers import webhook
from tracker.domain.notices import REST, HookShape, OutboxState
from tracker.store import outbox
from tracker.store.db import db, transaction
from tracker.store.job_runs import Result
from tracker.store.models import Hook, OutboxItem, Person, SettingRow, WorkOrder
from tracker.usecases.send_outbox import Sent, send_outbox

HERE = "https://hotline.example.gov.cn"
ADDRESS = "market@example.gov.cn"


@pytest.fixture
def mailbox(store):
    """A mail server and an installation that knows it."""
    with smtp_server() as (box, server), configured(store, mail=server, base_url=HERE):
        box.server = server
        yield box


@pytest.fixture
def far():
    with receiver() as known:
        yield known


def hook(far, shape=HookShape.GENERIC, secret="", **more):
    with transaction() as session:
        made = Hook(name=f"{shape.label}{len(more)}", shape=shape, url=far.url, secret=secret, **more)
        session.add(made)
        session.flush()
        return made.id


def items():
    db.session.expire_all()
    return list(db.session.scalars(select(OutboxItem).order_by(OutboxItem.id)))


def send(now, mail=None):
    return send_outbox(mail=mail, base_url=HERE, now=now)


def test_a_dispatch_arrives_by_mail_with_its_link_and_nobodys_name(store_office, mailbox, now):
    give_address("handler0", ADDRESS)
    order_id = store_office.travelled("dispatched")
    assert send(now, mailbox.server) == Sent(sent=1)
    letter, = mailbox.letters
    assert letter["To"] == ADDRESS and letter["Subject"] == "热线工单 MJ202603090001 有新进展"
    text = letter.get_content()
    assert "派单至主办 区市场监督管理局，协办 无，答复期限 2026-03-30 17:30" in text
    assert "夜间烧烤油烟扰民" in text and f"{HERE}/orders/{order_id}" in text
    assert not any(word in text for word in ("温", "138", "派单员", "凌晨"))
    assert [(one.state, one.sent_at) for one in items()] == [(OutboxState.SENT, items()[0].sent_at)]
    assert send(now, mailbox.server) == Sent() and len(mailbox.letters) == 1


def test_many_notices_are_one_letter(store_office, mailbox, now):
    give_address("handler0", ADDRESS)
    for _ in range(60):
        store_office.travelled("dispatched")
    assert send(now, mailbox.server) == Sent(sent=60)
    letter, = mailbox.letters
    assert letter["Subject"] == "热线工单：60 条通知"
    assert letter.get_content().count("派单至主办") == 50 and "另有 10 条，请登录系统查看。" in letter.get_content()


def test_a_confidential_order_shows_its_number_alone(store_office, mailbox, now):
    """Even when it was made confidential after the notice was queued."""
    give_address("handler0", ADDRESS)
    order_id = store_office.travelled("dispatched")
    with transaction() as session:
        session.get(WorkOrder, order_id).is_confidential = True
    send(now, mailbox.server)
    text, = mailbox.texts
    assert "MJ202603090001" in text and "保密工单有新进展" in text
    assert "烧烤" not in text and "派单至" not in text


def test_mail_speaks_the_readers_language(store_office, mailbox, now):
    give_address("handler0", ADDRESS)
    with transaction() as session:
        session.get(Person, store_office.market.id).locale = "en"
    store_office.travelled("dispatched")
    send(now, mailbox.server)
    assert "派单至" not in mailbox.texts[0] and "区市场监督管理局" in mailbox.texts[0]


def test_a_mail_that_fails_comes_again_later_each_time_and_is_dead_at_last(store_office, mailbox, now):
    """The office wants three attempts."""
    with transaction() as session:
        session.add(SettingRow(key="send_attempts", value=3, effective_from=now.date(), set_at=now, set_by="管理员"))
    give_address("handler0", ADDRESS)
    store_office.travelled("dispatched")
    mailbox.refusal = "451 try later"
    moment, rests = now, []
    for failure in (1, 2):
        assert send(moment, mailbox.server) == Sent(waiting=1)
        one, = items()
        assert one.failures == failure and one.lease is None
        rests.append(round((one.next_at - moment).total_seconds() / 60))
        assert send(one.next_at - timedelta(seconds=1), mailbox.server) == Sent()  # it rests
        moment = one.next_at
    assert rests == [REST[0].seconds // 60, REST[1].seconds // 60] == [1, 5]
    assert send(moment, mailbox.server) == Sent(dead=1)
    one, = items()
    assert one.state is OutboxState.DEAD and str(Result.from_text(one.trouble)) == "邮件服务器拒收，应答 451：try later"
    mailbox.refusal = "250 OK"
    assert send(moment + timedelta(days=30), mailbox.server) == Sent() and mailbox.letters == []


def test_a_mailbox_that_does_not_exist_is_not_asked_again(store_office, mailbox, now):
    give_address("handler0", ADDRESS)
    store_office.travelled("dispatched")
    mailbox.refusal = "550 no such user"
    assert send(now, mailbox.server) == Sent(dead=1)


def test_a_server_that_is_away_holds_up_nobody_else(store_office, mailbox, far, now):
    give_address("handler0", ADDRESS)
    hook(far)
    store_office.travelled("dispatched")
    away = type(mailbox.server)("127.0.0.1", 1, "none", "hotline@example.gov.cn")
    assert send(now, away) == Sent(sent=1, waiting=1)
    assert len(far.got) == 1
    assert send(now + timedelta(minutes=2), mailbox.server) == Sent(sent=1)


def test_mail_that_waits_when_mail_is_switched_off_says_so(store_office, mailbox, now):
    give_address("handler0", ADDRESS)
    store_office.travelled("dispatched")
    assert send(now, None) == Sent(waiting=1)
    assert "TRACKER_SMTP_HOST" in str(Result.from_text(items()[0].trouble))


def test_a_program_gets_every_notice_with_its_id(store_office, far, now):
    hook(far, secret="s3cret")
    first, second = (store_office.travelled("dispatched") for _ in range(2))
    assert send(now) == Sent(sent=2)
    posted, = far.got
    told = posted.content["notices"]
    assert posted.content["version"] == 1 and posted.content["sent_at"].startswith("2026-03-09T09:00:0")
    assert [one["order"]["url"] for one in told] == [f"{HERE}/orders/{first}", f"{HERE}/orders/{second}"]
    assert told[0] == {
        "id": items()[0].key, "kind": "dispatched", "at": "2026-03-09T09:00:00+08:00",
        "order": {"number": "MJ202603090001", "title": "夜间烧烤油烟扰民", "url": f"{HERE}/orders/{first}"},
        "text": "派单至主办 区市场监督管理局，协办 无，答复期限 2026-03-30 17:30",
    }
    assert posted.headers["X-Tracker-Signature"].startswith("sha256=")


def test_a_receiver_from_before_the_list_of_hosts_gets_nothing(store, store_office, far, now):
    hook(far)
    store_office.travelled("dispatched")
    with configured(store, hook_hosts=("oapi.dingtalk.com",)):
        assert send(now).sent == 0 and far.got == []
    with configured(store, hook_hosts=("127.0.0.1",)):
        assert send(now + timedelta(hours=1)).sent and far.got


@pytest.mark.parametrize("shape", [HookShape.WECOM, HookShape.DINGTALK])
def test_a_robot_gets_one_text_that_fits(store_office, far, now, shape):
    """A robot takes some twenty messages a minute and, of WeCom's, 2048 bytes each."""
    hook(far, shape)
    for _ in range(30):
        store_office.travelled("dispatched", title="夜" * 100)
    assert send(now) == Sent(sent=30)
    posted, = far.got
    text = posted.content["text"]["content"]
    assert posted.content["msgtype"] == "text" and text.startswith("热线工单通知\n\nMJ202603090001　夜夜")
    if shape is HookShape.WECOM:
        assert len(text.encode()) <= 2048 and "条，请登录系统查看。" in text.splitlines()[-1]
        assert text.count("夜" * 100) + int(text.splitlines()[-1].split()[1]) == 30
    else:
        assert text.count("夜" * 100) == 30


def test_a_robot_that_says_no_with_200_has_not_taken_it(store_office, far, now):
    hook_id = hook(far, HookShape.WECOM)
    store_office.travelled("dispatched")
    far.answer = b'{"errcode": 45009, "errmsg": "api freq out of limit"}'
    assert send(now) == Sent(waiting=1)
    assert "45009" in db.session.get(Hook, hook_id).trouble
    far.answer = b'{"errcode": 0}'
    assert send(now + timedelta(minutes=2)) == Sent(sent=1)
    db.session.expire_all()
    assert db.session.get(Hook, hook_id).trouble == ""


def test_an_unwell_receiver_gets_it_when_it_is_well(store_office, far, now):
    hook(far)
    store_office.travelled("dispatched")
    moment = now
    for status in (500, 503, 302):
        far.status = status
        assert send(moment) == Sent(waiting=1)
        moment = items()[0].next_at
    far.status = 204
    far.answer = b""
    assert send(moment) == Sent(sent=1)
    assert len({posted.content["notices"][0]["id"] for posted in far.got}) == 1


def test_a_slow_receiver_is_left_in_time_and_others_are_served(store_office, far, now, monkeypatch):
    monkeypatch.setattr(webhook, "SECONDS", 0.4)
    slow, far.drip = far, 0.2
    with receiver() as quick:
        hook(slow)
        hook(quick, department_id=store_office.units[MARKET])
        store_office.travelled("dispatched")
        assert send(now) == Sent(sent=1, waiting=1)
        assert len(quick.got) == 1


def test_nothing_stored_of_a_failure_holds_the_robots_key(store_office, far, now):
    hook(far)
    store_office.travelled("dispatched")
    far.status = 403
    send(now)
    assert "geheim" not in items()[0].trouble + items()[0].key + items()[0].address


def test_a_receiver_switched_off_since_gets_nothing(store_office, far, now):
    hook_id = hook(far)
    store_office.travelled("dispatched")
    with transaction() as session:
        session.get(Hook, hook_id).is_active = False
    assert send(now) == Sent(dead=1) and far.got == []


def test_a_unit_receives_its_own(store_office, far, now):
    hook(far, department_id=store_office.units[HOUSING])
    store_office.travelled("dispatched")
    assert send(now) == Sent()
    order_id = store_office.register()
    store_office.dispatch(order_id, MARKET, (HOUSING,))
    assert send(now) == Sent(sent=1)


def test_what_a_dead_process_held_is_sent_by_the_next(store_office, far, now):
    hook_id = hook(far)
    store_office.travelled("dispatched")
    channel, address = outbox.due_addresses(now)[0]
    assert address == str(hook_id)
    held = outbox.take(channel, address, now)
    assert outbox.take(channel, address, now) is None and send(now) == Sent()
    later = now + outbox.LEASE + timedelta(seconds=1)
    assert send(later) == Sent(sent=1)
    assert sum(outbox.finish(held, later).values()) == 0  # the dead one's lease is worth nothing any more
    assert len(far.got) == 1


def test_a_letter_that_may_have_arrived_comes_again_as_the_same_letter(store_office, mailbox, now):
    """Its sender died after the server's 250 and before writing that down: the mailbox knows it by its Message-ID."""
    give_address("handler0", ADDRESS)
    store_office.travelled("dispatched")
    held = outbox.take(*outbox.due_addresses(now)[0], now)
    marked = outbox.mark(outbox.letters(held))
    later = now + outbox.LEASE + timedelta(seconds=1)
    store_office.travelled("dispatched", later)  # is no part of the letter that went out
    assert send(later, mailbox.server) == Sent(sent=2)
    again, new = mailbox.letters
    assert again["Message-ID"] == f"<{marked}@example.gov.cn>" != new["Message-ID"]
    assert [text.count("派单至主办") for text in mailbox.texts] == [1, 1]


def test_what_a_slow_receiver_may_have_taken_comes_again_alone(store_office, far, now, monkeypatch):
    monkeypatch.setattr(webhook, "SECONDS", 0.4)
    hook(far)
    far.drip = 0.2
    store_office.travelled("dispatched")
    assert send(now) == Sent(waiting=1)
    far.drip = 0
    later = now + timedelta(minutes=2)
    store_office.travelled("dispatched", later)
    assert send(later) == Sent(sent=2)
    first, again, new = ([one["id"] for one in posted.content["notices"]] for posted in far.got)
    assert first == again != new


def test_a_fault_of_our_own_is_a_failure_like_any_other(store_office, far, now):
    hook(far)
    with transaction() as session:
        session.scalar(select(Hook)).url = "http://[broken/"
    store_office.travelled("dispatched")
    assert send(now) == Sent(waiting=1)
    assert "ValueError" in items()[0].trouble


def test_a_receiver_whose_sealed_address_does_not_open_stops_nobody_else(store_office, far, now):
    broken = hook(far, secret="k")
    hook(far, HookShape.WECOM)
    with transaction() as session:
        session.execute(text("UPDATE hook SET url = secret WHERE id = :id"), {"id": broken})
    store_office.travelled("dispatched")
    assert send(now) == Sent(sent=1, waiting=1)
    assert len(far.got) == 1 and ["Tampered" in item.trouble for item in items()] == [True, False]


def test_what_was_sent_long_ago_is_forgotten(store_office, far, now):
    hook(far)
    store_office.travelled("dispatched")
    send(now)
    send(now + timedelta(days=29))
    assert len(items()) == 1
    send(now + timedelta(days=31))
    assert items() == []
