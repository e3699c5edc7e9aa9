"""The order leaves its units' hands: the one way by which a side road takes back what they promised and asked for.

Ending the units' parts is another thing (orders.end_parts): a unit keeps sight of an order that was terminated.
"""

from collections.abc import Collection
from datetime import datetime

from tracker.domain.permissions import Actor
from tracker.domain.words import Step
from tracker.store import petitions, promises
from tracker.store.facts import open_hard_case
from tracker.store.models import WorkOrder

HANDLING_STEPS = (Step.SIGN, Step.CONTACT, Step.REPLY, Step.CO, Step.INTERIM)
"What units promise while they have the order in hand; what is kept was kept and stays."


def leave_hands(
    order: WorkOrder, by: Actor, now: datetime, *, note: str = "", keeping: Collection[Step] = ()
) -> None:
    """A waiting petition is withdrawn (`note` says why), and open promises of handling bind nobody any more.

    `keeping` are the steps that go on: the reply of an order which another unit is to answer.
    """
    petitions.withdraw_waiting(order, by, now, note)
    promises.supersede(order.id, now, *(step for step in HANDLING_STEPS if step not in keeping))


def end_hands(order: WorkOrder, by: Actor, now: datetime, *, note: str = "") -> None:
    """The order ends for good: nothing at all is promised any more, and its line on the hard ledger is closed."""
    leave_hands(order, by, now, note=note)
    promises.supersede(order.id, now)
    case = open_hard_case(order.id)
    if case is not None:
        case.ended_at, case.ended_by, case.ending_note = now, by.name, note
