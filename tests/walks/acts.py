"""What people try on an order during a random walk: one call per move, rightly or wrongly chosen."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tests.office import ANSWER, HOUSING, MARKET, TOWN, Office
from tracker.domain.moves import Move
from tracker.domain.permissions import MOVE_NEEDS, Actor
from tracker.domain.road_words import SupervisionLevel
from tracker.domain.words import CallbackOutcome, ContactMethod, Satisfaction, Solved
from tracker.usecases.archive_orders import archive_order
from tracker.usecases.dispatch_order import dispatch_order
from tracker.usecases.keep_hard_ledger import Plan, ask_hard, deny_hard, end_hard, grant_hard, plan_hard
from tracker.usecases.record_callback import Attempt, record_callback
from tracker.usecases.record_contact import record_contact
from tracker.usecases.review_reply import pass_reply, send_back_reply
from tracker.usecases.sign_order import sign_order
from tracker.usecases.submit_reply import submit_reply
from tracker.usecases.supervise_order import Notice, answer_supervision, close_supervision, supervise_order
from tracker.usecases.urge_order import urge_order


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
}
"Moves that a person chooses; the others follow from these or begin the walk."


def right_person(move: Move, office: Office, units: list[int]) -> list[Actor]:
    """Those whose work the move is: the hotline's by permission, of the handlers those of the order's units first."""
    able = [actor for actor in office.actors.values() if actor.may(MOVE_NEEDS[move])]
    own = [actor for actor in able if actor.department_id in units]
    return own or able
