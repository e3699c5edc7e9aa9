"""The one transition table: from which stage which move leads where.

Who may move is decided in permissions.py; what stands in a move's way in hurdles.py; what it needs in its use case.
"""

from collections.abc import Iterable

from tracker.domain.moves import Move
from tracker.domain.refusals import OutOfTurn
from tracker.domain.words import N_, Stage

S, M = Stage, Move

WITH_UNIT = (S.TO_SIGN, S.HANDLING)
"Stages in which the lead unit has the order to act on."
UNDER_WAY = (S.TO_SIGN, S.HANDLING, S.TO_REVIEW)
"Stages in which units have parts that are not yet answered for."
BEFORE_DISPATCH = (S.TO_DISPATCH, S.TO_SUPPLEMENT)
ANSWERED = (S.TO_CALL_BACK, S.TO_JUDGE, S.CLOSED)
"Stages in which the caller is asked, or has been asked, how satisfied they are."

ENDED_STAGES: tuple[Stage, ...] = (S.CLOSED, S.REFUSED, S.TERMINATED, S.VOIDED, S.ARCHIVED)
OPEN_STAGES: tuple[Stage, ...] = tuple(stage for stage in Stage if stage not in ENDED_STAGES)
"Stages of an order that is still somebody's work (在办)."

ROAD: tuple[Stage, ...] = (S.TO_DISPATCH, S.TO_SIGN, S.HANDLING, S.TO_REVIEW, S.TO_CALL_BACK, S.CLOSED)
"The straight road in the order in which it is travelled."


def _staying(move: Move, stages: Iterable[Stage]) -> dict[tuple[Stage | None, Move], Stage]:
    return {(stage, move): stage for stage in stages}


def _leading(move: Move, stages: Iterable[Stage], target: Stage) -> dict[tuple[Stage | None, Move], Stage]:
    return {(stage, move): target for stage in stages}


