"""申请不计满意度: the lead says why the caller's rating should not be pursued (粤办函〔2021〕216号)."""

from datetime import datetime

from tracker.domain.moves import Move
from tracker.domain.permissions import Actor
from tracker.domain.road_words import PetitionKind
from tracker.domain.texts import written
from tracker.domain.timeline import Entry
from tracker.domain.words import N_, CodeTable
from tracker.store import orders, petitions
from tracker.store.db import transaction
from tracker.usecases.petitioning import TEXT_MAX, code_name


def ask_exclusion(
    order_id: int, *, ground: str, reason: str, version: int | None = None, by: Actor, now: datetime
) -> None:
    """Ask that the rating be counted apart; till somebody decides, it counts like every other."""
    reason = written(reason, "reason", TEXT_MAX, N_("请写明依法办理的经过和不计满意度的理由。"))
    with transaction():
        order, _facts = orders.locked_for(order_id, Move.ASK_EXCLUSION, by, now, version)
        name = code_name(CodeTable.EXCLUSION_GROUND, ground, "ground")
        petitions.ask(order, PetitionKind.EXCLUSION, reason, by, now, reason_code=ground)
        orders.move(
            order, Move.ASK_EXCLUSION, Entry.EXCLUSION_ASKED, by, now, unit=by.department_name, ground=name,
            reason=reason,
        )
