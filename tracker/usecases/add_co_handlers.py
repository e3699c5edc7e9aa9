"""加派: further co-handlers for an order in hand, each with its own limit."""

from collections.abc import Sequence
from datetime import datetime

from tracker.domain.moves import Move
from tracker.domain.permissions import Actor
from tracker.domain.refusals import Invalid
from tracker.domain.timeline import Entry
from tracker.domain.words import N_
from tracker.store import orders
from tracker.store.db import transaction
from tracker.store.facts import active_parts
from tracker.store.promiser import Promiser
from tracker.usecases.assigning import chosen_co_units, names
from tracker.usecases.promising import give_to_co


def add_co_handlers(
    order_id: int, *, co_ids: Sequence[int], note: str = "", version: int | None = None, by: Actor, now: datetime
) -> None:
    """Give each unit a part as co-handler; the lead and its clock stay as they are."""
    if not co_ids:
        raise Invalid(N_("请选择至少一个协办单位。"), field="co_ids")
    with transaction():
        order, _facts = orders.locked_for(order_id, Move.ADD_CO, by, now, version)
        units = chosen_co_units(order, co_ids)
        for part in active_parts(order.id):
            if part.department_id in units:
                raise Invalid(
                    N_("“%(unit)s”已经是这张工单的%(part)s单位，请去掉。"), field="co_ids", unit=part.department.name,
                    part=part.part.label,
                )
        due_at = give_to_co(order, co_ids, Promiser(now))
        assert due_at is not None  # at least one was chosen
        orders.move(
            order, Move.ADD_CO, Entry.CO_ADDED, by, now, co=names(units, co_ids), due=due_at.isoformat(),
            note=note.strip(),
        )