MOVES: dict[tuple[Stage | None, Move], Stage] = {
    (None, M.REGISTER): S.TO_DISPATCH,
    (S.TO_DISPATCH, M.DISPATCH): S.TO_SIGN,
    (S.TO_DISPATCH, M.ASK_CALLER): S.TO_SUPPLEMENT,
    (S.TO_SUPPLEMENT, M.SUPPLEMENT): S.TO_DISPATCH,
    # 直办: answered from knowledge at intake, closed at once and still 受理.
    (S.TO_DISPATCH, M.ANSWER_DIRECTLY): S.CLOSED,
    **_leading(M.REFUSE, BEFORE_DISPATCH, S.REFUSED),
    (S.TO_SIGN, M.SIGN): S.HANDLING,
    # A co-handler signs and gives its result by itself; the order waits for its lead alone.
    **_staying(M.SIGN_AS_CO, UNDER_WAY),
    **_staying(M.GIVE_CO_RESULT, UNDER_WAY),
    # Every contact is worth a row; the first one keeps the promise.
    (S.HANDLING, M.CONTACT): S.HANDLING,
    (S.HANDLING, M.INTERIM_REPLY): S.HANDLING,
    (S.HANDLING, M.REPLY): S.TO_REVIEW,
    # 改派 takes the order from one lead to another; a reply under review is sent back first.
    **_leading(M.REDISPATCH, WITH_UNIT, S.TO_SIGN),
    **_staying(M.ADD_CO, WITH_UNIT),
    # 先办后议: asking changes no stage, so handling and the clock go on till somebody decides.
    **_staying(M.ASK_RETURN, WITH_UNIT),
    **_leading(M.GRANT_RETURN, WITH_UNIT, S.TO_DISPATCH),
    **_staying(M.DENY_RETURN, WITH_UNIT),
    **_staying(M.RELEASE_CO, WITH_UNIT),
    **_staying(M.ASK_EXTENSION, WITH_UNIT),
    **_staying(M.GRANT_EXTENSION, WITH_UNIT),
    **_staying(M.DENY_EXTENSION, WITH_UNIT),
    **_staying(M.ASK_STATUTORY, WITH_UNIT),
    **_staying(M.GRANT_STATUTORY, WITH_UNIT),
    **_staying(M.DENY_STATUTORY, WITH_UNIT),
    # Only a unit that has signed knows the matter well enough to say that it cannot go on (Weifang art. 21).
    **_staying(M.ASK_TERMINATION, (S.HANDLING,)),
    **_leading(M.GRANT_TERMINATION, (S.HANDLING,), S.TERMINATED),
    **_staying(M.DENY_TERMINATION, (S.HANDLING,)),
    **_staying(M.ASK_HARD, (S.HANDLING,)),
    **_staying(M.GRANT_HARD, (S.HANDLING,)),
    **_staying(M.DENY_HARD, (S.HANDLING,)),
    **_staying(M.PLAN_HARD, UNDER_WAY),
    # A hard order that was answered after all still leaves the ledger by approval; so does one that was returned.
    **_staying(M.END_HARD, (*BEFORE_DISPATCH, *UNDER_WAY, S.TO_CALL_BACK, S.TO_JUDGE, S.CLOSED, S.TERMINATED)),
    **_staying(M.WITHDRAW, (*WITH_UNIT, *ANSWERED)),
    (S.TO_REVIEW, M.PASS_REPLY): S.TO_CALL_BACK,
    (S.TO_REVIEW, M.SEND_BACK): S.HANDLING,
    # An attempt that reaches nobody leaves the order in the queue.
    (S.TO_CALL_BACK, M.CALL_BACK): S.TO_CALL_BACK,
    (S.TO_CALL_BACK, M.CLOSE): S.CLOSED,
    # A dissatisfied caller does not reopen an order: a person judges it first.
    (S.TO_CALL_BACK, M.SEND_TO_JUDGE): S.TO_JUDGE,
    (S.TO_JUDGE, M.REDO): S.TO_SIGN,
    (S.TO_JUDGE, M.LET_STAND): S.CLOSED,
    # Counting a rating apart changes neither the stage nor the rating; what is archived is only looked at.
    **_staying(M.ASK_EXCLUSION, ANSWERED),
    **_staying(M.GRANT_EXCLUSION, ANSWERED),
    **_staying(M.DENY_EXCLUSION, ANSWERED),
    # It outlives a redo, so it can be taken back wherever the order has come to since.
    **_staying(M.LIFT_EXCLUSION, (*OPEN_STAGES, S.CLOSED)),
    # A repeat may be found late, but not once its own answer is under review.
    **_leading(M.MERGE, (*BEFORE_DISPATCH, *WITH_UNIT), S.MERGED),
    (S.MERGED, M.UNMERGE): S.TO_DISPATCH,
    (S.MERGED, M.FOLLOW_MASTER): S.TO_CALL_BACK,
    # What was counted in a closed month is not undone: a closed order cannot be voided.
    **_leading(M.VOID, OPEN_STAGES, S.VOIDED),
    **_staying(M.URGE, WITH_UNIT),
    **_staying(M.SUPERVISE, UNDER_WAY),
    # A notice may outlive the handling it pressed for: its answer and its closing wait for no stage.
    **_staying(M.ANSWER_SUPERVISION, (*UNDER_WAY, S.TO_CALL_BACK, S.TO_JUDGE, S.CLOSED)),
    **_staying(M.CLOSE_SUPERVISION, (*OPEN_STAGES, S.CLOSED, S.TERMINATED)),
    (S.CLOSED, M.ARCHIVE): S.ARCHIVED,
}

DUE_MOVES = frozenset({M.DISPATCH, M.REDISPATCH, M.GRANT_EXTENSION, M.GRANT_STATUTORY, M.REDO, M.MERGE})
"The only moves that may give, move or take away the reply's due moment; a changed calendar is the one other cause."


def after(stage: Stage | None, move: Move) -> Stage:
    """The stage to which `move` leads from `stage`; refuses a move that leads nowhere."""
    try:
        return MOVES[stage, move]
    except KeyError:
        if stage is S.ARCHIVED:
            raise OutOfTurn(N_("工单已经归档，此后只可查看，不能%(move)s。"), move=move.label) from None
        raise OutOfTurn(
            N_("工单现在处于“%(stage)s”，不能%(move)s。请刷新页面查看最新情况。"),
            stage=stage.label if stage else "",
            move=move.label,
        ) from None


def moves_from(stage: Stage) -> tuple[Move, ...]:
    """Every move that leads somewhere from `stage`, in the table's order."""
    return tuple(move for (origin, move) in MOVES if origin is stage)
