"""不计满意度 in the store: who asked in person, and the approved exclusions of a period with reason and approver."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from tracker.domain.periods import Period
from tracker.domain.permissions import Actor
from tracker.domain.road_words import PetitionKind, PetitionState
from tracker.domain.timeline import Entry
from tracker.domain.words import CodeTable
from tracker.store import tables
from tracker.store.db import db
from tracker.store.models import Department, Petition, TimelineEntry, WorkOrder
from tracker.store.populations import COUNTS


@dataclass(frozen=True)
class ExclusionLine:
    """One closed order whose rating is counted apart. Without a petition (an old ledger's) the last five are empty."""

    order_id: int
    number: str
    unit: str
    "The lead."
    ground: str
    closed_at: datetime
    reason: str = ""
    asked_by: str = ""
    approved_by: str = ""
    approved_at: datetime | None = None
    note: str = ""
    "The approver's reason."


def is_own_wish(petition: Petition, by: Actor) -> bool:
    """Was the exclusion asked for by the person who acts, or by one whom that person stands in for?"""
    if petition.kind is not PetitionKind.EXCLUSION or by.id is None:
        return False
    asked_by = db.session.scalar(
        select(TimelineEntry.actor_id)
        .where(TimelineEntry.order_id == petition.order_id, TimelineEntry.kind == Entry.EXCLUSION_ASKED.code)
        .order_by(TimelineEntry.id.desc()).limit(1)
    )
    return asked_by in {by.id, *(lent.person_id for lent in by.lent)}


def exclusions_of(period: Period) -> list[ExclusionLine]:
    """Orders closed in the period whose rating is counted apart, as the tally EXCLUDED counts them, by closing."""
    last = (
        select(func.max(Petition.id))
        .where(Petition.order_id == WorkOrder.id, Petition.kind == PetitionKind.EXCLUSION,
               Petition.state == PetitionState.GRANTED)
        .correlate(WorkOrder).scalar_subquery()
    )
    wanted = (
        select(
            WorkOrder.id, WorkOrder.number, Department.name, WorkOrder.exclusion_code, WorkOrder.closed_at,
            func.coalesce(Petition.reason, ""), func.coalesce(Petition.asked_by, ""),
            func.coalesce(Petition.decided_by, ""), Petition.decided_at, func.coalesce(Petition.decision_note, ""),
        )
        .outerjoin(Department, Department.id == WorkOrder.lead_id)
        .outerjoin(Petition, Petition.id == last)
        .where(
            WorkOrder.closed_at >= period.start, WorkOrder.closed_at < period.until,
            WorkOrder.exclusion_code.is_not(None), COUNTS,
        )
        .order_by(WorkOrder.closed_at, WorkOrder.id)
    )
    grounds = tables.code_names(CodeTable.EXCLUSION_GROUND)
    return [
        ExclusionLine(order_id, number, unit or "", grounds.get(code or "", code or ""), closed_at, *petition)
        for order_id, number, unit, code, closed_at, *petition in db.session.execute(wanted)
    ]
