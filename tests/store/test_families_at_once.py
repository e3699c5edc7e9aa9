"""People who act in one moment on families of orders, or with one form: one wins, one is told, nobody hangs."""

from datetime import timedelta

from sqlalchemy import select

from tests.at_once import at_once
from tests.conftest import MONDAY_MORNING
from tests.office import ANSWER, Office, order, story
from tracker.domain.road_words import VoidKind
from tracker.domain.words import CallbackOutcome, Satisfaction, Solved, Stage
from tracker.store.db import db
from tracker.store.models import WorkOrder
from tracker.usecases.judge_redo import let_stand, redo_order
from tracker.usecases.merge_orders import merge_orders
from tracker.usecases.record_callback import Attempt, record_callback
from tracker.usecases.register_order import register_order
from tracker.usecases.review_reply import pass_reply
from tracker.usecases.submit_reply import submit_reply
from tracker.usecases.unmerge_order import unmerge_order
from tracker.usecases.void_order import void_order

NOW = MONDAY_MORNING
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ROUNDS = 6


def void_order_of(office, order_id, now):
    void_order(order_id, kind=VoidKind.WITHDRAWN, reason="撤回", by=office.dispatcher, now=now)


def test_two_who_judge_at_once(house):
    office = Office(NOW)
    unhappy = Attempt(CallbackOutcome.REACHED, Solved.NO, Satisfaction.DISSATISFIED, reason="没解决")
    for _ in range(ROUNDS):
        order_id = office.travelled("passed")
        record_callback(order_id, unhappy, by=office.caller_back, now=NOW + 2 * DAY)
        ends = at_once(
            house,
            lambda: redo_order(order_id, reason="属实", by=office.reviewer, now=NOW + 3 * DAY),  # noqa: B023
            lambda: let_stand(order_id, reason="维持", by=office.supervisor, now=NOW + 3 * DAY),  # noqa: B023
        )
        assert [end is None for end in ends].count(True) == 1
        assert len([kind for kind in story(order_id) if kind in ("redone", "stood")]) == 1


def test_two_orders_merged_into_each_other(house):
    office = Office(NOW)
    for _ in range(ROUNDS):
        first, second = office.register(), office.register()
        numbers = order(first).number, order(second).number
        ends = at_once(
            house,
            lambda: merge_orders([first], master_number=numbers[1], by=office.dispatcher, now=NOW),  # noqa: B023
            lambda: merge_orders([second], master_number=numbers[0], by=office.dispatcher, now=NOW),  # noqa: B023
        )
        assert [end is None for end in ends].count(True) == 1
        assert sorted((order(first).stage, order(second).stage)) == [Stage.MERGED, Stage.TO_DISPATCH]


def test_an_answer_passes_while_its_repeats_come_and_go(house):
    """Repeats are older and younger than the master, so that a careless order of locks would meet crosswise."""
    office = Office(NOW)
    for _ in range(ROUNDS):
        older, master = office.register(), office.travelled("contacted")
        younger, late = office.register(), office.register()
        number = order(master).number
        merge_orders([older, younger], master_number=number, by=office.dispatcher, now=NOW + HOUR)
        submit_reply(master, ANSWER, by=office.market, now=NOW + DAY)
        after = NOW + DAY + HOUR
        at_once(
            house,
            lambda: pass_reply(master, by=office.reviewer, now=after),  # noqa: B023
            lambda: unmerge_order(older, reason="不同", by=office.dispatcher, now=after),  # noqa: B023
            lambda: merge_orders([late], master_number=number, by=office.dispatcher, now=after),  # noqa: B023
            lambda: void_order_of(office, younger, after),  # noqa: B023
        )
        if order(master).stage is Stage.TO_REVIEW:  # a repeat came while the reviewer waited: the page is loaded anew
            pass_reply(master, by=office.reviewer, now=after)
        assert order(master).stage is Stage.TO_CALL_BACK
        waiting = db.session.scalars(
            select(WorkOrder.id).where(WorkOrder.master_id == master, WorkOrder.stage == Stage.MERGED)).all()
        assert waiting == []  # nobody is left waiting for an answer that has been given
        assert order(late).stage is Stage.TO_CALL_BACK


def test_a_form_that_is_sent_twice_in_one_moment_registers_one_order(house):
    """It is the day's first order as well: its number series does not exist yet."""
    office = Office(NOW)
    for day in range(ROUNDS):
        now = NOW + day * DAY
        ends = at_once(house, *(
            lambda: register_order(  # noqa: B023
                office.intake(received_at=now), submission_key=f"form-{day}", by=office.operator, now=now),
        ) * 3)
        assert sorted(type(end).__name__ for end in ends) == ["AlreadyRegistered", "AlreadyRegistered", "NoneType"]


def test_the_first_two_orders_of_a_day_have_numbers_of_their_own(house):
    office = Office(NOW)
    for day in range(ROUNDS):
        now = NOW + day * DAY
        assert at_once(house, *(lambda: office.register(now),) * 3) == [None] * 3  # noqa: B023
    numbers = db.session.scalars(select(WorkOrder.number).order_by(WorkOrder.number)).all()
    assert len(numbers) == len(set(numbers)) == 3 * ROUNDS and numbers[2].endswith("0003")


def test_a_repeat_parts_from_its_master_while_that_is_merged_itself(house):
    """The repeat is older than its master, so that a careless order of locks would meet crosswise."""
    office = Office(NOW)
    for _ in range(ROUNDS):
        older, middle, last = office.register(), office.register(), office.register()
        numbers = order(middle).number, order(last).number
        merge_orders([older], master_number=numbers[0], by=office.dispatcher, now=NOW)
        at_once(
            house,
            lambda: unmerge_order(older, reason="不同", by=office.dispatcher, now=NOW + HOUR),  # noqa: B023
            lambda: merge_orders(
                [middle], master_number=numbers[1], by=office.dispatcher, now=NOW + HOUR),  # noqa: B023
        )
        assert order(older).stage is Stage.TO_DISPATCH
