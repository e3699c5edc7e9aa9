"""请诉求人补充: the request says too little to be dispatched; the order waits, visibly and with a limit."""

from datetime import datetime

from tracker.domain.deadlines import Limit
from tracker.domain.moves import Move
from tracker.domain.permissions import Actor
from tracker.domain.texts import written
from tracker.domain.timeline import Entry
from tracker.domain.words import N_, Step, Unit
from tracker.store import orders
from tracker.store.db import transaction
from tracker.store.promiser import Promiser

QUESTION_MAX = 500
BASIS = N_("系统参数“补充期限”")


def ask_caller(order_id: int, *, question: str, version: int | None = None, by: Actor, now: datetime) -> None:
    """Let the order wait for the caller's answer to `question`.

    When the wait runs out a light shows it and nothing else happens: a person asks again or refuses (N10).
    """
    question = written(question, "question", QUESTION_MAX, N_("请写明需要诉求人补充什么。"))
    with transaction():
        order, _facts = orders.locked_for(order_id, Move.ASK_CALLER, by, now, version)
        promiser = Promiser(now)
        limit = Limit(promiser.settings.supplement_days, Unit.WORKING_DAY)
        due = promiser.give_limit(order, Step.SUPPLEMENT, now, limit, BASIS)
        orders.move(order, Move.ASK_CALLER, Entry.CALLER_ASKED, by, now, question=question, due=due.at.isoformat())
