"""What the side roads left on an order: petitions, supervision, interim replies, repeats, the hard ledger's line."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import load_only

from tracker.domain.disclosure import Identity, Veil, veiled
from tracker.domain.permissions import Actor
from tracker.domain.road_words import PetitionKind, PetitionState
from tracker.domain.words import CodeTable, Unit
from tracker.store import tables
from tracker.store.db import db
from tracker.store.facts import open_hard_case
from tracker.store.models import Department, HardCase, InterimReply, Petition, Supervision, WorkOrder
from tracker.store.orders import visible_to
from tracker.store.secrecy import excluded_from, veils

GROUNDS = {
    PetitionKind.RETURN: CodeTable.RETURN_REASON,
    PetitionKind.TERMINATION: CodeTable.TERMINATION_GROUND,
    PetitionKind.EXCLUSION: CodeTable.EXCLUSION_GROUND,
}


@dataclass(frozen=True)
class PetitionShown:
    """A petition with its reason in words."""

    id: int
    kind: PetitionKind
    state: PetitionState
    department: Department
    ground: str
    reason: str
    legal_basis: str
    suggested: Department | None
    amount: int | None
    unit: Unit | None
    statutory_limit_id: int | None
    plan: str
    next_on: date | None
    asked_by: str
    asked_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    decision_note: str


@dataclass(frozen=True)
class Roads:
    """Everything of the side roads that the order's page shows; orders among it only where the reader may see them."""

    petitions: tuple[PetitionShown, ...]
    supervisions: tuple[Supervision, ...]
    interim_replies: tuple[InterimReply, ...]
    hard: HardCase | None
    master: WorkOrder | None
    related: WorkOrder | None
    repeats: tuple[WorkOrder, ...]

    @property
    def waiting(self) -> PetitionShown | None:
        """The petition that waits for a decision."""
        return next((one for one in self.petitions if one.state is PetitionState.WAITING), None)

    @property
    def exclusion(self) -> PetitionShown | None:
        """The petition by which the caller's rating is counted apart; whether it still is, the order knows."""
        granted = (one for one in reversed(self.petitions) if one.state is PetitionState.GRANTED)
        return next((one for one in granted if one.kind is PetitionKind.EXCLUSION), None)


def _shown(petition: Petition) -> PetitionShown:
    table = GROUNDS.get(petition.kind)
    names = tables.code_names(table) if table and petition.reason_code else {}
    return PetitionShown(
        id=petition.id, kind=petition.kind, state=petition.state, department=petition.department,
        ground=names.get(petition.reason_code or "", petition.reason_code or ""), reason=petition.reason,
        legal_basis=petition.legal_basis, suggested=petition.suggested, amount=petition.amount, unit=petition.unit,
        statutory_limit_id=petition.statutory_limit_id, plan=petition.plan,
        next_on=petition.next_on, asked_by=petition.asked_by, asked_at=petition.asked_at,
        decided_by=petition.decided_by, decided_at=petition.decided_at, decision_note=petition.decision_note,
    )


LINKED = load_only(
    WorkOrder.id, WorkOrder.number, WorkOrder.title, WorkOrder.content, WorkOrder.stage, WorkOrder.received_at,
    WorkOrder.is_confidential,
    *(getattr(WorkOrder, name) for name in Identity.__dataclass_fields__),
)
"Of another order: its line, and what its own veil needs."


def _seen(others: Iterable[WorkOrder], by: Actor) -> tuple[WorkOrder, ...]:
    """Other orders, each through the veil that lies over it."""
    others = list(others)
    over = veils(others, by)
    return tuple(veiled(other, over[other.id]) for other in others)


def _linked(order_id: int | None, by: Actor) -> WorkOrder | None:
    if order_id is None:
        return None
    found = db.session.scalars(select(WorkOrder).where(WorkOrder.id == order_id, visible_to(by)).options(LINKED))
    return next(iter(_seen(found, by)), None)


def roads(order: WorkOrder, by: Actor, veil: Veil) -> Roads:
    """The order's side roads seen through its veil, in a fixed number of queries but for the words of petitions."""
    petitions = db.session.scalars(select(Petition).where(Petition.order_id == order.id).order_by(Petition.id))
    supervisions = db.session.scalars(
        select(Supervision).where(Supervision.order_id == order.id).order_by(Supervision.id))
    interims = db.session.scalars(
        select(InterimReply).where(InterimReply.order_id == order.id).order_by(InterimReply.id))
    # Whoever handles the master handles its repeats: their words are shown, but to a unit that must keep away.
    repeats = db.session.scalars(
        select(WorkOrder)
        .where(WorkOrder.master_id == order.id, or_(visible_to(by), WorkOrder.id.not_in(excluded_from(by))))
        .options(LINKED).order_by(WorkOrder.id))
    hard = open_hard_case(order.id)
    return Roads(
        petitions=tuple(veiled(_shown(petition), veil) for petition in petitions),
        supervisions=tuple(veiled(one, veil) for one in supervisions),
        interim_replies=tuple(veiled(one, veil) for one in interims), hard=veiled(hard, veil) if hard else None,
        master=_linked(order.master_id, by), related=_linked(order.related_id, by), repeats=_seen(repeats, by),
    )
