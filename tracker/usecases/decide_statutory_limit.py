"""法定时限审批: granted, the law's limit takes the hotline's place and its name stands on the order."""

from datetime import datetime

from tracker.domain.moves import Move
from tracker.domain.permissions import Actor
from tracker.domain.refusals import Invalid
from tracker.domain.road_words import PetitionKind, PetitionState
from tracker.domain.timeline import Entry
from tracker.domain.words import N_, Step
from tracker.store import clocks, orders, petitions, promises
from tracker.store.db import db, transaction
from tracker.store.models import StatutoryLimit
from tracker.store.promiser import Promiser
from tracker.usecases.ask_statutory_limit import require_longer
from tracker.usecases.decide_extension import check_denial, check_words


def grant_statutory_limit(
    order_id: int, *, told: str, note: str = "", version: int | None = None, by: Actor, now: datetime
) -> None:
    """Promise the reply by the law's limit, counted from where the hotline's was. `told` is for the caller."""
    promiser = Promiser(now)
    with transaction():
        order, _facts = orders.locked_for(order_id, Move.GRANT_STATUTORY, by, now, version)
        check_words(order, note, told)
        asked = petitions.decide(order.id, PetitionKind.STATUTORY, PetitionState.GRANTED, note, by, now)
        law = db.session.get(StatutoryLimit, asked.statutory_limit_id)
        old = promises.open_promise(order.id, Step.REPLY)
        if law is None or old is None:
            raise Invalid(N_("申请以后答复期限已经改变，请驳回，由承办单位重新申请。"))
        require_longer(order, law, promiser)
        new = clocks.give_statutory(order, law, old, promiser)
        orders.move(
            order, Move.GRANT_STATUTORY, Entry.STATUTORY_GRANTED, by, now, law=law.name, old=old.due_at.isoformat(),
            new=new.due_at.isoformat(), note=note.strip(), told=told.strip() if order.wants_reply else "",
            unit_id=asked.department_id,
        )


def deny_statutory_limit(order_id: int, *, note: str, version: int | None = None, by: Actor, now: datetime) -> None:
    """The hotline's limit stays."""
    with transaction():
        order, _facts = orders.locked_for(order_id, Move.DENY_STATUTORY, by, now, version)
        check_denial(note)
        asked = petitions.decide(order.id, PetitionKind.STATUTORY, PetitionState.DENIED, note, by, now)
        orders.move(
            order, Move.DENY_STATUTORY, Entry.STATUTORY_DENIED, by, now, note=note.strip(), unit_id=asked.department_id)
