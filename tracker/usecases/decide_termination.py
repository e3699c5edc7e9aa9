"""审批终止办理: the order ends without an answer, the caller being told why; or the unit handles on."""

from datetime import datetime

from tracker.domain.moves import Move
from tracker.domain.permissions import Actor
from tracker.domain.refusals import InvalidEntries
from tracker.domain.road_words import PetitionKind, PetitionState
from tracker.domain.texts import text_problems, written
from tracker.domain.timeline import Entry
from tracker.domain.words import N_, CodeTable
from tracker.store import families, orders, petitions, tables
from tracker.store.db import transaction
from tracker.store.handling import end_hands
from tracker.usecases.petitioning import NOTE_MAX, TEXT_MAX


def grant_termination(
    order_id: int, *, told: str, note: str = "", version: int | None = None, by: Actor, now: datetime
) -> None:
    """End the order. `told` is what the caller is told. Its units keep sight of it; nothing binds them any more."""
    problems = text_problems(
        told=(told, TEXT_MAX, N_("请写明告知诉求人的话：为什么终止、还可以怎样解决。")), note=(note, NOTE_MAX, ""))
    if problems:
        raise InvalidEntries(problems)
    with transaction():
        order, _facts = orders.locked_for(order_id, Move.GRANT_TERMINATION, by, now, version)
        petition = petitions.decide(order.id, PetitionKind.TERMINATION, PetitionState.GRANTED, note, by, now)
        end_hands(order, by, now, note=N_("终止办理"))
        order.ended_at = now
        grounds = tables.code_names(CodeTable.TERMINATION_GROUND)
        orders.move(
            order, Move.GRANT_TERMINATION, Entry.TERMINATION_GRANTED, by, now,
            ground=grounds.get(petition.reason_code or "", ""), told=told.strip(), note=note.strip(),
        )
        families.let_all_go(order, N_("主单终止办理"), by, now)


def deny_termination(order_id: int, *, note: str, version: int | None = None, by: Actor, now: datetime) -> None:
    """The unit handles on; its clock never stopped."""
    note = written(note, "note", NOTE_MAX, N_("请写明驳回的理由和下一步要求。"))
    with transaction():
        order, _facts = orders.locked_for(order_id, Move.DENY_TERMINATION, by, now, version)
        petitions.decide(order.id, PetitionKind.TERMINATION, PetitionState.DENIED, note, by, now)
        orders.move(order, Move.DENY_TERMINATION, Entry.TERMINATION_DENIED, by, now, note=note)
