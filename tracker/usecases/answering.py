"""直办: what an answer given on the line must say, and how it closes the order; at intake and from the queue alike."""

from dataclasses import dataclass
from datetime import datetime

from tracker.domain.moves import Move
from tracker.domain.permissions import Actor
from tracker.domain.refusals import Invalid
from tracker.domain.texts import text_problems
from tracker.domain.timeline import Entry
from tracker.domain.words import N_, Satisfaction, Solved
from tracker.store import families, promises, search
from tracker.store.models import WorkOrder
from tracker.usecases.closing import close
from tracker.usecases.record_callback import DISSATISFIED
from tracker.usecases.submit_reply import ANSWER_MAX


@dataclass(frozen=True)
class DirectAnswer:
    """What the caller was told, and what the caller said to it; None where nobody asked."""

    public_answer: str
    solved: Solved | None = None
    satisfaction: Satisfaction | None = None

    def problems(self) -> list[Invalid]:
        """What cannot be taken, each by its field."""
        found = text_problems(
            public_answer=(self.public_answer, ANSWER_MAX, N_("请填写公开答复：告诉诉求人的话。")))
        # An answer that does not satisfy is none: nobody would look at the order again.
        if self.solved is Solved.NO:
            found.append(Invalid(N_("诉求人认为没有解决，不能直接答复办结，请派单办理。"), field="solved"))
        if self.satisfaction in DISSATISFIED:
            found.append(Invalid(N_("诉求人不满意，不能直接答复办结，请派单办理。"), field="satisfaction"))
        return found


def close_directly(order: WorkOrder, answer: DirectAnswer, by: Actor, now: datetime) -> None:
    """Close the order with the answer; repeats that wait for it have theirs. Inside the transaction.

    The answer stands on the order and in its story; a Reply is a lead's and there is none.
    """
    order.is_direct, order.public_answer = True, answer.public_answer.strip()
    promises.supersede(order.id, now)
    close(
        order, Move.ANSWER_DIRECTLY, Entry.ANSWERED_DIRECTLY, answer.solved, answer.satisfaction, by, now,
        public_answer=order.public_answer,
    )
    search.reindex([order])
    families.follow(order, by, now)
