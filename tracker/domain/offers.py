"""Which moves a page offers, and why it does not: transition table ∩ permissions ∩ the unit's part, then the hurdles.

The server enforces the very same functions.
"""

from typing import NamedTuple

from tracker.domain.hurdles import Facts, Hurdle, hurdle
from tracker.domain.moves import Move
from tracker.domain.permissions import MOVE_NEEDS, Actor, Permission
from tracker.domain.words import Part
from tracker.domain.workflow import moves_from

LEAD_MOVES = frozenset({
    Move.SIGN, Move.CONTACT, Move.REPLY, Move.INTERIM_REPLY, Move.ASK_EXTENSION, Move.ASK_STATUTORY,
    Move.ASK_TERMINATION, Move.ASK_HARD, Move.PLAN_HARD, Move.ANSWER_SUPERVISION, Move.ASK_EXCLUSION,
})
"Only the lead's: it alone answers for the order (Beijing art. 14)."
CO_MOVES = frozenset({Move.SIGN_AS_CO, Move.GIVE_CO_RESULT})

FOLLOWING = frozenset({Move.CLOSE, Move.SEND_TO_JUDGE, Move.FOLLOW_MASTER})
"Moves that follow from another one and are never chosen by themselves."


class Offer(NamedTuple):
    """A move that belongs to the reader's work now; a hurdle says why it cannot be made."""

    move: Move
    hurdle: Hurdle | None


def fits_part(move: Move, part: Part | None) -> bool:
    """Is the move one for a unit with this part? Hotline staff have none."""
    if move in LEAD_MOVES:
        return part is Part.LEAD
    if move in CO_MOVES:
        return part is Part.CO
    return MOVE_NEEDS[move] is not Permission.HANDLE_ORDER or part is not None


def offers(facts: Facts, actor: Actor) -> tuple[Offer, ...]:
    """Every move of the reader's work at this stage, in the table's order, each with what stands in its way."""
    return tuple(
        Offer(move, hurdle(move, facts)) for move in moves_from(facts.stage)
        if move not in FOLLOWING and actor.may(MOVE_NEEDS[move]) and fits_part(move, facts.part)
    )
