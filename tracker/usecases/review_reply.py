"""审核: the reply passes and the caller is called back, or it goes back to the lead with a reason."""

from datetime import datetime

from sqlalchemy import select

from tracker.domain.moves import Move
from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.refusals import Invalid
from tracker.domain.timeline import Entry
from tracker.domain.words import N_, Step, Verdict
from tracker.store import families, orders, promises
from tracker.store.db import db, transaction
from tracker.store.handling import leave_hands
from tracker.store.models import Reply, WorkOrder
from tracker.store.promiser import Promiser


def _waiting_reply(order: WorkOrder) -> Reply:
    return db.session.execute(
        select(Reply).where(Reply.order_id == order.id, Reply.verdict.is_(None)).order_by(Reply.id.desc()).limit(1)
    ).scalar_one()


def _judge(reply: Reply, verdict: Verdict, reason: str, by: Actor, now: datetime) -> None:
    reply.verdict, reply.verdict_reason = verdict, reason
    reply.reviewed_at, reply.reviewed_by = now, by.name


def pass_reply(order_id: int, *, note: str = "", version: int | None = None, by: Actor, now: datetime) -> None:
    """The reply stands: it becomes the public answer of the order and its repeats, and callbacks' clocks start."""
    require(by, Permission.REVIEW_REPLY)
    with transaction():
        order = orders.locked(order_id, by, version)
        orders.move(order, Move.PASS_REPLY, Entry.PASSED, by, now, note=note.strip())
        reply = _waiting_reply(order)
        _judge(reply, Verdict.PASSED, note.strip(), by, now)
        order.public_answer, order.reviewed_at = reply.public_answer, now
        leave_hands(order, by, now)
        promiser = Promiser(now)
        row = promiser.row_for(order.request_type, order.order_class, order.urgency)
        promiser.give(order, Step.CALLBACK, now, row)
        families.follow(order, by, now)


def send_back_reply(order_id: int, *, reason: str, version: int | None = None, by: Actor, now: datetime) -> None:
    """The reply does not stand: the lead goes on handling, and its clock never stopped."""
    require(by, Permission.REVIEW_REPLY)
    if not reason.strip():
        raise Invalid(N_("请写明退回的原因，让承办单位知道要改什么。"), field="reason")
    with transaction():
        order = orders.locked(order_id, by, version)
        orders.move(order, Move.SEND_BACK, Entry.SENT_BACK, by, now, reason=reason.strip())
        _judge(_waiting_reply(order), Verdict.SENT_BACK, reason.strip(), by, now)
        order.replied_at = order.solution_kind = None
        promises.reopen(order.id, Step.REPLY)
        promises.reopen(order.id, Step.INTERIM)
