"""研判: a person decides whether a caller's no is right: the matter is done again, or the answer stands."""

from datetime import datetime

from sqlalchemy import select

from tracker.domain.deadlines import Due, Limit
from tracker.domain.moves import Move
from tracker.domain.permissions import Actor
from tracker.domain.refusals import Invalid
from tracker.domain.road_words import HardCause, PartEnd
from tracker.domain.timeline import Entry
from tracker.domain.words import N_, CallbackOutcome, Part, Step, Unit
from tracker.store import families, orders, promises, search
from tracker.store.db import db, transaction
from tracker.store.hard import turn_hard
from tracker.store.models import Assignment, Callback, Department, WorkOrder
from tracker.store.promiser import Promiser
from tracker.store.secrecy import refuse_excluded
from tracker.usecases.closing import close

REASON_MAX = 1000
BASIS = N_("系统参数“重办期限”")


def _reason(reason: str, missing: str) -> str:
    reason = reason.strip()
    if not reason:
        raise Invalid(missing, field="reason")
    if len(reason) > REASON_MAX:
        raise Invalid(N_("最多 %(most)d 字，请精简。"), field="reason", most=REASON_MAX)
    return reason


def _lead(order: WorkOrder, chosen: int | None) -> Department:
    lead = db.session.get(Department, chosen or order.lead_id or 0)
    if lead is None or not lead.is_active:
        raise Invalid(N_("请选择一个在用的主办单位。"), field="lead_id")
    refuse_excluded(order.id, {"lead_id": [lead.id]})
    return lead


def _begin_again(order: WorkOrder, lead_id: int, now: datetime) -> None:
    """The last round's marks leave the order; its rows keep them: replies, contacts, callbacks, parts."""
    orders.end_parts(order.id, PartEnd.REDONE, now)
    promises.retire(order.id, now)
    order.signed_at = order.contacted_at = order.replied_at = order.reviewed_at = order.public_answer = None
    # The redo's limit is a setting; a law's longer one is asked for anew.
    order.is_statutory = False
    order.lead_id, order.dispatched_at, order.judged_at = lead_id, now, now
    order.redo_count += 1
    db.session.add(Assignment(order_id=order.id, department_id=lead_id, part=Part.LEAD, dispatched_at=now))


def _promise(order: WorkOrder, now: datetime, promiser: Promiser) -> Due:
    """Sign and first contact as the limit table says, the reply within the redo's own limit."""
    row = promiser.row_for(order.request_type, order.order_class, order.urgency)
    promiser.give(order, Step.SIGN, now, row)
    if order.wants_reply:
        promiser.give(order, Step.CONTACT, now, row)
    limit = Limit(promiser.settings.redo_days, Unit.WORKING_DAY)
    return promiser.give_limit(order, Step.REPLY, now, limit, BASIS)


def redo_order(
    order_id: int, *, reason: str, lead_id: int | None = None, version: int | None = None, by: Actor, now: datetime
) -> None:
    """重办: the caller is right. The order goes to its lead (or another) with a new limit; the n-th redo is 疑难."""
    reason = _reason(reason, N_("请写明研判属实的理由，让承办单位知道要重办什么。"))
    with transaction():
        order, _facts = orders.locked_for(order_id, Move.REDO, by, now, version)
        lead = _lead(order, lead_id)
        promiser = Promiser(now)
        _begin_again(order, lead.id, now)
        due = _promise(order, now, promiser)
        orders.move(
            order, Move.REDO, Entry.REDONE, by, now, count=order.redo_count, lead=lead.name,
            due=due.at.isoformat(), reason=reason,
        )
        search.reindex([order])
        if order.redo_count >= promiser.settings.redos_hard:
            turn_hard(order, HardCause.REDOS, by, now)


def let_stand(order_id: int, *, reason: str, version: int | None = None, by: Actor, now: datetime) -> None:
    """维持办结: the answer stands. The order closes with what the caller said, dissatisfied as it may be."""
    reason = _reason(reason, N_("请写明维持原答复的理由。"))
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
