"""派单: one lead, any co-handlers, and the promises that begin with it."""

from collections.abc import Sequence
from datetime import datetime

from tracker.domain.moves import Move
from tracker.domain.permissions import Actor
from tracker.domain.timeline import Entry
from tracker.store import orders
from tracker.store.db import transaction
from tracker.store.promiser import Promiser
from tracker.usecases.assigning import chosen_units, hand_to_lead, names, refuse_returned, tell_handed
from tracker.usecases.promising import give_at_dispatch, give_to_co


def dispatch_order(
    order_id: int, *, lead_id: int, co_ids: Sequence[int] = (), note: str = "", is_final: bool = False,
    version: int | None = None, by: Actor, now: datetime,
) -> None:
    """Send the order to its lead and co-handlers, and count its due moments from now.

    After a granted return it goes to another unit, and the reply's clock starts anew or goes on as the setting says;
    `is_final` says that the lead was named by arbitration. Raises Invalid for units that cannot take it, OutOfTurn
    and Stale when somebody was quicker.
    """
    with transaction():
        order, _facts = orders.locked_for(order_id, Move.DISPATCH, by, now, version)
        units = chosen_units(order, lead_id, co_ids)
        refuse_returned(order, lead_id)
        promiser = Promiser(now)
        due_at = give_at_dispatch(order, now, promiser)
        hand_to_lead(order, lead_id, is_final, now)
        give_to_co(order, co_ids, promiser)
        orders.move(
            order, Move.DISPATCH, Entry.DISPATCHED, by, now,
            lead=units[lead_id].name, co=names(units, co_ids), due=due_at.isoformat(), note=note.strip(),
        )
        tell_handed(order, units[lead_id], by, now)
