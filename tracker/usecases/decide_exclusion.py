"""审批和撤销不计满意度: the rating stands as the caller gave it; what changes is whether the figures take it in."""

from datetime import datetime

from tracker.domain.moves import Move
from tracker.domain.permissions import Actor
from tracker.domain.road_words import PetitionKind, PetitionState
from tracker.domain.texts import written
from tracker.domain.timeline import Entry
from tracker.domain.words import N_, CodeTable
from tracker.store import orders, petitions, tables
from tracker.store.db import transaction
from tracker.usecases.petitioning import NOTE_MAX


def _ground(code: str | None) -> str:
    return tables.code_names(CodeTable.EXCLUSION_GROUND).get(code or "", code or "")


def grant_exclusion(order_id: int, *, note: str, version: int | None = None, by: Actor, now: datetime) -> None:
    """Count the order's rating apart from now on, a later one after a redo too."""
    note = written(note, "note", NOTE_MAX, N_("请写明同意不计满意度的理由，供以后查考。"))
    with transaction():
        order, _facts = orders.locked_for(order_id, Move.GRANT_EXCLUSION, by, now, version)
        petition = petitions.decide(order.id, PetitionKind.EXCLUSION, PetitionState.GRANTED, note, by, now)
        order.exclusion_code = petition.reason_code
        orders.move(
            order, Move.GRANT_EXCLUSION, Entry.EXCLUSION_GRANTED, by, now, ground=_ground(petition.reason_code),
            note=note,
        )


def deny_exclusion(order_id: int, *, note: str, version: int | None = None, by: Actor, now: datetime) -> None:
    """The rating counts like every other."""
    note = written(note, "note", NOTE_MAX, N_("请写明驳回的理由。"))
    with transaction():
        order, _facts = orders.locked_for(order_id, Move.DENY_EXCLUSION, by, now, version)
        petitions.decide(order.id, PetitionKind.EXCLUSION, PetitionState.DENIED, note, by, now)
        orders.move(order, Move.DENY_EXCLUSION, Entry.EXCLUSION_DENIED, by, now, note=note)


def lift_exclusion(order_id: int, *, reason: str, version: int | None = None, by: Actor, now: datetime) -> None:
    """撤销: the approval was wrong or its ground has gone; the petition keeps who had approved it, and says so."""
    reason = written(reason, "reason", NOTE_MAX, N_("请写明撤销的理由。"))
    with transaction():
        order, _facts = orders.locked_for(order_id, Move.LIFT_EXCLUSION, by, now, version)
        ground = _ground(order.exclusion_code)
        order.exclusion_code = None
        petitions.lift(order.id, PetitionKind.EXCLUSION)
        orders.move(order, Move.LIFT_EXCLUSION, Entry.EXCLUSION_LIFTED, by, now, ground=ground, reason=reason)
