"""延期审批: granted, the due moment moves on from the old one, which stays on record; denied, nothing moves."""

from datetime import datetime

from tracker.domain.moves import Move
from tracker.domain.permissions import Actor
from tracker.domain.refusals import Invalid, InvalidEntries
from tracker.domain.road_words import PetitionKind, PetitionState
from tracker.domain.texts import text_problems, written
from tracker.domain.timeline import Entry
from tracker.domain.words import N_
from tracker.store import clocks, orders, petitions
from tracker.store.db import transaction
from tracker.store.models import WorkOrder
from tracker.store.promiser import Promiser

NOTE_MAX = 500
"Longest note of a decision, characters."
TOLD_MAX = 500
"Longest text to tell the caller, characters."


def check_words(order: WorkOrder, note: str, told: str) -> None:
    """A caller who wants a reply is told why it takes longer (Beijing art. 15): the text belongs to the decision."""
    missing = N_("请填写告知诉求人的话：为什么延长、延长到哪天。") if order.wants_reply else ""
    problems = text_problems(told=(told, TOLD_MAX, missing), note=(note, NOTE_MAX, ""))
    if problems:
        raise InvalidEntries(problems)


def check_denial(note: str) -> None:
    """Who is refused learns why."""
    written(note, "note", NOTE_MAX, N_("请写明驳回的理由，承办单位会看到。"))


def grant_extension(
    order_id: int, *, told: str, note: str = "", version: int | None = None, by: Actor, now: datetime
) -> None:
    """Move the reply's due moment on by what was asked for. `told` is what the caller is to be told.

    A petition that waited past the old due moment is still counted from it: waiting stopped no clock.
    """
    promiser = Promiser(now)
    with transaction():
        order, _facts = orders.locked_for(order_id, Move.GRANT_EXTENSION, by, now, version)
        check_words(order, note, told)
        asked = petitions.decide(order.id, PetitionKind.EXTENSION, PetitionState.GRANTED, note, by, now)
        found = clocks.room(order.id, promiser.settings)
        if found is None or asked.amount is None or found.promise.unit is not asked.unit:
            raise Invalid(N_("申请以后答复期限已经改变，请驳回，由承办单位重新申请。"))
        old = found.promise.due_at
        new = clocks.extend(order, found, asked.amount, asked.legal_basis, promiser)
        order.extension_count += 1
        orders.move(
            order, Move.GRANT_EXTENSION, Entry.EXTENSION_GRANTED, by, now, old=old.isoformat(),
            new=new.due_at.isoformat(), note=note.strip(), told=told.strip() if order.wants_reply else "",
            unit_id=asked.department_id,
        )


def deny_extension(order_id: int, *, note: str, version: int | None = None, by: Actor, now: datetime) -> None:
    """The due moment stays."""
    with transaction():
        order, _facts = orders.locked_for(order_id, Move.DENY_EXTENSION, by, now, version)
        check_denial(note)
        asked = petitions.decide(order.id, PetitionKind.EXTENSION, PetitionState.DENIED, note, by, now)
        orders.move(
            order, Move.DENY_EXTENSION, Entry.EXTENSION_DENIED, by, now, note=note.strip(), unit_id=asked.department_id)
