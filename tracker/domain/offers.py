"""Which moves a page offers: the transition table ∩ the permissions ∩ the unit's part, as the server enforces them."""

from tracker.domain.permissions import MOVE_NEEDS, Actor
from tracker.domain.words import Move, Part, Stage
from tracker.domain.workflow import moves_from

LEAD_MOVES = frozenset({Move.SIGN, Move.CONTACT, Move.REPLY})
"Only the lead's; the other unit move is the co-handler's signature."


def offered(stage: Stage, actor: Actor, part: Part | None = None, has_signed: bool = False) -> tuple[Move, ...]:
    """Moves that `actor` can make now; `part` and `has_signed` speak of the actor's own unit."""
    return tuple(
        move for move in moves_from(stage)
        if actor.may(MOVE_NEEDS[move]) and _fits_unit(move, part, has_signed) and move is not Move.CLOSE
    )


def _fits_unit(move: Move, part: Part | None, has_signed: bool) -> bool:
    if move in LEAD_MOVES:
        return part is Part.LEAD and (move is not Move.SIGN or not has_signed)
    if move is Move.SIGN_AS_CO:
        return part is Part.CO and not has_signed
    return True
