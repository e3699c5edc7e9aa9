"""协办反馈: a co-handler tells the lead its result; only the lead answers the caller (Beijing art. 14)."""

from datetime import datetime

from tracker.domain.moves import Move
from tracker.domain.permissions import Actor
from tracker.domain.refusals import Invalid
from tracker.domain.texts import written
from tracker.domain.timeline import Entry
from tracker.domain.words import N_, Step
from tracker.store import orders, petitions, promises
from tracker.store.db import transaction

RESULT_MAX, NOTE_MAX = 5000, 500
"Longest result and reason of lateness, characters."


def give_co_result(
    order_id: int, *, result: str, late_reason: str = "", version: int | None = None, by: Actor, now: datetime
) -> None:
    """Give the result of the actor's own unit; a late one says why (rules, section 4.3)."""
    result = written(result, "result", RESULT_MAX, N_("请写明协办结果：做了什么、查明了什么。"))
    late_reason = written(late_reason, "late_reason", NOTE_MAX)
    with transaction():
        order, facts = orders.locked_for(order_id, Move.GIVE_CO_RESULT, by, now, version)
        part = orders.assignment_of(order.id, by.department_id)
        assert part is not None  # the move is only a co-handler's
        if part.due_at is not None and now > part.due_at and not late_reason:
            raise Invalid(N_("已超过协办期限，请写明逾期的原因。"), field="late_reason")
        if facts.is_own_petition:
            petitions.withdraw_waiting(order, by, now, N_("已反馈协办结果"))
        part.result, part.result_at, part.result_by = result, now, by.name
        promises.keep(order.id, Step.CO, now, part.department_id)
        orders.move(
            order, Move.GIVE_CO_RESULT, Entry.CO_RESULT, by, now, unit=part.department.name, result=result,
            late_reason=late_reason,
        )
