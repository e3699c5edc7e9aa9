"""The order leaves its units' hands: the one way by which a side road takes back what they promised and asked for.

Ending the units' parts is another thing (orders.end_parts): a unit keeps sight of an order that was terminated.
"""

from collections.abc import Collection
from datetime import datetime

from tracker.domain.permissions import Actor
from tracker.domain.timeline import Entry
from tracker.domain.words import Step
from tracker.store import petitions, promises
from tracker.store.facts import open_hard_case, open_supervision
from tracker.store.models import Department, WorkOrder
from tracker.store.story import tell

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


def pass_on_pressure(order: WorkOrder, lead: Department, by: Actor, now: datetime) -> None:
    """A notice that nobody has answered is the new lead's to answer, and so is the ledger's plan to bring forward."""
    notice, case = open_supervision(order.id), open_hard_case(order.id)
    if case is not None:
        case.department_id = lead.id
    if notice is not None and notice.answered_at is None and notice.department_id != lead.id:
        assert notice.due_at is not None  # every notice with a number has one
        notice.department_id = lead.id
        tell(
            order, Entry.SUPERVISION_PASSED_ON, by, now, number=notice.number, unit=lead.name, unit_id=lead.id,
            due=notice.due_at.isoformat(),
        )
