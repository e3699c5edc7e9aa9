"""Every (stage, move) pair through the use cases themselves: what the table forbids is refused and changes nothing."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from tests.office import ANSWER, Office, order
from tests.walks.acts import ACTS, Try, number, right_person
from tests.walks.held import Held
from tracker.domain.moves import Move
from tracker.domain.refusals import OutOfTurn, Refusal
from tracker.domain.road_words import VoidKind
from tracker.domain.words import CallbackOutcome, Satisfaction, Solved, Stage
from tracker.domain.workflow import MOVES
from tracker.usecases.archive_orders import archive_order
from tracker.usecases.ask_caller import ask_caller
from tracker.usecases.ask_termination import ask_termination
from tracker.usecases.decide_termination import grant_termination
from tracker.usecases.merge_orders import merge_orders
from tracker.usecases.record_callback import Attempt, record_callback
from tracker.usecases.refuse_order import refuse_order
from tracker.usecases.void_order import void_order

UNHAPPY = Attempt(CallbackOutcome.REACHED, Solved.NO, Satisfaction.DISSATISFIED, reason="没有解决")


def _judged(office: Office, at: datetime) -> int:
    order_id = office.travelled("passed")
    record_callback(order_id, UNHAPPY, by=office.caller_back, now=at)
    return order_id


def _merged(office: Office, at: datetime) -> int:
    master, repeat = office.register(), office.register()
    merge_orders([repeat], master_number=number(master), reason="同一事项", by=office.dispatcher, now=at)
    return repeat


def _terminated(office: Office, at: datetime) -> int:
    order_id = office.travelled("contacted")
    ask_termination(order_id, reason_code="no_cooperation", reason="拒绝配合。", legal_basis="条例", by=office.market,
                    now=at)
    grant_termination(order_id, told="终止办理。", by=office.supervisor, now=at)
    return order_id


def _after(step: Callable[[int, Office, datetime], None], to: str | None = None) -> Callable[[Office, datetime], int]:
    def reach(office: Office, at: datetime) -> int:
        order_id = office.travelled(to) if to else office.register()
        step(order_id, office, at)
        return order_id

    return reach


REACHED: dict[Stage, Callable[[Office, datetime], int]] = {
    Stage.TO_DISPATCH: lambda office, _at: office.register(),
    Stage.TO_SUPPLEMENT: _after(
        lambda one, office, at: ask_caller(one, question="在哪里？", by=office.operator, now=at)),
    Stage.TO_SIGN: lambda office, _at: office.travelled("dispatched"),
    Stage.HANDLING: lambda office, _at: office.travelled("contacted"),
    Stage.TO_REVIEW: lambda office, _at: office.travelled("replied"),
    Stage.TO_CALL_BACK: lambda office, _at: office.travelled("passed"),
    Stage.TO_JUDGE: _judged,
    Stage.MERGED: _merged,
    Stage.CLOSED: lambda office, _at: office.travelled("closed"),
    Stage.REFUSED: _after(
        lambda one, office, at: refuse_order(one, reason_code="N01", by=office.dispatcher, now=at)),
    Stage.TERMINATED: _terminated,
    Stage.VOIDED: _after(lambda one, office, at: void_order(
        one, kind=VoidKind.MISTAKE, reason="误登", by=office.supervisor, now=at)),
    Stage.ARCHIVED: _after(lambda one, office, at: archive_order(one, by=office.supervisor, now=at), "closed"),
}


def test_every_stage_and_every_move_are_tried():
    assert set(REACHED) == set(Stage)
    follow = {Move.REGISTER, Move.CLOSE, Move.SEND_TO_JUDGE, Move.FOLLOW_MASTER}
    assert set(ACTS) == set(Move) - follow, "moves that follow from others are tried with those"
    assert ANSWER.problems() == []


@pytest.mark.parametrize("stage", Stage, ids=lambda stage: stage.value)
def test_what_the_table_forbids_is_refused_for_the_right_person_too(app, office, now, stage):
    at = now + timedelta(days=2)
    order_id = REACHED[stage](office, at)
    assert order(order_id).stage is stage
    other = office.register()
    held = Held(app, office)
    held.watch(order_id)
    held.watch(other)
    units = held.seen(order_id).units
    for move in (move for move in ACTS if (stage, move) not in MOVES):
        for person in right_person(move, office, units):
            with pytest.raises(Refusal):
                ACTS[move](Try(order_id, other, person, at + timedelta(hours=1), office, 0))
            held.nothing_changed()


def test_a_forbidden_move_says_where_the_order_stands(office, now):
    order_id = office.travelled("closed")
    with pytest.raises(OutOfTurn, match="工单现在处于“已办结”，不能派单"):
        office.dispatch(order_id, now=now + timedelta(days=3))
