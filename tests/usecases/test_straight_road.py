"""The straight road: every verb in turn, on both databases, and what each refuses."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import select

from tests.office import ANSWER, HOUSING, MARKET, PLEASED, TOWN, order, story
from tracker.domain.hurdles import Hindered
from tracker.domain.refusals import AlreadyDone, Invalid, InvalidEntries, NotFound, NotPermitted, OutOfTurn, Stale
from tracker.domain.words import LIMIT_STEPS, CallbackOutcome, ContactMethod, Part, Satisfaction, Solved, Stage, Step
from tracker.store.db import db
from tracker.store.models import Assignment, Promise, TimelineEntry, WorkOrder
from tracker.usecases.record_callback import Attempt, record_callback
from tracker.usecases.record_contact import record_contact
from tracker.usecases.register_order import AlreadyRegistered, register_order
from tracker.usecases.reveal_caller import reveal_caller
from tracker.usecases.review_reply import pass_reply, send_back_reply
from tracker.usecases.sign_order import sign_order
from tracker.usecases.submit_reply import submit_reply


def test_an_order_travels_the_whole_road(store_office):
    order_id = store_office.travelled("closed")
    closed = order(order_id)
    assert closed.stage is Stage.CLOSED
    assert closed.solved is Solved.YES and closed.satisfaction is Satisfaction.SATISFIED
    assert closed.public_answer == ANSWER.public_answer
    assert closed.working_days_taken == 1  # Monday to Tuesday, the day of receipt not counted
    assert story(order_id) == [
        "registered", "dispatched", "signed", "contacted", "replied", "passed", "called_back", "closed"
    ]


def test_numbers_follow_each_other_within_a_day(store_office):
    first, second = (order(store_office.register()) for _ in range(2))
    assert (first.number, second.number) == ("MJ202603090001", "MJ202603090002")


def test_a_form_sent_twice_makes_one_order(store_office, now):
    first = register_order(store_office.intake(), submission_key="k1", by=store_office.operator, now=now)
    with pytest.raises(AlreadyRegistered) as refused:
        register_order(store_office.intake(), submission_key="k1", by=store_office.operator, now=now)
    assert refused.value.order_id == first
    assert db.session.scalar(select(sa.func.count()).select_from(WorkOrder)) == 1


def test_an_enterprise_order_without_an_enterprise_is_refused(office, now):
    from tracker.domain.words import OrderClass

    with pytest.raises(InvalidEntries) as refused:
        register_order(office.intake(order_class=OrderClass.ENTERPRISE), by=office.operator, now=now)
    assert [problem.field for problem in refused.value.problems] == ["enterprise_name"]


def test_dispatch_promises_sign_contact_and_reply(store_office):
    order_id = store_office.travelled("dispatched")
    promises = {promise.step: promise for promise in db.session.scalars(
        select(Promise).where(Promise.order_id == order_id))}
    assert set(promises) == {Step.SIGN, Step.CONTACT, Step.REPLY}
    # Monday 2026-03-09 + 15 working days = Monday 2026-03-30, till office close
    assert promises[Step.REPLY].due_at.astimezone(store_office.now.tzinfo).isoformat() == "2026-03-30T17:30:00+08:00"
    assert order(order_id).due_at == promises[Step.REPLY].due_at
    assert promises[Step.REPLY].limit_rule_id is not None
    assert len(promises[Step.REPLY].counting["lines"]) == 22  # every calendar day from the 9th to the 30th


def test_lead_and_co_handlers_both_have_a_part(store_office):
    order_id = store_office.register()
    store_office.dispatch(order_id, MARKET, (HOUSING, TOWN))
    parts = [(part.department.name, part.part) for part in db.session.scalars(
        select(Assignment).where(Assignment.order_id == order_id).order_by(Assignment.id))]
    assert parts == [(MARKET, Part.LEAD), (HOUSING, Part.CO), (TOWN, Part.CO)]


def test_the_lead_cannot_be_its_own_co_handler(office):
    order_id = office.register()
    with pytest.raises(Invalid) as refused:
        office.dispatch(order_id, MARKET, (MARKET,))
    assert refused.value.field == "co_ids"
    assert order(order_id).stage is Stage.TO_DISPATCH


def test_a_co_handlers_signature_does_not_start_the_handling(store_office, now):
    order_id = store_office.register()
    store_office.dispatch(order_id, MARKET, (HOUSING,))
    sign_order(order_id, by=store_office.housing, now=now)
    assert order(order_id).stage is Stage.TO_SIGN
    with pytest.raises(AlreadyDone):
        sign_order(order_id, by=store_office.housing, now=now)
    sign_order(order_id, by=store_office.market, now=now)
    assert order(order_id).stage is Stage.HANDLING


def test_another_units_order_does_not_exist(store_office, now):
    order_id = store_office.travelled("dispatched")
    with pytest.raises(NotFound):
        sign_order(order_id, by=store_office.town, now=now)


def test_only_the_lead_contacts_and_replies(office, now):
    order_id = office.register()
    office.dispatch(order_id, MARKET, (HOUSING,))
    sign_order(order_id, by=office.market, now=now)
    with pytest.raises(NotPermitted):
        submit_reply(order_id, ANSWER, by=office.housing, now=now)


def test_a_reply_waits_for_the_first_contact(office, now):
    order_id = office.travelled("signed")
    with pytest.raises(Hindered, match="首次联系"):
        submit_reply(order_id, ANSWER, by=office.market, now=now + timedelta(hours=1))


def test_a_contact_lies_between_dispatch_and_now(office, now):
    order_id = office.travelled("signed")
    for at in (now - timedelta(hours=1), now + timedelta(days=1)):
        with pytest.raises(Invalid) as refused:
            record_contact(order_id, at=at, method=ContactMethod.PHONE, whom="温小姐", by=office.market,
                           now=now + timedelta(hours=1))
        assert refused.value.field == "at"


def test_a_reply_sent_back_keeps_its_clock_running(store_office, now):
    order_id = store_office.travelled("replied")
    later = now + timedelta(hours=26)
    send_back_reply(order_id, reason="请写明依据", by=store_office.reviewer, now=later)
    waiting = order(order_id)
    assert waiting.stage is Stage.HANDLING and waiting.replied_at is None and waiting.solution_kind is None
    promise = db.session.scalar(select(Promise).where(Promise.order_id == order_id, Promise.step == Step.REPLY))
    assert promise.kept_at is None and promise.due_at == waiting.due_at
    submit_reply(order_id, ANSWER, by=store_office.market, now=later + timedelta(hours=1))
    pass_reply(order_id, by=store_office.reviewer, now=later + timedelta(hours=2))
    assert order(order_id).stage is Stage.TO_CALL_BACK


def test_sending_back_needs_a_reason(office, now):
    order_id = office.travelled("replied")
    with pytest.raises(Invalid):
        send_back_reply(order_id, reason=" ", by=office.reviewer, now=now + timedelta(days=2))


def test_silence_closes_only_after_the_set_number_of_attempts(store_office, now):
    order_id = store_office.travelled("passed")
    silent = Attempt(CallbackOutcome.NO_ANSWER, close_unreached=True)
    for hours in (30, 31):
        with pytest.raises(Invalid):
            record_callback(order_id, silent, by=store_office.caller_back, now=now + timedelta(hours=hours))
        record_callback(order_id, Attempt(CallbackOutcome.NO_ANSWER), by=store_office.caller_back,
                        now=now + timedelta(hours=hours))
    record_callback(order_id, silent, by=store_office.caller_back, now=now + timedelta(hours=32))
    closed = order(order_id)
    assert closed.stage is Stage.CLOSED and closed.satisfaction is None and closed.solved is None


def test_a_dissatisfied_caller_gives_a_reason(office, now):
    order_id = office.travelled("passed")
    unhappy = Attempt(CallbackOutcome.REACHED, Solved.NO, Satisfaction.DISSATISFIED)
    with pytest.raises(InvalidEntries):
        record_callback(order_id, unhappy, by=office.caller_back, now=now + timedelta(days=2))


def test_the_second_of_two_people_is_told(office, now):
    order_id = office.register()
    seen = order(order_id).version
    office.dispatch(order_id)
    from tracker.usecases.dispatch_order import dispatch_order

    with pytest.raises(Stale):
        dispatch_order(order_id, lead_id=office.units[HOUSING], version=seen, by=office.dispatcher, now=now)
    with pytest.raises(OutOfTurn):
        dispatch_order(order_id, lead_id=office.units[HOUSING], by=office.dispatcher, now=now)
    assert order(order_id).lead_id == office.units[MARKET]


def test_roles_keep_to_their_work(office, now):
    order_id = office.register()
    with pytest.raises(NotPermitted):
        register_order(office.intake(), by=office.market, now=now)
    with pytest.raises(NotPermitted):
        reveal_caller(order_id, by=office.reviewer, now=now)


def test_lifting_the_mask_is_told(store_office, now):
    order_id = store_office.register()
    caller = reveal_caller(order_id, by=store_office.operator, now=now)
    assert (caller.name, caller.phone) == ("温小姐", "13812345678")
    assert story(order_id)[-1] == "revealed"


def test_the_timeline_cannot_be_rewritten(store_office):
    order_id = store_office.register()
    for statement in (
        sa.update(TimelineEntry).where(TimelineEntry.order_id == order_id).values(actor_name="别人"),
        sa.delete(TimelineEntry).where(TimelineEntry.order_id == order_id),
    ):
        with pytest.raises(sa.exc.DBAPIError, match="append-only"), db.session.begin_nested():
            db.session.execute(statement)


def test_a_callback_closes_at_its_own_promise(store_office):
    order_id = store_office.travelled("closed")
    kept = db.session.scalars(select(Promise).where(Promise.order_id == order_id)).all()
    assert {promise.step for promise in kept} == set(LIMIT_STEPS)
    assert all(promise.kept_at is not None for promise in kept)
    assert PLEASED.problems() == []
