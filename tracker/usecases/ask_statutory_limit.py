"""申请适用法定时限: a law gives the matter a longer limit of its own. Approved, it replaces the hotline's."""

from datetime import datetime

from tracker.domain.deadlines import LOCAL
from tracker.domain.moves import Move
from tracker.domain.permissions import Actor
from tracker.domain.refusals import Invalid, InvalidEntries
from tracker.domain.road_words import PetitionKind
from tracker.domain.texts import text_problems
from tracker.domain.timeline import Entry
from tracker.domain.words import N_, Step
from tracker.store import clocks, orders, petitions, promises
from tracker.store.db import transaction
from tracker.store.models import StatutoryLimit, WorkOrder
from tracker.store.promiser import Promiser
from tracker.usecases.ask_extension import REASON_MAX


def _law(limit_id: int, promiser: Promiser) -> StatutoryLimit:
    law = next((one for one in clocks.laws_on(promiser.today) if one.id == limit_id), None)
    if law is None:
        raise Invalid(N_("请选择一项现行的法定时限。"), field="limit_id")
    return law


def require_longer(order: WorkOrder, law: StatutoryLimit, promiser: Promiser) -> None:
    """Refuse a law's limit that would not end later than what is promised."""
    promise = promises.open_promise(order.id, Step.REPLY)
    if promise is None:
        raise Invalid(N_("这张工单没有答复期限。"))
    due = clocks.by_law(law, promise, promiser)
    if due.at <= promise.due_at:
        raise Invalid(
            N_("按“%(law)s”计算到 %(due)s 为止，不晚于现在的答复期限，无需适用。"), field="limit_id", law=law.name,
            due=f"{due.at.astimezone(LOCAL):%Y-%m-%d %H:%M}",
        )


def ask_statutory_limit(
    order_id: int, *, limit_id: int, reason: str, version: int | None = None, by: Actor, now: datetime
) -> None:
    """Ask for the limit of a law in force today. The clock runs on till somebody decides."""
    promiser = Promiser(now)
    with transaction():
        order, _facts = orders.locked_for(order_id, Move.ASK_STATUTORY, by, now, version)
        problems = text_problems(reason=(reason, REASON_MAX, N_("请写明为什么适用这项法定时限。")))
        if problems:
            raise InvalidEntries(problems)
        law = _law(limit_id, promiser)
        require_longer(order, law, promiser)
        petitions.ask(
            order, PetitionKind.STATUTORY, reason, by, now, legal_basis=law.legal_basis, amount=law.amount,
            unit=law.unit, statutory_limit_id=law.id,
        )
        orders.move(
            order, Move.ASK_STATUTORY, Entry.STATUTORY_ASKED, by, now, unit=by.department_name, law=law.name,
            reason=reason.strip(), basis=law.legal_basis,
        )
