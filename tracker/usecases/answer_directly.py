"""直接答复: an order that waits for dispatch is answered from knowledge and closed at once; it is still 受理."""

from datetime import datetime

from tracker.domain.moves import Move
from tracker.domain.permissions import Actor
from tracker.domain.refusals import InvalidEntries
from tracker.store import orders
from tracker.store.db import transaction
from tracker.usecases.answering import DirectAnswer, close_directly


def answer_directly(
    order_id: int, answer: DirectAnswer, *, version: int | None = None, by: Actor, now: datetime
) -> None:
    """Close the order with the answer that the caller was given. At intake: register_order(answer=…)."""
    problems = answer.problems()
    if problems:
        raise InvalidEntries(problems)
    with transaction():
        order, _facts = orders.locked_for(order_id, Move.ANSWER_DIRECTLY, by, now, version)
        close_directly(order, answer, by, now)
