"""The one transition table: from which stage which move leads where.

Who may move is decided in permissions.py; what a move needs is decided in its use case.
"""

from tracker.domain.refusals import OutOfTurn
from tracker.domain.words import N_, Move, Stage

MOVES: dict[tuple[Stage | None, Move], Stage] = {
    (None, Move.REGISTER): Stage.TO_DISPATCH,
    (Stage.TO_DISPATCH, Move.DISPATCH): Stage.TO_SIGN,
    (Stage.TO_SIGN, Move.SIGN): Stage.HANDLING,
    # A co-handler signs for itself; the order waits for its lead alone.
    (Stage.TO_SIGN, Move.SIGN_AS_CO): Stage.TO_SIGN,
    (Stage.HANDLING, Move.SIGN_AS_CO): Stage.HANDLING,
    (Stage.TO_REVIEW, Move.SIGN_AS_CO): Stage.TO_REVIEW,
    # Every contact is worth a row; the first one keeps the promise.
    (Stage.HANDLING, Move.CONTACT): Stage.HANDLING,
    (Stage.HANDLING, Move.REPLY): Stage.TO_REVIEW,
    (Stage.TO_REVIEW, Move.PASS_REPLY): Stage.TO_CALL_BACK,
    (Stage.TO_REVIEW, Move.SEND_BACK): Stage.HANDLING,
    # An attempt that reaches nobody leaves the order in the queue.
    (Stage.TO_CALL_BACK, Move.CALL_BACK): Stage.TO_CALL_BACK,
    (Stage.TO_CALL_BACK, Move.CLOSE): Stage.CLOSED,
}

OPEN_STAGES: tuple[Stage, ...] = tuple(stage for stage in Stage if stage is not Stage.CLOSED)
"""Stages of an order that is still somebody's work (在办)."""

ROAD: tuple[Stage, ...] = tuple(Stage)
"""The straight road in the order in which it is travelled."""


def after(stage: Stage | None, move: Move) -> Stage:
    """The stage to which `move` leads from `stage`; refuses a move that leads nowhere."""
    try:
        return MOVES[stage, move]
    except KeyError:
        raise OutOfTurn(
            N_("工单现在处于“%(stage)s”，不能%(move)s。请刷新页面查看最新情况。"),
            stage=stage.label if stage else "",
            move=move.label,
        ) from None


def moves_from(stage: Stage) -> tuple[Move, ...]:
    """Every move that leads somewhere from `stage`, in the table's order."""
    return tuple(move for (origin, move) in MOVES if origin is stage)
