"""每日提醒: one a person and morning, of what is the person's own; nothing when nothing presses."""

from datetime import datetime, timedelta

import pytest
from freezegun import freeze_time
from sqlalchemy import select

from tests.office import HOUSING, MARKET, order
from tests.receivers import configured
from tracker import clock
from tracker.domain.counting import Limit
from tracker.domain.words import Step, Unit
from tracker.jobs import runner
from tracker.jobs.schedule import job_named
from tracker.mail_settings import MailServer
from tracker.reads.digest import newest_digest, todays_unread
from tracker.store.db import db, transaction
from tracker.store.models import Digest, OutboxItem, Person
from tracker.store.outbox import Letter
from tracker.store.promiser import Promiser
from tracker.usecases.give_interim_reply import give_interim_reply
from tracker.usecases.open_digest import open_digest
from tracker.usecases.send_digest import send_digest
from tracker.usecases.sign_order import sign_order
from tracker.usecases.wording_messages import lines

MINUTE = timedelta(minutes=1)
SERVER = MailServer("mail.example.gov.cn", 587, "starttls", "hotline@example.gov.cn")


def at(text):
    """A moment in the office."""
    return datetime.fromisoformat(text).replace(tzinfo=clock.LOCAL)


OPENING = at("2026-03-31 08:30")
"The Tuesday after the orders of the test's Monday, 03-09, were due."


def told(day="2026-03-31"):
    """Sign-in name → {heading: count} of the day's digests."""
    wanted = select(Person.sign_in_name, Digest.items).join(Digest, Digest.person_id == Person.id).where(
        Digest.on == at(f"{day} 00:00").date())
    return {name: {code: under["count"] for code, under in items.items()} for name, items in db.session.execute(wanted)}


def test_nobody_is_told_of_nothing(store_office, now):
    store_office.travelled("closed")
    store_office.travelled("contacted")  # in time, signed, contacted
    assert send_digest(now=now + timedelta(days=2)) == 0
    assert told() == {}


def test_each_unit_hears_of_its_own_and_a_supervisor_of_all(store_office):
    late, fresh = store_office.travelled("contacted"), store_office.register(at("2026-03-30 10:00"))
    store_office.dispatch(fresh, HOUSING, now=at("2026-03-30 10:00"))
    assert send_digest(now=OPENING) == 3
    assert told() == {
        "handler0": {"overdue": 1},
        "handler1": {"due_today": 1, "unsigned": 1, "uncontacted": 1},
        "supervisor": {"overdue": 1, "due_today": 1, "unsigned": 1, "uncontacted": 1},
    }
    shown = newest_digest(by=store_office.market, now=OPENING)
    assert [(under.heading.value, [row.id for row in under.orders]) for under in shown.headings] == [
        ("overdue", [late])]


def test_a_person_has_one_a_day(store_office):
    store_office.travelled("contacted")
    assert [send_digest(now=OPENING + timedelta(minutes=minutes)) for minutes in (0, 5, 300)] == [2, 0, 0]
    assert send_digest(now=OPENING + timedelta(days=1)) == 2
    assert set(told("2026-04-01")) == {"handler0", "supervisor"}


@pytest.mark.parametrize("closed", ["2026-03-31 08:29", "2026-03-31 17:30", "2026-03-31 02:00", "2026-04-05 10:00"])
def test_none_goes_out_at_night_or_on_a_day_off(office, closed):
    office.travelled("contacted")
    assert send_digest(now=at(closed)) == 0


def test_a_late_co_handler_stands_in_its_own_digest_and_its_leads(store_office, now):
    order_id = store_office.register()
    store_office.dispatch(order_id, MARKET, (HOUSING,))
    sign_order(order_id, by=store_office.market, now=now + MINUTE)
    with transaction():
        Promiser(now).give_limit(
            order(order_id), Step.CO, now, Limit(2, Unit.WORKING_DAY), "协办期限", store_office.units[HOUSING])
    send_digest(now=at("2026-03-12 08:30"))
    found = told("2026-03-12")
    assert found["handler1"] == {"co_late": 1} and found["handler0"]["co_late"] == 1
    assert "handler2" not in found


