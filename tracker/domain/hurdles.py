"""What stands in the way of a move that the table allows: the words a page shows and a use case refuses with.

The same function answers both, so that a page never offers what the server refuses and never hides without a word.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from tracker.domain.counting import LOCAL
from tracker.domain.moves import Move
from tracker.domain.refusals import Refusal
from tracker.domain.road_words import PetitionKind
from tracker.domain.words import N_, Part, Stage


class Hurdle(NamedTuple):
    """Why not: a message id and its parameters. A quiet one says what anybody sees, so a page does not list it."""

    message: str
    params: dict[str, Any] = {}
    is_quiet: bool = False


class Hindered(Refusal):
    """The stage would allow the move, but something else stands in its way."""

    status = 409


@dataclass(frozen=True)
class Facts:
    """What is true of an order now, as far as moves depend on it. Moments are aware."""

    now: datetime
    stage: Stage
    part: Part | None = None
    "Of the actor's own unit; None for hotline staff."
    has_signed: bool = False
    "The actor's own unit has signed."
    has_co_result: bool = False
    "The actor's own unit, a co-handler, has given its result."
    wants_reply: bool = True
    is_contacted: bool = False
    co_waiting: tuple[str, ...] = ()
    "Names of co-handlers whose result is outstanding."
    reply_needs_co: bool = False
    pending: PetitionKind | None = None
    "The petition that waits for a decision; one at a time."
    is_own_petition: bool = False
    "It was asked by the actor's own unit."
    is_co_petition: bool = False
    "It was asked by a co-handler."
    is_own_wish: bool = False
    "The actor, or somebody whom the actor stands in for, asked in person."
    is_excluded: bool = False
    "不计满意度 was approved."
    no_more_returns: bool = False
    return_until: datetime | None = None
    due_at: datetime | None = None
    extension_count: int = 0
    extension_times: int = 1
    extension_until: datetime | None = None
    "The last moment at which an extension may be asked for; None where no reply is promised."
    is_statutory: bool = False
    is_hard: bool = False
    on_ledger: bool = False
    "On the ledger of hard orders (挂账)."
    open_supervision: str | None = None
    "Number of the supervision notice that is not yet closed."
    is_supervision_answered: bool = False
    has_repeats: bool = False
    "Other orders are merged into this one."


Check = Callable[[Facts], Hurdle | None]


def _unless(holds: Callable[[Facts], bool], message: str, is_quiet: bool = True) -> Check:
    return lambda facts: None if holds(facts) else Hurdle(message, {}, is_quiet)


def _said(moment: datetime) -> str:
    return f"{moment.astimezone(LOCAL):%Y-%m-%d %H:%M}"


def _lead_signed(facts: Facts) -> Hurdle | None:
    if facts.stage is Stage.TO_SIGN:
        return Hurdle(N_("请先签收。"))
    return None


def _no_petition(facts: Facts) -> Hurdle | None:
    if facts.pending is None:
        return None
    return Hurdle(N_("已有一项%(kind)s申请在等待审批，同一时间只能有一项申请。"), {"kind": facts.pending.label})


def _pending(kind: PetitionKind) -> Check:
    return _unless(lambda facts: facts.pending is kind, N_("没有等待审批的这类申请。"))


def _return_in_time(facts: Facts) -> Hurdle | None:
    if facts.no_more_returns:
        return Hurdle(N_("退单申请已被驳回或已经裁定，不得再次退回。"))
    if facts.return_until is not None and facts.now > facts.return_until:
        return Hurdle(N_("已超过退单申请时限（%(until)s），请继续办理。"), {"until": _said(facts.return_until)})
    if facts.part is Part.LEAD and facts.is_contacted:
        return Hurdle(N_("已经联系诉求人、开始实质办理，不能再申请退单。"))
    if facts.has_co_result:
        return Hurdle(N_("本单位已经反馈协办结果，不能再申请退单。"))
    return None


def _no_pending_return(facts: Facts) -> Hurdle | None:
    """What a unit asks for in writing is answered before the order is taken away."""
    if facts.pending is PetitionKind.RETURN:
        return Hurdle(N_("有一项退单申请在等待审批，请先审批退单，再改派。"))
    return None


def _extension_in_time(facts: Facts) -> Hurdle | None:
    if facts.due_at is None or facts.extension_until is None:
        return Hurdle(N_("这张工单没有答复期限，无需延期。"))
    if facts.extension_times == 0:
        return Hurdle(N_("按现行参数不允许延期。"))
    if facts.extension_count >= facts.extension_times:
        return Hurdle(N_("已延期 %(count)d 次，达到上限，不能再申请。"), {"count": facts.extension_count})
    if facts.now > facts.extension_until:
        return Hurdle(N_("已超过延期申请时限（%(until)s）。"), {"until": _said(facts.extension_until)})
    return None


def _contacted(facts: Facts) -> Hurdle | None:
    if facts.wants_reply and not facts.is_contacted:
        return Hurdle(N_("诉求人要求回复，请先登记首次联系。"))
    return None


def _co_done(facts: Facts) -> Hurdle | None:
    if facts.reply_needs_co and facts.co_waiting:
        return Hurdle(N_("协办单位尚未反馈：%(units)s。"), {"units": "、".join(facts.co_waiting)})
    return None


def _no_open_supervision(facts: Facts) -> Hurdle | None:
    if facts.open_supervision is None:
        return None
    return Hurdle(N_("督办单 %(number)s 尚未办结，请先办结督办。"), {"number": facts.open_supervision})


def _nothing_pressed(facts: Facts) -> Hurdle | None:
    if facts.open_supervision is None:
        return None
    return Hurdle(N_("督办单 %(number)s 尚未办结，请督办员先办结。"), {"number": facts.open_supervision})


def _nothing_asked(facts: Facts) -> Hurdle | None:
    """What somebody asked for is decided before the order is put away."""
    if facts.pending is None:
        return None
    return Hurdle(N_("有一项%(kind)s申请在等待审批，请先审批。"), {"kind": facts.pending.label})


_of_another = _unless(
    lambda facts: not facts.is_own_wish, N_("这项申请是您本人提出的，请由其他督办员审批。"), is_quiet=False)
_not_on_ledger = _unless(lambda facts: not facts.on_ledger, N_("这张工单正在挂账，请先销账。"), is_quiet=False)
_signed = _unless(lambda facts: facts.has_signed, N_("请先签收。"), is_quiet=False)
_supervised = _unless(lambda facts: facts.open_supervision is not None, N_("没有未办结的督办。"))
_on_ledger = _unless(lambda facts: facts.on_ledger, N_("这张工单没有挂账。"))
_has_due = _unless(lambda facts: facts.due_at is not None, N_("这张工单没有答复期限。"))

HURDLES: dict[Move, tuple[Check, ...]] = {
    Move.SIGN: (_unless(lambda facts: not facts.has_signed, N_("本单位已经签收过这张工单，无需重复签收。")),),
    Move.SIGN_AS_CO: (_unless(lambda facts: not facts.has_signed, N_("本单位已经签收过这张工单，无需重复签收。")),),
    Move.GIVE_CO_RESULT: (
        _signed, _unless(lambda facts: not facts.has_co_result, N_("本单位已经反馈过协办结果。")),
    ),
    Move.REPLY: (_contacted, _co_done),
    Move.INTERIM_REPLY: (_contacted,),
    Move.ASK_RETURN: (_no_petition, _return_in_time),
    Move.REDISPATCH: (_no_pending_return,),
    Move.GRANT_RETURN: (
        _pending(PetitionKind.RETURN), _unless(lambda facts: not facts.is_co_petition, N_("这是协办单位的退单申请。")),
    ),
    Move.RELEASE_CO: (
        _pending(PetitionKind.RETURN), _unless(lambda facts: facts.is_co_petition, N_("这是主办单位的退单申请。")),
    ),
    Move.DENY_RETURN: (_pending(PetitionKind.RETURN),),
    Move.ASK_EXTENSION: (_no_petition, _lead_signed, _extension_in_time),
    Move.GRANT_EXTENSION: (_pending(PetitionKind.EXTENSION),),
    Move.DENY_EXTENSION: (_pending(PetitionKind.EXTENSION),),
    Move.ASK_STATUTORY: (
        _no_petition, _lead_signed, _has_due,
        _unless(lambda facts: not facts.is_statutory, N_("这张工单已经适用法定时限。"), is_quiet=False),
    ),
    Move.GRANT_STATUTORY: (_pending(PetitionKind.STATUTORY),),
    Move.DENY_STATUTORY: (_pending(PetitionKind.STATUTORY),),
    Move.ASK_TERMINATION: (_no_petition, _contacted),
    Move.GRANT_TERMINATION: (_pending(PetitionKind.TERMINATION),),
    Move.DENY_TERMINATION: (_pending(PetitionKind.TERMINATION),),
    Move.ASK_HARD: (
        _no_petition, _unless(lambda facts: not facts.on_ledger, N_("这张工单已经挂账。")),
    ),
    Move.GRANT_HARD: (_pending(PetitionKind.HARD),),
    Move.DENY_HARD: (_pending(PetitionKind.HARD),),
    Move.PLAN_HARD: (_on_ledger,),
    Move.END_HARD: (_on_ledger,),
    Move.ASK_EXCLUSION: (
        _no_petition,
        _unless(lambda facts: not facts.is_excluded, N_("这张工单已经批准不计满意度。"), is_quiet=False),
    ),
    Move.GRANT_EXCLUSION: (_pending(PetitionKind.EXCLUSION), _of_another),
    Move.DENY_EXCLUSION: (_pending(PetitionKind.EXCLUSION), _of_another),
    Move.LIFT_EXCLUSION: (_unless(lambda facts: facts.is_excluded, N_("这张工单没有批准过不计满意度。")),),
    Move.WITHDRAW: (
        _unless(lambda facts: facts.pending is not None and facts.is_own_petition, N_("本单位没有等待审批的申请。")),
    ),
    Move.MERGE: (
        _unless(lambda facts: not facts.has_repeats, N_("已有其他工单并入本单，请先取消那些并单。"), is_quiet=False),
        _nothing_pressed, _not_on_ledger,
    ),
    Move.REFUSE: (_nothing_pressed,),
    Move.VOID: (_nothing_pressed,),
    Move.SUPERVISE: (_no_open_supervision,),
    Move.ANSWER_SUPERVISION: (
        _supervised, _unless(lambda facts: not facts.is_supervision_answered, N_("督办已经回复，等待督办员办结。"), is_quiet=False),
    ),
    Move.CLOSE_SUPERVISION: (_supervised,),
    Move.ARCHIVE: (_nothing_asked, _no_open_supervision, _unless(
        lambda facts: not facts.on_ledger, N_("这张工单还在疑难台账上，请先销账。"), is_quiet=False)),
}
"Moves that are not named here have no hurdle besides stage, permission and part."


def hurdle(move: Move, facts: Facts) -> Hurdle | None:
    """The first thing that stands in the move's way, or None."""
    return next((found for check in HURDLES.get(move, ()) if (found := check(facts)) is not None), None)


def require_clear(move: Move, facts: Facts) -> None:
    """Refuse with the hurdle's words if something stands in the way."""
    found = hurdle(move, facts)
    if found is not None:
        raise Hindered(found.message, **found.params)
