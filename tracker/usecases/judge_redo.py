"""研判: a person decides whether a caller's no is right: the matter is done again, or the answer stands."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from tracker.domain.deadlines import Due, Limit
from tracker.domain.moves import Move
from tracker.domain.permissions import Actor
from tracker.domain.road_words import HardCause, PartEnd
from tracker.domain.texts import written
from tracker.domain.timeline import Entry
from tracker.domain.words import N_, CallbackOutcome, Step, Unit
from tracker.store import families, orders, petitions, promises, search
from tracker.store.db import db, transaction
from tracker.store.hard import turn_hard
from tracker.store.models import Callback, WorkOrder
from tracker.store.promiser import Promiser
from tracker.usecases.assigning import chosen_units, hand_to_lead, tell_handed
from tracker.usecases.closing import close
from tracker.usecases.promising import give_to_co

REASON_MAX = 1000
BASIS = N_("系统参数“重办期限”")


def _begin_again(order: WorkOrder, lead_id: int, now: datetime) -> None:
    """The last round's marks leave the order; its rows keep them: replies, contacts, callbacks, parts."""
    orders.end_parts(order.id, PartEnd.REDONE, now)
    promises.retire(order.id, now)
    order.replied_at = order.reviewed_at = order.public_answer = None
    order.solution_kind = order.callback_outcome = None
    # The redo's limit is a setting; a law's longer one is asked for anew.
    order.is_statutory = False
    order.judged_at = now
    order.redo_count += 1
    # What was settled about this unit stays settled; another one has not been heard.
    is_final = order.no_more_returns and lead_id == order.lead_id
    hand_to_lead(order, lead_id, is_final, now)


def _promise(order: WorkOrder, now: datetime, promiser: Promiser) -> Due:
    """Sign and first contact as the limit table says, the reply within the redo's own limit."""
    row = promiser.row_for(order.request_type, order.order_class, order.urgency)
    promiser.give(order, Step.SIGN, now, row)
    if order.wants_reply:
        promiser.give(order, Step.CONTACT, now, row)
    limit = Limit(promiser.settings.redo_days, Unit.WORKING_DAY)
    return promiser.give_limit(order, Step.REPLY, now, limit, BASIS)


def redo_order(
    order_id: int, *, reason: str, lead_id: int | None = None, co_ids: Sequence[int] = (),
    version: int | None = None, by: Actor, now: datetime,
) -> None:
    """重办: the caller is right. The order goes to its lead (or another) with a new limit; the n-th redo is 疑难."""
    reason = written(reason, "reason", REASON_MAX, N_("请写明研判属实的理由，让承办单位知道要重办什么。"))
    with transaction():
        order, _facts = orders.locked_for(order_id, Move.REDO, by, now, version)
        lead_id = lead_id or order.lead_id or 0
        lead = chosen_units(order, lead_id, co_ids)[lead_id]
        promiser = Promiser(now)
        petitions.withdraw_waiting(order, by, now, N_("工单退回重办"))
        _begin_again(order, lead_id, now)
        due = _promise(order, now, promiser)
        give_to_co(order, co_ids, promiser)
        orders.move(
            order, Move.REDO, Entry.REDONE, by, now, count=order.redo_count, lead=lead.name,
            due=due.at.isoformat(), reason=reason,
        )
        tell_handed(order, lead, by, now)
        search.reindex([order])
        if order.redo_count >= promiser.settings.redos_hard:
            turn_hard(order, HardCause.REDOS, by, now)


def let_stand(order_id: int, *, reason: str, version: int | None = None, by: Actor, now: datetime) -> None:
    """维持办结: the answer stands. The order closes with what the caller said, dissatisfied as it may be."""
    reason = written(reason, "reason", REASON_MAX, N_("请写明维持原答复的理由。"))
    with transaction():
        order, _facts = orders.locked_for(order_id, Move.LET_STAND, by, now, version)
        said = db.session.execute(
            select(Callback).where(Callback.order_id == order.id, Callback.outcome == CallbackOutcome.REACHED)
            .order_by(Callback.attempt.desc()).limit(1)
        ).scalar_one()
        order.judged_at = now
        close(order, Move.LET_STAND, Entry.STOOD, said.solved, said.satisfaction, by, now, reason=reason)
        # Repeats that came in while it was judged have their answer now.
        families.follow(order, by, now)
