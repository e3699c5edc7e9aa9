"""AB岗: roles are lent for a span of days and taken back at once; a deputy acts in the own name, “代”."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from tests.office import ANSWER, HOUSING, MARKET
from tests.usecases.journal import last_entry
from tracker import clock
from tracker.domain.deputies import Span
from tracker.domain.permissions import Permission
from tracker.domain.refusals import AlreadyDone, InvalidEntries, NotFound, NotPermitted
from tracker.domain.staffing import Post
from tracker.domain.words import ContactMethod, Role
from tracker.reads.deputies import DeputyState, deputy_page
from tracker.reads.desk import own_queues
from tracker.reads.order_page import order_page
from tracker.seeds.demo import new_person
from tracker.store import people
from tracker.store.db import db, transaction
from tracker.store.models import Department, Deputy, Notice, Person
from tracker.usecases.assign_roles import assign_roles
from tracker.usecases.change_person import change_person
from tracker.usecases.dispatch_order import dispatch_order
from tracker.usecases.end_deputy import end_deputy
from tracker.usecases.name_deputy import name_deputy
from tracker.usecases.record_contact import record_contact
from tracker.usecases.sign_order import sign_order
from tracker.usecases.submit_reply import submit_reply

WEEK = Span(date(2026, 3, 9), date(2026, 3, 13))
"Monday to Friday."


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-03-{text}").replace(tzinfo=clock.LOCAL)


def acting(name: str, now: datetime):
    """The person as of `now`, with what is lent."""
    db.session.expire_all()
    person = db.session.scalar(select(Person).where(Person.sign_in_name == name))
    return people.actor(person, now.astimezone(clock.LOCAL).date())


def lend(office, now, person="dispatcher", deputy="operator", span=WEEK, by=None):
    actors = office.actors
    return name_deputy(actors[person].id, actors[deputy].id, span, reason="年休假", by=by or actors[person], now=now)


def second_handler(now, unit=MARKET):
    with transaction():
        new_person("second", "李四", Role.HANDLER, db.session.scalar(select(Department).where(
            Department.name == unit)), now)
    return acting("second", now)


@pytest.mark.parametrize(("moment", "may"), [
    ("08T23:59:59", False), ("09T00:00:00", True), ("13T23:59:59", True), ("14T00:00:00", False),
])
def test_the_span_begins_and_ends_at_local_midnight(store_office, now, moment, may):
    lend(store_office, now - timedelta(days=1))
    assert acting("operator", at(moment)).may(Permission.DISPATCH_ORDER) is may


def test_a_deputy_sees_the_queue_dispatches_and_signs_for_the_absent_one(store_office, now):
    order_id = store_office.register()
    lend(store_office, now)
    deputy = acting("operator", now)
    queues = {queue.name: queue for queue in own_queues(by=deputy, now=now)}
    assert [row.id for row in queues["to_dispatch"].rows] == [order_id]
    assert queues.keys() >= {queue.name for queue in own_queues(by=store_office.dispatcher, now=now)}
    dispatch_order(order_id, lead_id=store_office.units[MARKET], by=deputy, now=now)
    line = order_page(order_id, by=store_office.supervisor, now=now).story[-1]
    assert (line.who, line.on_behalf) == (Role.OPERATOR.label, Role.DISPATCHER.label)


def test_what_the_own_role_allows_is_signed_plainly(store_office, now):
    lend(store_office, now)
    order_id = store_office.register()
    assert order_page(order_id, by=store_office.supervisor, now=now).story[0].on_behalf is None


def test_a_handler_goes_on_with_what_the_absent_colleague_had_begun(store_office, now):
    second_handler(now)
    begun, fresh = store_office.travelled("signed"), store_office.travelled("dispatched")
    name_deputy(store_office.market.id, acting("second", now).id, WEEK, by=store_office.market, now=now)
    deputy = acting("second", now)
    later = now + timedelta(hours=1)
    record_contact(begun, at=later, method=ContactMethod.PHONE, whom="温小姐", by=deputy, now=later)
    sign_order(fresh, by=deputy, now=later)
    signed = [order_page(one, by=store_office.supervisor, now=later).story[-1] for one in (begun, fresh)]
    assert [(line.who, line.on_behalf) for line in signed] == [("李四", f"{MARKET}经办人"), ("李四", None)]


def test_ending_takes_the_roles_back_at_once(store_office, now):
    deputyship = lend(store_office, now)
    order_id = store_office.register()
    deputy = acting("operator", now)
    end_deputy(deputyship, by=store_office.dispatcher, now=now + timedelta(minutes=1))
    assert not acting("operator", now).may(Permission.DISPATCH_ORDER)
    with pytest.raises(AlreadyDone):
        end_deputy(deputyship, by=store_office.dispatcher, now=now + timedelta(minutes=2))
    # Whoever still holds an older page holds the person of that request, not of the next one.
    assert deputy.may(Permission.DISPATCH_ORDER)
    with pytest.raises(NotPermitted):
        dispatch_order(order_id, lead_id=store_office.units[MARKET], by=acting("operator", now), now=now)
    lend(store_office, now)  # the days are free again


def test_a_span_that_is_over_cannot_be_ended(store_office, now):
    deputyship = lend(store_office, now)
    with pytest.raises(AlreadyDone):
        end_deputy(deputyship, by=store_office.dispatcher, now=at("14T00:00:00"))


def test_nothing_is_lent_twice_or_passed_on(store_office, now):
    lend(store_office, now)
    for person, deputy, field in (
        ("dispatcher", "reviewer", "from_on"),  # a second deputy for the same days
        ("operator", "reviewer", "from_on"),  # the deputy passes it on
        ("reviewer", "dispatcher", "deputy_id"),  # an absent person stands in for nobody
    ):
        with pytest.raises(InvalidEntries) as refused:
            lend(store_office, now, person, deputy)
        assert [one.field for one in refused.value.problems] == [field]
    assert len(db.session.scalars(select(Deputy)).all()) == 1


def test_nothing_is_lent_across_units(store_office, now):
    for person, deputy in (("handler0", "handler1"), ("handler0", "dispatcher"), ("dispatcher", "handler0")):
        with pytest.raises(InvalidEntries) as refused:
            lend(store_office, now, person, deputy)
        assert refused.value.problems[0].field == "deputy_id"


def test_a_lender_who_moves_or_leaves_lends_nothing(store_office, now):
    second_handler(now)
    second = acting("second", now)
    name_deputy(store_office.market.id, second.id, WEEK, by=store_office.market, now=now)
    assert [lent.name for lent in acting("second", now).lent] == [f"{MARKET}经办人"]
    moved = Post("经办人", store_office.units[HOUSING])
    change_person(store_office.market.id, moved, is_active=True, by=store_office.administrator, now=now)
    assert acting("second", now).lent == ()
    lend(store_office, now)
    change_person(store_office.dispatcher.id, Post("派单员"), is_active=False,
                  by=store_office.administrator, now=now)
    assert acting("operator", now).lent == ()


@pytest.mark.parametrize("manager", ["administrator", "security_manager", "auditor"])
def test_the_three_managers_neither_lend_nor_borrow(store_office, now, manager):
    for person, deputy in ((manager, "operator"), ("operator", manager)):
        with pytest.raises(InvalidEntries) as refused:
            lend(store_office, now, person, deputy)
        assert [one.field for one in refused.value.problems] == ["deputy_id"]


def test_who_becomes_a_manager_or_loses_the_roles_is_lent_nothing_any_more(store_office, now):
    lend(store_office, now, "reviewer", "supervisor")
    for roles in ({Role.AUDITOR}, set()):
        assign_roles(store_office.supervisor.id, roles, by=store_office.security, now=now)
        assert acting("supervisor", now).lent == () and not acting("supervisor", now).may(Permission.REVIEW_REPLY)
        order_id = store_office.travelled("replied")
        assert "supervisor" not in told_of(order_id) and "reviewer" in told_of(order_id)


def test_only_the_person_or_the_security_manager_names_and_ends(store_office, now):
    with pytest.raises(NotPermitted):
        lend(store_office, now, by=store_office.operator)
    deputyship = lend(store_office, now, by=store_office.security)
    entry = last_entry("deputy.named")
    assert (entry.actor_name, entry.data["person"]) == (Role.SECURITY_MANAGER.label, Role.DISPATCHER.label)
    with pytest.raises(NotPermitted):
        end_deputy(deputyship, by=store_office.operator, now=now)
    with pytest.raises(NotPermitted):
        deputy_page(store_office.dispatcher.id, by=store_office.operator, now=now)
    end_deputy(deputyship, by=store_office.security, now=now)
    assert last_entry("deputy.ended").data["deputy"] == Role.OPERATOR.label
    with pytest.raises(NotFound):
        end_deputy(deputyship + 1, by=store_office.security, now=now)


def test_the_page_says_how_each_deputyship_stands(store_office, now):
    first = lend(store_office, now)
    end_deputy(first, by=store_office.dispatcher, now=now)
    lend(store_office, now)
    lend(store_office, now, span=Span(date(2026, 3, 16), date(2026, 3, 17)))
    page = deputy_page(store_office.dispatcher.id, by=store_office.dispatcher, now=now)
    assert [row.state for row in page.named] == [DeputyState.COMING, DeputyState.ACTIVE, DeputyState.ENDED]
    assert store_office.market.id not in page.candidates and store_office.reviewer.id in page.candidates
    later = deputy_page(store_office.operator.id, by=store_office.operator, now=at("20T08:00:00"))
    assert [row.state for row in later.duties] == [DeputyState.OVER, DeputyState.OVER, DeputyState.ENDED]


def told_of(order_id):
    """Whose inbox has something of the order."""
    wanted = select(Person.sign_in_name).join(Notice, Notice.person_id == Person.id).where(Notice.order_id == order_id)
    return sorted(db.session.scalars(wanted))


def test_whoever_is_told_is_told_through_the_deputy_as_well(store_office, now):
    lend(store_office, now, "reviewer", "supervisor")
    order_id = store_office.travelled("replied")
    assert told_of(order_id).count("supervisor") == 1 and "reviewer" in told_of(order_id)
    later = store_office.travelled("contacted", now=at("12T09:00:00"))
    submit_reply(later, ANSWER, by=store_office.market, now=at("14T09:00:00"))  # the span is over
    assert "reviewer" in told_of(later) and "supervisor" not in told_of(later)


def test_a_deputy_hears_nothing_of_a_unit_to_which_the_absent_one_moved(store_office, now):
    second = second_handler(now)
    name_deputy(store_office.market.id, second.id, WEEK, by=store_office.market, now=now)
    moved = Post("经办人", store_office.units[HOUSING])
    change_person(store_office.market.id, moved, is_active=True, by=store_office.administrator, now=now)
    assign_roles(store_office.market.id, {Role.HANDLER}, by=store_office.security, now=now)
    order_id = store_office.register()
    store_office.dispatch(order_id, HOUSING)
    assert "handler0" in told_of(order_id) and "second" not in told_of(order_id)
