"""What people try on an order during a random walk: one call per move, rightly or wrongly chosen."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from tests.office import ANSWER, HOUSING, MARKET, TOWN, Office
from tracker.domain.moves import Move
from tracker.domain.permissions import MOVE_NEEDS, Actor
from tracker.domain.road_words import SupervisionLevel, VoidKind
from tracker.domain.words import CallbackOutcome, ContactMethod, Satisfaction, Solved
from tracker.store.db import db
from tracker.store.models import StatutoryLimit, WorkOrder
from tracker.usecases.add_co_handlers import add_co_handlers
from tracker.usecases.answer_directly import answer_directly
from tracker.usecases.answering import DirectAnswer
from tracker.usecases.archive_orders import archive_order
from tracker.usecases.ask_caller import ask_caller
from tracker.usecases.ask_exclusion import ask_exclusion
from tracker.usecases.ask_extension import Wish, ask_extension
from tracker.usecases.ask_return import ask_return
from tracker.usecases.ask_statutory_limit import ask_statutory_limit
from tracker.usecases.ask_termination import ask_termination
from tracker.usecases.decide_exclusion import deny_exclusion, grant_exclusion, lift_exclusion
from tracker.usecases.decide_extension import deny_extension, grant_extension
from tracker.usecases.decide_return import deny_return, grant_return, release_co_handler
from tracker.usecases.decide_statutory_limit import deny_statutory_limit, grant_statutory_limit
from tracker.usecases.decide_termination import deny_termination, grant_termination
from tracker.usecases.dispatch_order import dispatch_order
from tracker.usecases.give_co_result import give_co_result
from tracker.usecases.give_interim_reply import give_interim_reply
from tracker.usecases.judge_redo import let_stand, redo_order
from tracker.usecases.keep_hard_ledger import Plan, ask_hard, deny_hard, end_hard, grant_hard, plan_hard
from tracker.usecases.merge_orders import merge_orders
from tracker.usecases.record_callback import Attempt, record_callback
from tracker.usecases.record_contact import record_contact
from tracker.usecases.record_supplement import record_supplement
from tracker.usecases.redispatch_order import redispatch_order
from tracker.usecases.refuse_order import refuse_order
from tracker.usecases.review_reply import pass_reply, send_back_reply
from tracker.usecases.sign_order import sign_order
from tracker.usecases.submit_reply import submit_reply
from tracker.usecases.supervise_order import Notice, answer_supervision, close_supervision, supervise_order
from tracker.usecases.unmerge_order import unmerge_order
from tracker.usecases.urge_order import urge_order
from tracker.usecases.void_order import void_order
from tracker.usecases.withdraw_petition import withdraw_petition


@dataclass(frozen=True)
class Try:
    """One attempt: on which order, by whom, when, and a number that picks among its variants."""

    order_id: int
    other_id: int
    "Another order, for moves that join two."
    by: Actor
    now: datetime
    office: Office
    variant: int

    def one_of(self, *choices: Any) -> Any:
        """The variant's choice."""
        return choices[self.variant % len(choices)]

    @property
    def who(self) -> dict[str, Any]:
        """The keywords that every use case takes."""
        return {"by": self.by, "now": self.now}

    def unit(self, step: int = 0) -> int:
        """One of the three units."""
        names = (MARKET, HOUSING, TOWN)
        return self.office.units[names[(self.variant + step) % 3]]


ATTEMPTS = (
    Attempt(CallbackOutcome.REACHED, Solved.YES, Satisfaction.SATISFIED),
    Attempt(CallbackOutcome.REACHED, Solved.NO, Satisfaction.DISSATISFIED, reason="没有解决"),
    Attempt(CallbackOutcome.NO_ANSWER),
    Attempt(CallbackOutcome.WRONG_NUMBER, close_unreached=True),
    Attempt(CallbackOutcome.NOT_NEEDED),
)


PLAIN = DirectAnswer("您可以到区政务服务中心办理。")


def _direct(attempt: Try) -> DirectAnswer:
    return attempt.one_of(PLAIN, DirectAnswer("可网上办理。", Solved.YES, Satisfaction.SATISFIED))


