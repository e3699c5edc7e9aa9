"""申请终止办理: the lead says in writing why the matter cannot be brought to an end (Weifang art. 21)."""

from datetime import datetime

from tracker.domain.moves import Move
from tracker.domain.permissions import Actor
from tracker.domain.refusals import InvalidEntries
from tracker.domain.road_words import PetitionKind
from tracker.domain.texts import text_problems
from tracker.domain.timeline import Entry
from tracker.domain.words import N_, CodeTable
from tracker.store import orders, petitions
from tracker.store.db import transaction
from tracker.usecases.petitioning import BASIS_MAX, TEXT_MAX, code_name


def ask_termination(
    order_id: int, *, reason_code: str, reason: str, legal_basis: str, version: int | None = None, by: Actor,
    now: datetime,
) -> None:
    """Ask for the end of handling; till somebody decides, the unit handles on and the clock runs."""
    problems = text_problems(
        reason=(reason, TEXT_MAX, N_("请写明已经做了什么、为什么无法继续办理。")),
        legal_basis=(legal_basis, BASIS_MAX, N_("请写明依据的规定或材料。")),
    )
    if problems:
        raise InvalidEntries(problems)
    with transaction():
        order, _facts = orders.locked_for(order_id, Move.ASK_TERMINATION, by, now, version)
        ground = code_name(CodeTable.TERMINATION_GROUND, reason_code, "reason_code")
        petitions.ask(
            order, PetitionKind.TERMINATION, reason, by, now, reason_code=reason_code,
            legal_basis=legal_basis.strip(),
        )
        orders.move(
            order, Move.ASK_TERMINATION, Entry.TERMINATION_ASKED, by, now, unit=by.department_name, ground=ground,
            reason=reason.strip(), basis=legal_basis.strip(),
        )
