"""Petitions in the store: the one that waits, asking and deciding. What may be asked when: domain.hurdles."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select

from tracker.domain.permissions import Actor
from tracker.domain.refusals import NotPermitted, OutOfTurn
from tracker.domain.returning import PastReturn
from tracker.domain.road_words import PetitionKind, PetitionState
from tracker.domain.timeline import Entry
from tracker.domain.words import N_
from tracker.store.db import db
from tracker.store.models import Assignment, Petition, WorkOrder
from tracker.store.story import tell


def waiting(order_id: int) -> Petition | None:
    """The petition that waits for a decision, or None."""
    return db.session.scalar(
        select(Petition).where(Petition.order_id == order_id, Petition.state == PetitionState.WAITING)
    )


def ask(order: WorkOrder, kind: PetitionKind, reason: str, by: Actor, now: datetime, **columns: Any) -> Petition:
    """Write what the actor's unit asks for; `columns` are Petition's. Call inside the transaction that tells it."""
    if by.department_id is None:
        raise NotPermitted(N_("只有承办单位可以提出申请。"))
    petition = Petition(
        order_id=order.id, kind=kind, department_id=by.department_id, reason=reason.strip(), asked_at=now,
        asked_by=by.name, **columns,
    )
    db.session.add(petition)
    return petition


def decide(order_id: int, kind: PetitionKind, state: PetitionState, note: str, by: Actor, now: datetime) -> Petition:
    """Decide the waiting petition of that kind and return it; somebody may have been quicker."""
    petition = waiting(order_id)
    if petition is None or petition.kind is not kind:
        raise OutOfTurn(N_("没有等待审批的%(kind)s申请，可能已经有人处理。"), kind=kind.label)
    petition.state, petition.decided_at, petition.decided_by = state, now, by.name
    petition.decision_note = note.strip()
    return petition


def withdraw_waiting(order: WorkOrder, by: Actor, now: datetime, note: str = "") -> None:
    """A petition that a later move made pointless is withdrawn, and the story says so."""
    petition = waiting(order.id)
    if petition is not None:
        decide(order.id, petition.kind, PetitionState.WITHDRAWN, note, by, now)
        tell(order, Entry.PETITION_WITHDRAWN, by, now, petition=petition.kind.label, note=note)


def past_returns(order_id: int) -> list[PastReturn]:
    """Every return that was asked for on the order, with the part that the unit had when it asked."""
    had_part = (
        (Assignment.order_id == Petition.order_id) & (Assignment.department_id == Petition.department_id)
        & or_(Assignment.dispatched_at.is_(None), Assignment.dispatched_at <= Petition.asked_at)
        & or_(Assignment.ended_at.is_(None), Assignment.ended_at >= Petition.asked_at)
    )
    found = db.session.execute(
        select(Petition.id, Petition.department_id, Assignment.part, Petition.state).join(Assignment, had_part)
        .where(Petition.order_id == order_id, Petition.kind == PetitionKind.RETURN)
        .order_by(Petition.id, Assignment.id)
    )
    # A part that ended in the very moment in which the next one began: the later one is what it asked about.
    return list({row.id: PastReturn(row.department_id, row.part, row.state) for row in found}.values())


def granted_count(order_id: int, kind: PetitionKind) -> int:
    """How many petitions of that kind were granted for the order."""
    return db.session.scalar(
        select(func.count()).select_from(Petition).where(
            Petition.order_id == order_id, Petition.kind == kind, Petition.state == PetitionState.GRANTED)
    ) or 0


def lift(order_id: int, kind: PetitionKind) -> None:
    """What was granted holds no longer; who had granted it stays written."""
    for petition in db.session.scalars(select(Petition).where(
        Petition.order_id == order_id, Petition.kind == kind, Petition.state == PetitionState.GRANTED
    )):
        petition.state = PetitionState.LIFTED
