"""The transition table, every pair of it."""

import pytest

from tracker.domain.moves import Move
from tracker.domain.refusals import OutOfTurn
from tracker.domain.words import Stage
from tracker.domain.workflow import DUE_MOVES, MOVES, OPEN_STAGES, after, moves_from

PAIRS = [(stage, move) for stage in (None, *Stage) for move in Move]


@pytest.mark.parametrize(("stage", "move"), PAIRS)
def test_a_move_leads_where_the_table_says_or_is_refused(stage, move):
    if (stage, move) in MOVES:
        assert after(stage, move) is MOVES[stage, move]
    else:
        with pytest.raises(OutOfTurn):
            after(stage, move)


def test_every_stage_can_be_reached_from_registration():
    reached, waiting = set(), [after(None, Move.REGISTER)]
    while waiting:
        stage = waiting.pop()
        if stage not in reached:
            reached.add(stage)
            waiting += [after(stage, move) for move in moves_from(stage)]
    assert reached == set(Stage)


def test_a_closed_order_is_nobodys_work():
    assert Stage.CLOSED not in OPEN_STAGES
    assert set(moves_from(Stage.CLOSED)) == {
        Move.ANSWER_SUPERVISION, Move.CLOSE_SUPERVISION, Move.END_HARD, Move.ARCHIVE,
        Move.ASK_EXCLUSION, Move.GRANT_EXCLUSION, Move.DENY_EXCLUSION, Move.LIFT_EXCLUSION, Move.WITHDRAW,
    }


@pytest.mark.parametrize("stage", [Stage.REFUSED, Stage.VOIDED, Stage.ARCHIVED])
def test_some_ends_are_final(stage):
    assert moves_from(stage) == ()


def test_every_open_stage_has_a_way_to_an_end():
    for stage in OPEN_STAGES:
        assert after(stage, Move.VOID) is Stage.VOIDED


def test_only_named_moves_touch_the_due_moment():
    assert DUE_MOVES <= set(Move)
    assert Move.DENY_EXTENSION not in DUE_MOVES and Move.GRANT_RETURN not in DUE_MOVES
