"""申请退单: a unit says that the matter is not its own, why, by which rule, and whose it is. 先办后议: it handles on."""

from datetime import datetime

from tracker import clock
from tracker.domain.moves import Move
from tracker.domain.permissions import Actor
from tracker.domain.refusals import Invalid, InvalidEntries
from tracker.domain.road_words import PetitionKind
from tracker.domain.texts import text_problems
from tracker.domain.timeline import Entry
from tracker.domain.words import N_, CodeTable, Part
from tracker.store import orders, petitions, tables
from tracker.store.db import db, transaction
from tracker.store.models import Department
from tracker.usecases.petitioning import BASIS_MAX, TEXT_MAX, code_name

UNKNOWN = N_("由热线裁定的单位")
"What stands in the story where no unit is suggested."


def _suggested(suggested_id: int | None, part: Part | None, by: Actor, now: datetime) -> Department | None:
    """The unit that should have it instead; whether a lead must name one is a setting."""
    if suggested_id is None:
        is_needed = tables.settings_on(now.astimezone(clock.LOCAL).date()).return_names_unit
        if part is Part.LEAD and is_needed:
            raise Invalid(N_("请建议一个承办单位，供派单员裁定。"), field="suggested_id")
        return None
    unit = db.session.get(Department, suggested_id)
    if unit is None or not unit.is_active or unit.id == by.department_id:
        raise Invalid(N_("请建议一个在用的、本单位以外的单位。"), field="suggested_id")
    return unit


def ask_return(
    order_id: int, *, reason_code: str, reason: str, legal_basis: str, suggested_id: int | None = None,
    version: int | None = None, by: Actor, now: datetime,
) -> None:
    """Ask to be rid of the unit's part, within the limit and before substantive handling; the clock runs on."""
    problems = text_problems(
        reason=(reason, TEXT_MAX, N_("请写明为什么不属于本单位办理。")),
        legal_basis=(legal_basis, BASIS_MAX, N_("请写明依据：法律法规、“三定”规定或权责清单的条款。")),
    )
    if problems:
        raise InvalidEntries(problems)
    with transaction():
        order, facts = orders.locked_for(order_id, Move.ASK_RETURN, by, now, version)
        ground = code_name(CodeTable.RETURN_REASON, reason_code, "reason_code")
        unit = _suggested(suggested_id, facts.part, by, now)
        petitions.ask(
            order, PetitionKind.RETURN, reason, by, now, reason_code=reason_code, legal_basis=legal_basis.strip(),
            suggested_id=suggested_id,
        )
        orders.move(
            order, Move.ASK_RETURN, Entry.RETURN_ASKED, by, now, unit=by.department_name, ground=ground,
            suggested=unit.name if unit else UNKNOWN, reason=reason.strip(), basis=legal_basis.strip(),
        )