def test_the_day_of_an_interim_reply(store_office, now):
    order_id = store_office.travelled("contacted")
    give_interim_reply(
        order_id, public_answer="已取样。", next_on=at("2026-03-12 00:00").date(), by=store_office.market,
        now=now + timedelta(hours=1))
    send_digest(now=at("2026-03-12 08:30"))
    assert told("2026-03-12")["handler0"] == {"interim_due": 1}


def test_who_cannot_sign_in_gets_none(store_office):
    store_office.travelled("contacted")
    with transaction() as session:
        session.get(Person, store_office.market.id).is_active = False
    send_digest(now=OPENING)
    assert set(told()) == {"supervisor"}


def test_many_are_counted_and_the_most_pressing_named(office):
    for _ in range(23):
        office.travelled("contacted")
    send_digest(now=OPENING)
    under, = newest_digest(by=office.market, now=OPENING).headings
    assert (under.count, len(under.orders)) == (23, 20)


def test_a_digest_holds_no_caller(office):
    office.travelled("contacted", caller_name="温小姐", caller_phone="13812345678")
    send_digest(now=OPENING)
    kept = str(db.session.scalars(select(Digest.items)).all())
    assert "温" not in kept and "138" not in kept


def test_it_is_read_when_it_is_opened_and_belongs_to_its_day(office):
    office.travelled("contacted")
    send_digest(now=OPENING)
    assert todays_unread(by=office.market, now=OPENING) is not None
    assert todays_unread(by=office.market, now=OPENING + timedelta(days=1)) is None
    open_digest(by=office.market, now=OPENING + MINUTE)
    assert todays_unread(by=office.market, now=OPENING + MINUTE) is None
    assert todays_unread(by=office.supervisor, now=OPENING) is not None


def test_the_job_runs_once_when_the_office_opens(store_office):
    store_office.travelled("contacted")
    job = job_named("digest")
    assert job.period(at("2026-03-31 08:29")) == "2026-03-30"
    early = runner.run_due(job, now=at("2026-03-31 00:05"))  # a fresh house, at night: yesterday's period, nobody told
    assert early.period == "2026-03-30" and told() == {}
    ran = runner.run_due(job, now=OPENING)
    assert (ran.period, str(ran.result)) == ("2026-03-31", "已向 2 人发出每日提醒。")
    assert runner.run_due(job, now=OPENING + 5 * MINUTE) is None
    assert job.missing(at("2026-03-31 10:00")) == ["2026-03-31"]  # missed at 08:30, still made in the morning
    assert job.missing(at("2026-03-31 20:00")) == job.missing(at("2026-04-05 10:00")) == []


def test_the_desk_says_it_once_and_lists_it(app, office):
    late = office.travelled("contacted")
    send_digest(now=OPENING)
    with freeze_time(OPENING + MINUTE):
        client = app.test_client()
        client.post("/sign-in", data={"name": "handler0", "password": office.passwords["handler0"]})
        assert "已超期 1 件" in client.get("/").text
        page = client.get("/digest").text
        assert f"/orders/{late}" in page and order(late).number in page
        assert "今日提醒" not in client.get("/").text
        other = app.test_client()
        other.post("/sign-in", data={"name": "handler2", "password": office.passwords["handler2"]})
        assert "还没有每日提醒" in other.get("/digest").text


def test_without_a_mail_server_no_mail_is_queued(office):
    with transaction() as session:
        session.get(Person, office.market.id).email = "market@example.gov.cn"
    office.travelled("contacted")
    send_digest(now=OPENING)
    assert db.session.scalars(select(OutboxItem)).all() == []


def test_a_digest_goes_to_the_mailbox_of_who_wants_it(store, store_office):
    with transaction() as session:
        session.get(Person, store_office.market.id).email = "market@example.gov.cn"
        supervisor = session.get(Person, store_office.supervisor.id)
        supervisor.email, supervisor.wants_mail = "duban@example.gov.cn", False
    late = store_office.travelled("contacted")
    with configured(store, mail=SERVER, base_url="https://hotline.example.gov.cn"):
        send_digest(now=OPENING)
        send_digest(now=OPENING + 5 * MINUTE)
    letter, = db.session.scalars(select(OutboxItem).where(OutboxItem.digest_id.is_not(None)))
    assert (letter.address, letter.next_at) == ("market@example.gov.cn", OPENING)
    line, = lines([Letter(letter, None, None)], "https://hotline.example.gov.cn")
    assert line.text == f"已超期 1 件（{order(late).number}）" and line.url.endswith("/digest")