def _wish(attempt: Try) -> Wish:
    return Wish(amount=attempt.one_of(5, 1, 400), reason="须专家论证。", legal_basis="办法第十条")


def number(order_id: int) -> str:
    """The order's number, as a person would type it."""
    return str(db.session.scalar(select(WorkOrder.number).where(WorkOrder.id == order_id)))


def law() -> int:
    """The shipped statutory limit."""
    found = db.session.scalar(select(StatutoryLimit.id))
    assert found is not None
    return found


def _next_on(attempt: Try) -> Any:
    return (attempt.now + timedelta(days=attempt.one_of(3, 10, 0, 90))).date()


def _notice(attempt: Try) -> Notice:
    return Notice(attempt.one_of(SupervisionLevel.WRITTEN, SupervisionLevel.ESCALATED), "请限期解决。")


ACTS: dict[Move, Callable[[Try], object]] = {
    Move.DISPATCH: lambda t: dispatch_order(
        t.order_id, lead_id=t.unit(), co_ids=t.one_of([], [t.unit(1)], [t.unit(1), t.unit(2)]), **t.who),
    Move.SIGN: lambda t: sign_order(t.order_id, **t.who),
    Move.SIGN_AS_CO: lambda t: sign_order(t.order_id, **t.who),
    Move.CONTACT: lambda t: record_contact(
        t.order_id, at=t.now, method=ContactMethod.PHONE, whom="来电人", **t.who),
    Move.REPLY: lambda t: submit_reply(t.order_id, ANSWER, **t.who),
    Move.PASS_REPLY: lambda t: pass_reply(t.order_id, **t.who),
    Move.SEND_BACK: lambda t: send_back_reply(t.order_id, reason=t.one_of("请写明依据", ""), **t.who),
    Move.CALL_BACK: lambda t: record_callback(t.order_id, t.one_of(*ATTEMPTS), **t.who),
    Move.URGE: lambda t: urge_order(t.order_id, t.one_of("请尽快办理", ""), **t.who),
    Move.SUPERVISE: lambda t: supervise_order(t.order_id, _notice(t), **t.who),
    Move.ANSWER_SUPERVISION: lambda t: answer_supervision(t.order_id, "正在办理。", **t.who),
    Move.CLOSE_SUPERVISION: lambda t: close_supervision(t.order_id, t.one_of("已解决", ""), **t.who),
    Move.ASK_HARD: lambda t: ask_hard(t.order_id, "暂时无法解决。", Plan("立项改造。", _next_on(t)), **t.who),
    Move.GRANT_HARD: lambda t: grant_hard(t.order_id, **t.who),
    Move.DENY_HARD: lambda t: deny_hard(t.order_id, note=t.one_of("不属疑难", ""), **t.who),
    Move.PLAN_HARD: lambda t: plan_hard(t.order_id, Plan("已开工。", _next_on(t)), **t.who),
    Move.END_HARD: lambda t: end_hard(t.order_id, note="已解决。", **t.who),
    Move.ARCHIVE: lambda t: archive_order(t.order_id, **t.who),
    Move.ASK_CALLER: lambda t: ask_caller(t.order_id, question=t.one_of("请说明具体位置。", ""), **t.who),
    Move.SUPPLEMENT: lambda t: record_supplement(t.order_id, supplement="在泰康路3号。", **t.who),
    Move.ANSWER_DIRECTLY: lambda t: answer_directly(t.order_id, _direct(t), **t.who),
    Move.REFUSE: lambda t: refuse_order(
        t.order_id, reason_code=t.one_of("N01", "N10", "N09", "N99"),
        related_number=t.one_of("", number(t.other_id)), **t.who),
    Move.VOID: lambda t: void_order(
        t.order_id, kind=t.one_of(VoidKind.MISTAKE, VoidKind.WITHDRAWN), reason=t.one_of("重复登记", ""), **t.who),
    Move.MERGE: lambda t: merge_orders([t.order_id], master_number=number(t.other_id), reason="同一事项", **t.who),
    Move.UNMERGE: lambda t: unmerge_order(t.order_id, reason=t.one_of("并非同一事项", ""), **t.who),
    Move.REDO: lambda t: redo_order(
        t.order_id, reason="没有解决，退回重办。", lead_id=t.one_of(None, t.unit()), **t.who),
    Move.LET_STAND: lambda t: let_stand(t.order_id, reason=t.one_of("已依法答复", ""), **t.who),
    Move.ASK_RETURN: lambda t: ask_return(
        t.order_id, reason_code=t.one_of("duty", "overlap", "nothing"), reason="不属本单位职责。",
        legal_basis="三定方案", suggested_id=t.unit(1), **t.who),
    Move.GRANT_RETURN: lambda t: grant_return(t.order_id, **t.who),
    Move.RELEASE_CO: lambda t: release_co_handler(t.order_id, **t.who),
    Move.DENY_RETURN: lambda t: deny_return(t.order_id, note=t.one_of("属本单位职责", ""), **t.who),
    Move.REDISPATCH: lambda t: redispatch_order(
        t.order_id, lead_id=t.unit(), co_ids=t.one_of([], [t.unit(1)]), reason="职责调整", **t.who),
    Move.ADD_CO: lambda t: add_co_handlers(t.order_id, co_ids=[t.unit()], **t.who),
    Move.GIVE_CO_RESULT: lambda t: give_co_result(
        t.order_id, result="已现场配合核查。", late_reason=t.one_of("", "人手不足"), **t.who),
    Move.ASK_TERMINATION: lambda t: ask_termination(
        t.order_id, reason_code="no_cooperation", reason="多次联系，诉求人拒绝配合。", legal_basis="条例第二十一条",
        **t.who),
    Move.GRANT_TERMINATION: lambda t: grant_termination(t.order_id, told="因您未配合核查，终止办理。", **t.who),
    Move.DENY_TERMINATION: lambda t: deny_termination(t.order_id, note=t.one_of("请再联系一次", ""), **t.who),
    Move.ASK_EXCLUSION: lambda t: ask_exclusion(
        t.order_id, ground=t.one_of("E01", "E02", "E03", "E99"), reason="已依法立案查处。", **t.who),
    Move.GRANT_EXCLUSION: lambda t: grant_exclusion(t.order_id, note=t.one_of("情况属实", ""), **t.who),
    Move.DENY_EXCLUSION: lambda t: deny_exclusion(t.order_id, note=t.one_of("依据不足", ""), **t.who),
    Move.LIFT_EXCLUSION: lambda t: lift_exclusion(t.order_id, reason=t.one_of("案件已撤销", ""), **t.who),
    Move.WITHDRAW: lambda t: withdraw_petition(t.order_id, **t.who),
    Move.ASK_EXTENSION: lambda t: ask_extension(t.order_id, _wish(t), **t.who),
    Move.GRANT_EXTENSION: lambda t: grant_extension(t.order_id, told="因须专家论证，延期答复。", **t.who),
    Move.DENY_EXTENSION: lambda t: deny_extension(t.order_id, note=t.one_of("理由不足", ""), **t.who),
    Move.ASK_STATUTORY: lambda t: ask_statutory_limit(t.order_id, limit_id=law(), reason="属拖欠账款投诉。", **t.who),
    Move.GRANT_STATUTORY: lambda t: grant_statutory_limit(t.order_id, told="依法在三十日内答复。", **t.who),
    Move.DENY_STATUTORY: lambda t: deny_statutory_limit(t.order_id, note="不属此类。", **t.who),
    Move.INTERIM_REPLY: lambda t: give_interim_reply(
        t.order_id, public_answer="正在协调，请稍候。", next_on=_next_on(t), **t.who),
}
"Moves that a person chooses; the others follow from these or begin the walk."


def right_person(move: Move, office: Office, units: list[int]) -> list[Actor]:
    """Those whose work the move is: the hotline's by permission, of the handlers those of the order's units first."""
    able = [actor for actor in office.actors.values() if actor.may(MOVE_NEEDS[move])]
    own = [actor for actor in able if actor.department_id in units]
    return own or able
