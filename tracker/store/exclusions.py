"""不计满意度 in the store: who asked in person, and the approved exclusions of a period with reason and approver."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import lazyload, load_only

from tracker.domain.disclosure import Identity
from tracker.domain.periods import Period
from tracker.domain.permissions import Actor
from tracker.domain.road_words import PetitionKind, PetitionState
from tracker.domain.timeline import Entry
from tracker.domain.words import CodeTable
from tracker.store import tables
from tracker.store.db import db
from tracker.store.models import Department, Petition, TimelineEntry, WorkOrder
from tracker.store.populations import COUNTS
from tracker.store.secrecy import veil_outside


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


LISTED = load_only(
    WorkOrder.id, WorkOrder.number, WorkOrder.exclusion_code, WorkOrder.closed_at, WorkOrder.is_confidential,
    *(getattr(WorkOrder, name) for name in Identity.__dataclass_fields__),
)
"Of an order: its line, and what its veil needs."


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


def _line(order: WorkOrder, unit: str | None, petition: Petition | None, ground: str) -> ExclusionLine:
    assert order.closed_at is not None
    if petition is None:
        return ExclusionLine(order.id, order.number, unit or "", ground, order.closed_at)
    veil = veil_outside(order)
    return ExclusionLine(
        order.id, order.number, unit or "", ground, order.closed_at, veil.text(petition.reason), petition.asked_by,
        petition.decided_by or "", petition.decided_at, veil.text(petition.decision_note),
    )


def exclusions_of(period: Period) -> list[ExclusionLine]:
    """Orders closed in the period whose rating is counted apart, as the tally EXCLUDED counts them, by closing.

    The list leaves the house: the words about a confidential order name nobody.
    """
    last = (
        select(func.max(Petition.id))
        .where(Petition.order_id == WorkOrder.id, Petition.kind == PetitionKind.EXCLUSION,
               Petition.state == PetitionState.GRANTED)
        .correlate(WorkOrder).scalar_subquery()
    )
    wanted = (
        select(WorkOrder, Department.name, Petition)
        .outerjoin(Department, Department.id == WorkOrder.lead_id)
        .outerjoin(Petition, Petition.id == last)
        .where(
            WorkOrder.closed_at >= period.start, WorkOrder.closed_at < period.until,
            WorkOrder.exclusion_code.is_not(None), COUNTS,
        )
        .order_by(WorkOrder.closed_at, WorkOrder.id)
        # The units of a petition would be joined in, and take the orders without one away.
        .options(LISTED, lazyload(Petition.department), lazyload(Petition.suggested))
    )
    names = tables.code_names(CodeTable.EXCLUSION_GROUND)
    return [
        _line(order, unit, petition, names.get(order.exclusion_code, order.exclusion_code))
        for order, unit, petition in db.session.execute(wanted)
    ]
