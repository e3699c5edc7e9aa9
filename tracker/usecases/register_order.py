"""登记: a request becomes an order that waits for dispatch."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import select

from tracker.domain.intake import Intake, check
from tracker.domain.moves import Move
from tracker.domain.permissions import MOVE_NEEDS, Actor, Permission, require
from tracker.domain.refusals import AlreadyDone, InvalidEntries
from tracker.domain.timeline import Entry
from tracker.domain.words import N_, AttachmentKind, CodeTable
from tracker.domain.workflow import after
from tracker.store import search, serials, tables
from tracker.store.db import one_at_a_time, transaction
from tracker.store.models import WorkOrder
from tracker.store.story import tell
from tracker.usecases.answering import DirectAnswer, close_directly
from tracker.usecases.attaching import Upload, attach, keep_all


class AlreadyRegistered(AlreadyDone):
    """The form was sent before; `order_id` is what it made."""

    def __init__(self, order: WorkOrder) -> None:
        super().__init__(N_("这张表单已经提交过，已登记为工单 %(number)s，没有重复登记。"), number=order.number)
        self.order_id = order.id


def register_order(
    intake: Intake, *, submission_key: str | None = None, uploads: Sequence[Upload] = (),
    answer: DirectAnswer | None = None, by: Actor, now: datetime,
) -> int:
    """Register, with what the caller handed in, and return the order's id; with an `answer` it is closed at once.

    Raises InvalidEntries (each problem names its field) and AlreadyRegistered for a second submit of one form.
    """
    require(by, Permission.REGISTER_ORDER)
    problems = check(intake, now)
    if answer is not None:
        require(by, MOVE_NEEDS[Move.ANSWER_DIRECTLY])
        problems += answer.problems()
    if problems:
        raise InvalidEntries(problems)
    kept = keep_all(uploads, now)
    with transaction() as session:
        if submission_key:
            one_at_a_time(f"form {submission_key}")
            earlier = session.scalar(select(WorkOrder).where(WorkOrder.submission_key == submission_key))
            if earlier is not None:
                raise AlreadyRegistered(earlier)
        order = WorkOrder(
            number=serials.order_numbers(now)[0],
            submission_key=submission_key,
            stage=after(None, Move.REGISTER),
            **asdict(intake),
        )
        session.add(order)
        search.reindex([order])
        channel = tables.code_names(CodeTable.CHANNEL).get(order.channel_code, order.channel_code)
        tell(order, Entry.REGISTERED, by, now, need=Permission.REGISTER_ORDER, channel=channel)
        attach(order, kept, AttachmentKind.CALLER, by, now)
        if answer is not None:
            close_directly(order, answer, by, now)
        return order.id
