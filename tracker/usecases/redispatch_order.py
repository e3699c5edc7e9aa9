"""改派: from one lead to another, with a reason. What the old one did stays in its part; co-handlers may stay."""

from collections.abc import Sequence
from datetime import datetime

from tracker.domain.moves import Move
from tracker.domain.permissions import Actor
from tracker.domain.refusals import Invalid
from tracker.domain.road_words import PartEnd
from tracker.domain.texts import written
from tracker.domain.timeline import Entry
from tracker.domain.words import N_, Part, Step
from tracker.store import orders, promises
from tracker.store.db import transaction
from tracker.store.facts import active_parts
from tracker.store.handling import leave_hands
from tracker.store.models import Assignment, WorkOrder
from tracker.store.promiser import Promiser
from tracker.usecases.assigning import chosen_units, hand_to_lead, names, tell_handed
from tracker.usecases.promising import give_at_dispatch, give_to_co

REASON_MAX = 500


def _end_old_parts(order: WorkOrder, staying: set[int], now: datetime) -> list[Assignment]:
    """End the lead's part and those of co-handlers that do not stay, and return them, the lead's first."""
    ended = []
    for part in active_parts(order.id):
        if part.part is Part.CO and part.department_id in staying:
            continue
        if part.part is Part.CO:
            promises.supersede(order.id, now, Step.CO, department_id=part.department_id)
        ended += orders.end_parts(order.id, PartEnd.REDISPATCHED, now, only=part.department_id)
    return ended


def redispatch_order(
    order_id: int, *, lead_id: int, co_ids: Sequence[int] = (), reason: str, is_final: bool = False,
    version: int | None = None, by: Actor, now: datetime,
) -> None:
    """Take the order from its lead and give it to another; `co_ids` are the co-handlers from now on.

    A co-handler that stays keeps its part, signature and due moment. `is_final`: named by arbitration.
    """
    reason = written(reason, "reason", REASON_MAX, N_("请写明改派的原因，原单位和新单位都会看到。"))
    with transaction():
        order, _facts = orders.locked_for(order_id, Move.REDISPATCH, by, now, version)
        units = chosen_units(order, lead_id, co_ids)
        if lead_id == order.lead_id:
            raise Invalid(N_("“%(unit)s”现在就是主办单位，请选择另一个单位。"), field="lead_id", unit=units[lead_id].name)
        has_part = {part.department_id for part in active_parts(order.id) if part.part is Part.CO}
        leave_hands(order, by, now, note=N_("工单已改派"), keeping=(Step.REPLY, Step.CO, Step.INTERIM))
        old, *gone = _end_old_parts(order, has_part & set(co_ids), now)
        promiser = Promiser(now)
        due_at = give_at_dispatch(order, now, promiser)
        hand_to_lead(order, lead_id, is_final, now)
        give_to_co(order, [unit_id for unit_id in co_ids if unit_id not in has_part], promiser)
        orders.move(
            order, Move.REDISPATCH, Entry.REDISPATCHED, by, now, from_unit=old.department.name,
            lead=units[lead_id].name, co=names(units, co_ids), due=due_at.isoformat(), reason=reason,
            unit_id=old.department_id, gone_ids=[part.department_id for part in gone],
        )
        tell_handed(order, units[lead_id], by, now)
