"""审批退单: the dispatcher grants it, and the order waits for another unit; or denies it, and it stays for good.

A co-handler's return ends just its own part.
"""

from datetime import datetime

from tracker import clock
from tracker.domain.moves import Move
from tracker.domain.permissions import Actor
from tracker.domain.returning import hard_causes
from tracker.domain.road_words import PartEnd, PetitionKind, PetitionState
from tracker.domain.texts import written
from tracker.domain.timeline import Entry
from tracker.domain.words import N_, Step
from tracker.store import orders, petitions, promises, tables
from tracker.store.db import transaction
from tracker.store.handling import leave_hands
from tracker.store.hard import turn_hard
from tracker.store.models import Petition, WorkOrder
from tracker.usecases.petitioning import NOTE_MAX


def _decide(order: WorkOrder, state: PetitionState, note: str, by: Actor, now: datetime) -> Petition:
    return petitions.decide(order.id, PetitionKind.RETURN, state, note, by, now)


def grant_return(order_id: int, *, note: str = "", version: int | None = None, by: Actor, now: datetime) -> None:
    """The lead is rid of the order, which waits for dispatch; too many returns make it 疑难.

    The reply's promise binds the house till the next dispatch says whether it goes on. Co-handlers were chosen for
    the old lead: their parts end with its own, and the dispatch form offers them again.
    """
    note = written(note, "note", NOTE_MAX)
    with transaction():
        order, _facts = orders.locked_for(order_id, Move.GRANT_RETURN, by, now, version)
        petition = _decide(order, PetitionState.GRANTED, note, by, now)
        leave_hands(order, by, now, keeping=(Step.REPLY, Step.INTERIM))
        orders.end_parts(order.id, PartEnd.RETURNED, now, only=petition.department_id)
        gone = orders.end_parts(order.id, PartEnd.REDISPATCHED, now)
        order.lead_id = order.signed_at = None
        order.return_count += 1
        orders.move(
            order, Move.GRANT_RETURN, Entry.RETURN_GRANTED, by, now, unit=petition.department.name,
            unit_id=petition.department_id, gone_ids=[part.department_id for part in gone], note=note,
        )
        settings = tables.settings_on(now.astimezone(clock.LOCAL).date())
        for cause in hard_causes(petitions.past_returns(order.id), settings):
            turn_hard(order, cause, by, now)


def release_co_handler(order_id: int, *, note: str = "", version: int | None = None, by: Actor, now: datetime) -> None:
    """The co-handler that asked is rid of its part; the order stays where it is."""
    note = written(note, "note", NOTE_MAX)
    with transaction():
        order, _facts = orders.locked_for(order_id, Move.RELEASE_CO, by, now, version)
        petition = _decide(order, PetitionState.GRANTED, note, by, now)
        promises.supersede(order.id, now, Step.CO, department_id=petition.department_id)
        orders.end_parts(order.id, PartEnd.RETURNED, now, only=petition.department_id)
        orders.move(
            order, Move.RELEASE_CO, Entry.CO_RELEASED, by, now, unit=petition.department.name,
            unit_id=petition.department_id, note=note,
        )


def deny_return(order_id: int, *, note: str, version: int | None = None, by: Actor, now: datetime) -> None:
    """The unit must keep it, and cannot ask again (不得再次退回, Weifang art. 22)."""
    note = written(note, "note", NOTE_MAX, N_("请写明驳回的理由，让承办单位知道为什么由它办理。"))
    with transaction():
        order, facts = orders.locked_for(order_id, Move.DENY_RETURN, by, now, version)
        petition = _decide(order, PetitionState.DENIED, note, by, now)
        if not facts.is_co_petition:
            order.no_more_returns = True
        orders.move(
            order, Move.DENY_RETURN, Entry.RETURN_DENIED, by, now, unit=petition.department.name,
            unit_id=petition.department_id, note=note,
        )
