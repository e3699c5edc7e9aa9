"""The order's page, move by move: which form, which template, and whether it stands open or folded.

A road adds its lines here; what is offered to whom is decided in domain.offers.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tracker.domain.moves import Move
from tracker.domain.words import N_
from tracker.web.forms import OrderForm
from tracker.web.orders.after_forms import LetStandForm, MergeForm, RedoForm, UnmergeForm
from tracker.web.orders.before_forms import AnswerDirectlyForm, AskCallerForm, RefuseForm, SupplementForm, VoidForm
from tracker.web.orders.clock_forms import (
    DenyExtensionForm,
    DenyStatutoryForm,
    ExtensionForm,
    GrantExtensionForm,
    GrantStatutoryForm,
    InterimForm,
    StatutoryForm,
)
from tracker.web.orders.exclusion_forms import (
    AskExclusionForm,
    DenyExclusionForm,
    GrantExclusionForm,
    LiftExclusionForm,
)
from tracker.web.orders.forms import (
    CallbackForm,
    ContactForm,
    DispatchForm,
    PassForm,
    ReplyForm,
    SendBackForm,
    SignForm,
)
from tracker.web.orders.pressing_forms import (
    AnswerSupervisionForm,
    ArchiveForm,
    AskHardForm,
    CloseSupervisionForm,
    DenyHardForm,
    EndHardForm,
    GrantHardForm,
    PlanHardForm,
    SuperviseForm,
    UrgeForm,
)
from tracker.web.orders.unit_forms import (
    AddCoForm,
    AskReturnForm,
    AskTerminationForm,
    CoResultForm,
    DenyReturnForm,
    DenyTerminationForm,
    GrantReturnForm,
    GrantTerminationForm,
    RedispatchForm,
    ReleaseCoForm,
    WithdrawForm,
)

Shown = Callable[[Any], bool]
"Of the order: does the panel stand open?"


def always(_order: Any) -> bool:
    """The next act on the road."""
    return True


def folded(_order: Any) -> bool:
    """A side road."""
    return False


@dataclass(frozen=True)
class Panel:
    """How a move is shown. `id` is the fragment that links point to."""

    form: type[OrderForm]
    template: str
    title: str
    icon: str
    id: str
    is_main: Shown = folded
    beside: tuple[Move, ...] = ()
    "Shown in the panel of one of these where that stands on the page: the refusal beside the grant."


PANELS: dict[Move, Panel] = {
    Move.DISPATCH: Panel(DispatchForm, "orders/moves/dispatch.html", N_("派单"), "send", "dispatch", always),
    Move.SIGN: Panel(SignForm, "orders/moves/sign.html", N_("签收"), "check2-square", "sign", always),
    Move.SIGN_AS_CO: Panel(SignForm, "orders/moves/sign.html", N_("签收"), "check2-square", "sign", always),
    Move.CONTACT: Panel(
        ContactForm, "orders/moves/contact.html", N_("登记联系"), "telephone-outbound", "contact",
        lambda order: order.contacted_at is None,
    ),
    Move.REPLY: Panel(ReplyForm, "orders/moves/reply.html", N_("答复"), "reply", "reply", always),
    Move.PASS_REPLY: Panel(PassForm, "orders/moves/pass_reply.html", N_("审核答复"), "check-circle", "pass", always),
    Move.SEND_BACK: Panel(
        SendBackForm, "orders/moves/send_back.html", N_("退回修改"), "arrow-counterclockwise", "send-back", always,
        beside=(Move.PASS_REPLY,),
    ),
    Move.CALL_BACK: Panel(
        CallbackForm, "orders/moves/call_back.html", N_("回访"), "telephone", "callback", always
    ),
    Move.ASK_CALLER: Panel(
        AskCallerForm, "orders/moves/ask_caller.html", N_("请诉求人补充"), "chat-left-dots", "ask-caller"
    ),
    Move.SUPPLEMENT: Panel(
        SupplementForm, "orders/moves/supplement.html", N_("登记补充"), "chat-left-text", "supplement", always
    ),
    Move.ANSWER_DIRECTLY: Panel(
        AnswerDirectlyForm, "orders/moves/answer_directly.html", N_("直接答复"), "lightning-charge", "answer-directly"
    ),
    Move.REFUSE: Panel(RefuseForm, "orders/moves/refuse.html", N_("不予受理"), "slash-circle", "refuse"),
    Move.REDO: Panel(RedoForm, "orders/moves/redo.html", N_("研判：退回重办"), "arrow-repeat", "redo", always),
    Move.LET_STAND: Panel(LetStandForm, "orders/moves/let_stand.html", N_("研判：维持办结"), "flag", "let-stand", always),
    Move.MERGE: Panel(MergeForm, "orders/moves/merge.html", N_("并单"), "union", "merge"),
    Move.UNMERGE: Panel(UnmergeForm, "orders/moves/unmerge.html", N_("取消并单"), "exclude", "unmerge"),
    Move.VOID: Panel(VoidForm, "orders/moves/void.html", N_("作废、撤单"), "trash3", "void"),
    Move.URGE: Panel(UrgeForm, "orders/moves/urge.html", N_("催办"), "megaphone", "urge"),
    Move.SUPERVISE: Panel(SuperviseForm, "orders/moves/supervise.html", N_("督办"), "clipboard2-pulse", "supervise"),
    Move.ANSWER_SUPERVISION: Panel(
        AnswerSupervisionForm, "orders/moves/answer_supervision.html", N_("回复督办"), "clipboard2-check",
        "answer-supervision", always,
    ),
    Move.CLOSE_SUPERVISION: Panel(
        CloseSupervisionForm, "orders/moves/close_supervision.html", N_("办结督办"), "clipboard2-x", "close-supervision"
    ),
    Move.ASK_HARD: Panel(AskHardForm, "orders/moves/ask_hard.html", N_("申请挂账"), "pin-angle", "ask-hard"),
    Move.GRANT_HARD: Panel(
        GrantHardForm, "orders/moves/grant_hard.html", N_("审批挂账"), "pin-angle", "grant-hard", always
    ),
    Move.DENY_HARD: Panel(
        DenyHardForm, "orders/moves/deny_hard.html", N_("驳回挂账"), "x-lg", "deny-hard", always,
        beside=(Move.GRANT_HARD,),
    ),
    Move.PLAN_HARD: Panel(PlanHardForm, "orders/moves/plan_hard.html", N_("更新挂账进展"), "pin", "plan-hard"),
    Move.END_HARD: Panel(EndHardForm, "orders/moves/end_hard.html", N_("销账"), "pin-angle-fill", "end-hard"),
    Move.ARCHIVE: Panel(ArchiveForm, "orders/moves/archive.html", N_("归档"), "archive", "archive"),
    Move.INTERIM_REPLY: Panel(
        InterimForm, "orders/moves/interim_reply.html", N_("阶段答复"), "reply-all", "interim-reply"
    ),
    Move.ASK_EXTENSION: Panel(
        ExtensionForm, "orders/moves/ask_extension.html", N_("申请延期"), "hourglass", "ask-extension"
    ),
    Move.GRANT_EXTENSION: Panel(
        GrantExtensionForm, "orders/moves/grant_extension.html", N_("审批延期"), "hourglass-bottom",
        "grant-extension", always,
    ),
    Move.DENY_EXTENSION: Panel(
        DenyExtensionForm, "orders/moves/deny_extension.html", N_("驳回延期"), "x-lg", "deny-extension", always,
        beside=(Move.GRANT_EXTENSION,),
    ),
    Move.ASK_STATUTORY: Panel(
        StatutoryForm, "orders/moves/ask_statutory.html", N_("申请适用法定时限"), "bank", "ask-statutory"
    ),
    Move.GRANT_STATUTORY: Panel(
        GrantStatutoryForm, "orders/moves/grant_statutory.html", N_("审批法定时限"), "bank2", "grant-statutory", always
    ),
    Move.DENY_STATUTORY: Panel(
        DenyStatutoryForm, "orders/moves/deny_statutory.html", N_("驳回法定时限申请"), "x-lg", "deny-statutory", always,
        beside=(Move.GRANT_STATUTORY,),
    ),
    Move.GIVE_CO_RESULT: Panel(
        CoResultForm, "orders/moves/give_co_result.html", N_("协办反馈"), "arrow-return-left", "co-result", always
    ),
    Move.REDISPATCH: Panel(RedispatchForm, "orders/moves/redispatch.html", N_("改派"), "shuffle", "redispatch"),
    Move.ADD_CO: Panel(AddCoForm, "orders/moves/add_co.html", N_("加派协办"), "person-plus", "add-co"),
    Move.ASK_RETURN: Panel(
        AskReturnForm, "orders/moves/ask_return.html", N_("申请退单"), "box-arrow-left", "ask-return"
    ),
    Move.GRANT_RETURN: Panel(
        GrantReturnForm, "orders/moves/grant_return.html", N_("审批退单"), "box-arrow-left", "grant-return", always
    ),
    Move.RELEASE_CO: Panel(
        ReleaseCoForm, "orders/moves/release_co.html", N_("审批协办退单"), "person-dash", "release-co", always
    ),
    Move.DENY_RETURN: Panel(
        DenyReturnForm, "orders/moves/deny_return.html", N_("驳回退单"), "x-lg", "deny-return", always,
        beside=(Move.GRANT_RETURN, Move.RELEASE_CO),
    ),
    Move.ASK_TERMINATION: Panel(
        AskTerminationForm, "orders/moves/ask_termination.html", N_("申请终止办理"), "stop-circle", "ask-termination"
    ),
    Move.GRANT_TERMINATION: Panel(
        GrantTerminationForm, "orders/moves/grant_termination.html", N_("审批终止办理"), "stop-btn", "grant-termination",
        always,
    ),
    Move.DENY_TERMINATION: Panel(
        DenyTerminationForm, "orders/moves/deny_termination.html", N_("驳回终止办理"), "x-lg", "deny-termination", always,
        beside=(Move.GRANT_TERMINATION,),
    ),
    Move.ASK_EXCLUSION: Panel(
        AskExclusionForm, "orders/moves/ask_exclusion.html", N_("申请不计满意度"), "clipboard-minus", "ask-exclusion"
    ),
    Move.GRANT_EXCLUSION: Panel(
        GrantExclusionForm, "orders/moves/grant_exclusion.html", N_("审批不计满意度"), "clipboard-check",
        "grant-exclusion", always,
    ),
    Move.DENY_EXCLUSION: Panel(
        DenyExclusionForm, "orders/moves/deny_exclusion.html", N_("驳回不计满意度"), "x-lg", "deny-exclusion", always,
        beside=(Move.GRANT_EXCLUSION,),
    ),
    Move.LIFT_EXCLUSION: Panel(
        LiftExclusionForm, "orders/moves/lift_exclusion.html", N_("撤销不计满意度"), "arrow-counterclockwise",
        "lift-exclusion",
    ),
    Move.WITHDRAW: Panel(WithdrawForm, "orders/moves/withdraw.html", N_("撤回申请"), "arrow-90deg-left", "withdraw"),
}
