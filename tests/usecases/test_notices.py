"""Who finds what in the inbox and what lies in the outbox after each step, on both databases."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import select

from tests.office import HOUSING, MARKET, TOWN
from tests.receivers import configured
from tracker.domain.notices import HookShape, OutChannel
from tracker.domain.road_words import VoidKind
from tracker.domain.timeline import Entry
from tracker.domain.words import Part, Role, Step
from tracker.mail_settings import MailServer
from tracker.store import orders, promises
from tracker.store.db import db, transaction
from tracker.store.models import Assignment, Deputy, Hook, Notice, OutboxItem, Person, PersonRole, TimelineEntry
from tracker.store.story import tell
from tracker.usecases.dispatch_order import dispatch_order
from tracker.usecases.flag_due_orders import flag_due_orders
from tracker.usecases.merge_orders import merge_orders
from tracker.usecases.redispatch_order import redispatch_order
from tracker.usecases.review_reply import pass_reply, send_back_reply
from tracker.usecases.sign_order import sign_order
from tracker.usecases.void_order import void_order

SERVER = MailServer("mail.example.gov.cn", 587, "starttls", "hotline@example.gov.cn")


@pytest.fixture
def mailing(store):
    """An installation that sends mail."""
    with configured(store, mail=SERVER, base_url="https://hotline.example.gov.cn"):
        yield


def told(order_id):
    """(sign-in name, kind) of every notice of the order, in order."""
    wanted = (
        select(Person.sign_in_name, TimelineEntry.kind).join(Notice, Notice.person_id == Person.id)
        .join(TimelineEntry, TimelineEntry.id == Notice.entry_id).where(Notice.order_id == order_id)
        .order_by(Notice.id)
    )
    return [tuple(row) for row in db.session.execute(wanted)]


def unread(order_id):
    wanted = select(Person.sign_in_name).join(Notice, Notice.person_id == Person.id).where(
        Notice.order_id == order_id, Notice.read_at.is_(None)).order_by(Person.sign_in_name)
    return list(db.session.scalars(wanted))


def outbox():
    wanted = select(OutboxItem.channel, OutboxItem.address).order_by(OutboxItem.id)
    return [tuple(row) for row in db.session.execute(wanted)]


def give_address(name, address, wants_mail=True):
    with transaction() as session:
        person = session.scalar(select(Person).where(Person.sign_in_name == name))
        person.email, person.wants_mail = address, wants_mail


def add_hook(name, unit_id=None, is_active=True):
    with transaction() as session:
        hook = Hook(name=name, shape=HookShape.GENERIC, url="https://hooks.example.gov.cn/", department_id=unit_id,
                    is_active=is_active)
        session.add(hook)
        session.flush()
        return str(hook.id)


def test_the_straight_road_tells_each_desk_its_turn(store_office):
    order_id = store_office.travelled("closed")
    assert told(order_id) == [("handler0", "dispatched"), ("reviewer", "replied"), ("callback", "passed")]
    assert unread(order_id) == []  # everybody who was told has acted since


def test_co_handlers_are_told_of_their_part_and_others_are_not(store_office):
    order_id = store_office.register()
    store_office.dispatch(order_id, MARKET, (HOUSING,))
    assert sorted(told(order_id)) == [("handler0", "dispatched"), ("handler1", "dispatched")]


def test_a_reply_sent_back_is_told_to_the_lead(store_office, now):
    order_id = store_office.travelled("replied")
    send_back_reply(order_id, reason="请写明依据", by=store_office.reviewer, now=now + timedelta(hours=25))
    assert told(order_id)[-1] == ("handler0", "sent_back")
    assert unread(order_id) == ["handler0"]


def test_who_acts_has_seen_what_was_told_before_and_nobody_else_has(store_office, now):
    order_id = store_office.register()
    store_office.dispatch(order_id, MARKET, (HOUSING,))
    sign_order(order_id, by=store_office.housing, now=now + timedelta(minutes=1))
    assert unread(order_id) == ["handler0"]


def test_who_does_it_is_not_told_of_it(store_office, now):
    """A reviewer who is on callback duty as well passes a reply."""
    with transaction() as session:
        session.add(PersonRole(person_id=store_office.reviewer.id, role=Role.CALLBACK))
    order_id = store_office.travelled("replied")
    pass_reply(order_id, by=store_office.reviewer, now=now + timedelta(hours=25))
    assert [name for name, kind in told(order_id) if kind == "passed"] == ["callback"]


def test_a_deputy_is_told_along_with_the_absent_person(store_office, now):
    """A colleague of the unit stands in this week, one of another unit once did."""
    with transaction() as session:
        absent = session.get(Person, store_office.market.id)
        colleague = Person(
            sign_in_name="colleague", name="经办人乙", password_hash="x", department_id=absent.department_id,
            created_at=now, roles=[PersonRole(role=Role.OPERATOR)])
        session.add(colleague)
        session.flush()
        for deputy_id, days in ((colleague.id, 0), (store_office.town.id, 0), (store_office.reviewer.id, 30)):
            session.add(Deputy(
                person_id=absent.id, deputy_id=deputy_id, from_on=now.date() - timedelta(days=days),
                to_on=now.date() - timedelta(days=days - 3), made_at=now, made_by="管理员"))
    order_id = store_office.travelled("dispatched")
    assert sorted(name for name, _ in told(order_id)) == ["colleague", "handler0"]


def test_a_unit_whose_part_has_ended_is_told_nothing_more(store_office, now):
    order_id = store_office.register()
    store_office.dispatch(order_id, MARKET, (HOUSING,))
    with transaction() as session:
        part = session.scalar(select(Assignment).where(Assignment.part == Part.CO))
        part.ended_at = now
        order = orders.locked(order_id, store_office.supervisor)
        tell(order, Entry.EXTENSION_GRANTED, store_office.supervisor, now, old=now.isoformat(), new=now.isoformat())
    assert [name for name, kind in told(order_id) if kind == "extension_granted"] == ["handler0"]
    with transaction():
        order = orders.locked(order_id, store_office.dispatcher)
        housing = store_office.units[HOUSING]
        tell(order, Entry.RETURN_DENIED, store_office.dispatcher, now, unit=HOUSING, unit_id=housing)
    assert told(order_id)[-1] == ("handler1", "return_denied")


def test_who_cannot_sign_in_is_not_told(store_office):
    with transaction() as session:
        session.get(Person, store_office.market.id).is_active = False
    order_id = store_office.register()
    store_office.dispatch(order_id)
    assert told(order_id) == []


def test_deadlines_are_told_to_whose_step_it_is_and_lateness_to_supervisors(store_office):
    order_id = store_office.travelled("contacted")
    promise = promises.open_promise(order_id, Step.REPLY)
    flag_due_orders(now=promise.due_at - timedelta(hours=1))
    flag_due_orders(now=promise.due_at + timedelta(hours=15))  # the next morning
    flag_due_orders(now=promise.due_at + timedelta(hours=16))
    assert sorted(told(order_id)[1:]) == [
        ("handler0", "due_soon"), ("handler0", "overdue"), ("supervisor", "overdue")]


def test_a_late_callback_is_told_to_the_callback_desk(store_office):
    order_id = store_office.travelled("passed")
    late = promises.open_promise(order_id, Step.CALLBACK).due_at + timedelta(days=2, hours=15)  # Friday: on Monday
    flag_due_orders(now=late)
    assert sorted(name for name, kind in told(order_id) if kind == "overdue") == ["callback", "supervisor"]


def test_without_a_mail_server_nothing_is_queued(store_office):
    give_address("handler0", "market@example.gov.cn")
    store_office.travelled("dispatched")
    assert outbox() == []


@pytest.mark.usefixtures("mailing")
def test_mail_goes_to_who_has_an_address_and_wants_it(store_office):
    give_address("handler0", "market@example.gov.cn")
    give_address("reviewer", "review@example.gov.cn", wants_mail=False)
    store_office.travelled("replied")
    assert outbox() == [(OutChannel.MAIL, "market@example.gov.cn")]


@pytest.mark.usefixtures("mailing")
def test_a_shared_mailbox_gets_one_letter_of_an_entry(store_office):
    for name in ("handler0", "handler1"):
        give_address(name, "office@example.gov.cn")
    order_id = store_office.register()
    store_office.dispatch(order_id, MARKET, (HOUSING,))
    assert len(told(order_id)) == 2 and len(outbox()) == 1


@pytest.mark.usefixtures("mailing")
def test_receivers_hear_everything_or_what_their_unit_is_told(store_office):
    whole, market, town = add_hook("热线群"), add_hook("市监群", store_office.units[MARKET]), \
        add_hook("西阳群", store_office.units[TOWN])
    add_hook("旧群", is_active=False)
    order_id = store_office.travelled("replied")
    assert outbox() == [
        (OutChannel.WEBHOOK, whole), (OutChannel.WEBHOOK, market),  # dispatched
        (OutChannel.WEBHOOK, whole),                                # replied: the reviewers' affair
    ]
    assert (OutChannel.WEBHOOK, town) not in outbox() and len(told(order_id)) == 2


@pytest.mark.usefixtures("mailing")
def test_what_is_undone_has_told_nobody(store_office, now, monkeypatch):
    """The last write of a dispatch fails: order, story, inbox and outbox are as before."""
    give_address("handler0", "market@example.gov.cn")
    add_hook("热线群")
    order_id = store_office.register()
    move = orders.move

    def move_and_fall(*args, **more):
        move(*args, **more)
        db.session.flush()
        assert len(told(order_id)) == 1 and len(outbox()) == 2
        raise RuntimeError("the power goes out")

    monkeypatch.setattr(orders, "move", move_and_fall)
    with pytest.raises(RuntimeError):
        dispatch_order(order_id, lead_id=store_office.units[MARKET], by=store_office.dispatcher, now=now)
    assert told(order_id) == [] and outbox() == []


@pytest.mark.usefixtures("mailing")
def test_reminders_wait_for_office_hours(store_office):
    give_address("handler0", "market@example.gov.cn")
    order_id = store_office.travelled("contacted")
    due_at = promises.open_promise(order_id, Step.REPLY).due_at  # Monday 2026-03-30, 17:30
    flag_due_orders(now=due_at + timedelta(minutes=1))
    assert "overdue" not in [kind for _name, kind in told(order_id)]
    morning = due_at + timedelta(hours=15)  # Tuesday 08:30
    flag_due_orders(now=morning)
    letter = db.session.scalars(select(OutboxItem).order_by(OutboxItem.id.desc())).first()
    notice = db.session.scalars(select(Notice).order_by(Notice.id.desc())).first()
    assert letter.next_at == notice.at == morning


@pytest.mark.usefixtures("mailing")
def test_no_caller_stands_in_anything_that_is_queued(store_office):
    """After a whole road with every channel on; whole rows are looked at, whatever their columns."""
    for name in store_office.actors:
        give_address(name, f"{name}@example.gov.cn")
    add_hook("热线群")
    store_office.travelled("closed")
    rows = [
        str(tuple(row)) for table in (Notice, OutboxItem, Hook)
        for row in db.session.execute(sa.select(table.__table__))
    ]
    assert len(rows) >= 3 + 6 + 1
    assert not [row for row in rows if any(word in row for word in ("温", "138", "5678", "烧烤"))]


def test_telling_asks_the_same_number_of_questions_however_many_are_told(store_office, now):
    """Twenty people in the unit cost no query more than one."""
    def questions(order_id):
        count = 0

        def counting(*_):
            nonlocal count
            count += 1

        sa.event.listen(db.engine, "before_cursor_execute", counting)
        try:
            store_office.dispatch(order_id)
        finally:
            sa.event.remove(db.engine, "before_cursor_execute", counting)
        return count

    few = questions(store_office.register())
    with transaction() as session:
        one = session.get(Person, store_office.market.id)
        for number in range(20):
            session.add(Person(
                sign_in_name=f"more{number}", name="经办人", password_hash="x", department_id=one.department_id,
                created_at=now, roles=[PersonRole(role=one.roles[0].role)]))
    order_id = store_office.register()
    assert questions(order_id) == few
    assert len(told(order_id)) == 21


def test_every_unit_that_loses_an_order_is_told(store_office, now):
    """Redispatched, returned or merged: the lead and its co-handlers hear of it, and of nothing after that."""
    later, everybody = now + timedelta(hours=1), ["handler0", "handler1", "handler2"]
    moved, returned, merged = (store_office.with_co(HOUSING, TOWN) for _ in range(3))
    redispatch_order(
        moved, lead_id=store_office.units[HOUSING], reason="属住建职责", by=store_office.dispatcher, now=later)
    assert [name for name, kind in told(moved) if kind == "redispatched"] == everybody
    store_office.returned(returned, now=later)
    assert [name for name, kind in told(returned) if kind == "return_granted"] == everybody
    with transaction():
        number = orders.locked(store_office.register(), store_office.dispatcher).number
    merge_orders([merged], master_number=number, by=store_office.dispatcher, now=later)
    assert [name for name, kind in told(merged) if kind == "merged"] == everybody


def test_the_masters_lead_is_not_told_of_a_repeat_that_it_cannot_see(store_office, now):
    master, repeat = store_office.travelled("replied"), store_office.register()
    with transaction():
        number = orders.locked(master, store_office.dispatcher).number
    merge_orders([repeat], master_number=number, by=store_office.dispatcher, now=now + timedelta(hours=24))
    pass_reply(master, by=store_office.reviewer, now=now + timedelta(hours=25))
    void_order(
        repeat, kind=VoidKind.WITHDRAWN, reason="诉求人撤回", by=store_office.dispatcher, now=now + timedelta(hours=26))
    assert [name for name, _kind in told(repeat) if name.startswith("handler")] == []
