"""撤回申请: a unit takes back what it asked for, of whatever kind, as long as nobody has decided."""

from datetime import datetime

from tracker.domain.moves import Move
from tracker.domain.permissions import Actor
from tracker.domain.road_words import PetitionState
from tracker.domain.texts import written
from tracker.domain.timeline import Entry
from tracker.store import orders, petitions
from tracker.store.db import transaction
from tracker.usecases.petitioning import NOTE_MAX


def withdraw_petition(order_id: int, *, note: str = "", version: int | None = None, by: Actor, now: datetime) -> None:
    """Withdraw the petition of the actor's own unit."""
    note = written(note, "note", NOTE_MAX)
    with transaction():
        order, facts = orders.locked_for(order_id, Move.WITHDRAW, by, now, version)
        assert facts.pending is not None  # the hurdle asks for it
        petitions.decide(order.id, facts.pending, PetitionState.WITHDRAWN, note, by, now)
        orders.move(
            order, Move.WITHDRAW, Entry.PETITION_WITHDRAWN, by, now, petition=facts.pending.label, note=note)
