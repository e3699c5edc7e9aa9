"""What a dispatcher sees before an order goes to another lead: who returned it, whom they suggest, and the clock."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from tracker.domain.returning import goes_on
from tracker.domain.road_words import PartEnd, PetitionKind, PetitionState
from tracker.domain.settings import Settings
from tracker.domain.words import Part, Stage, Step
from tracker.domain.workflow import WITH_UNIT
from tracker.reads.road_parts import PetitionShown
from tracker.store.models import Assignment, WorkOrder


@dataclass(frozen=True)
class Handover:
    """An order that has had a lead. Ids are units'."""

    returned: tuple[str, ...]
    "Names of the leads that were rid of it, in order."
    barred_id: int | None
    "Its return has just been granted: it does not get the order back."
    suggested_id: int | None
    suggested: str
    co_ids: tuple[int, ...]
    "The co-handlers it has, or had with its last lead."
    part_ids: tuple[int, ...]
    "Every unit that has a part now."
    keeps_due: datetime | None
    "The reply's due moment that a new lead takes over; None where the clock starts anew."


def _co_ids(parts: Collection[Assignment], last: Assignment) -> tuple[int, ...]:
    """Co-handlers whose part stands, or ended in the moment in which the last lead's did."""
    return tuple(
        part.department_id for part in parts
        if part.part is Part.CO and part.ended_at == last.ended_at and part.end_reason is not PartEnd.RETURNED
    )


def handover(
    order: WorkOrder, petitions: Collection[PetitionShown], promised: Collection[Step], settings: Settings
) -> Handover | None:
    """None for an order that never had a lead, or cannot get another. `promised` are the steps promised now."""
    parts = order.assignments
    last = next((part for part in reversed(parts) if part.part is Part.LEAD), None)
    if last is None or order.stage not in (Stage.TO_DISPATCH, *WITH_UNIT):
        return None
    is_returned = last.end_reason is PartEnd.RETURNED
    petition = next((
        one for one in reversed(list(petitions))
        if one.kind is PetitionKind.RETURN and one.state is PetitionState.GRANTED
        and one.department.id == last.department_id
    ), None) if is_returned else None
    suggested = petition.suggested if petition else None
    keeps = Step.REPLY in promised and goes_on(order.is_statutory, settings)
    return Handover(
        returned=tuple(
            part.department.name for part in parts
            if part.part is Part.LEAD and part.end_reason is PartEnd.RETURNED),
        barred_id=last.department_id if is_returned else None,
        suggested_id=suggested.id if suggested and suggested.is_active else None,
        suggested=suggested.name if suggested else "",
        co_ids=_co_ids(parts, last),
        part_ids=tuple(part.department_id for part in parts if part.ended_at is None),
        keeps_due=order.due_at if keeps else None,
    )
