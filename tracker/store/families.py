"""A master and its repeats in the store: answering together, parting again. Merging: usecases/merge_orders.py.

Whoever changes an order holds its waiting repeats too (orders.locked), so that both happen in one transaction.
"""

from datetime import datetime

from sqlalchemy import select

from tracker.domain.identifiers import canonical_phone
from tracker.domain.moves import Move
from tracker.domain.permissions import MOVE_NEEDS, Actor
from tracker.domain.redaction import redacted
from tracker.domain.timeline import Entry
from tracker.domain.words import Stage, Step
from tracker.store import orders, search
from tracker.store.db import db
from tracker.store.models import WorkOrder
from tracker.store.promiser import Promiser
from tracker.store.story import tell


def waiting_repeats(master: WorkOrder) -> list[WorkOrder]:
    """The repeats that wait for the master's answer, oldest first."""
    found = db.session.scalars(
        select(WorkOrder).where(WorkOrder.master_id == master.id, WorkOrder.stage == Stage.MERGED)
        .order_by(WorkOrder.id)
    )
    return list(found)


def _answer_for(repeat: WorkOrder, master: WorkOrder) -> str:
    """The master's answer for another caller's ears: it must not name who else asked."""
    answer = master.public_answer or ""
    if repeat.caller_phone and canonical_phone(repeat.caller_phone) == canonical_phone(master.caller_phone or ""):
        return answer
    return redacted(
        answer, names=[name for name in (master.caller_name, master.enterprise_contact) if name],
        phones=[master.caller_phone] if master.caller_phone else (),
    )


def follow(master: WorkOrder, by: Actor, now: datetime) -> None:
    """The master is answered: every waiting repeat has its answer and is called back by itself."""
    repeats = waiting_repeats(master)
    if not repeats:
        return
    promiser = Promiser(now)
    for repeat in repeats:
        # The caller judges what the master's lead did, so the repeat's callback is that unit's.
        repeat.lead_id, repeat.public_answer = master.lead_id, _answer_for(repeat, master)
        repeat.replied_at, repeat.reviewed_at = master.replied_at, now
        orders.move(repeat, Move.FOLLOW_MASTER, Entry.FOLLOWED_MASTER, by, now, master=master.number)
        row = promiser.row_for(repeat.request_type, repeat.order_class, repeat.urgency)
        promiser.give(repeat, Step.CALLBACK, now, row)
    search.reindex(repeats)


def part(repeat: WorkOrder, master: WorkOrder, reason: str, by: Actor, now: datetime) -> None:
    """The repeat stands by itself again and waits for dispatch; both stories say so."""
    repeat.master_id = repeat.merged_at = None
    orders.move(repeat, Move.UNMERGE, Entry.UNMERGED, by, now, reason=reason)
    tell(master, Entry.LET_GO, by, now, need=MOVE_NEEDS[Move.UNMERGE], repeat=repeat.number)


def let_all_go(master: WorkOrder, reason: str, by: Actor, now: datetime) -> None:
    """The master ends without an answer: its waiting repeats are nobody's but their own again."""
    for repeat in waiting_repeats(master):
        part(repeat, master, reason, by, now)
