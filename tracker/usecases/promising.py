"""Which promises an order gets at dispatch and re-dispatch: sign, first contact, reply, co-handlers' results."""

from collections.abc import Sequence
from datetime import datetime

from tracker.domain.deadlines import Limit
from tracker.domain.returning import goes_on
from tracker.domain.words import N_, Part, Step, Unit
from tracker.store import promises
from tracker.store.db import db
from tracker.store.models import Assignment, WorkOrder
from tracker.store.promiser import Promiser

CO_BASIS = N_("热线参数“协办期限”，不晚于主办的答复期限")


def give_at_dispatch(order: WorkOrder, dispatched_at: datetime, promiser: Promiser) -> datetime:
    """Sign and first contact begin anew with every lead; so does the reply, unless the old promise goes on.

    Returns the reply's due moment. Call before the order knows its new dispatch.
    """
    row = promiser.row_for(order.request_type, order.order_class, order.urgency)
    promises.supersede(order.id, dispatched_at, Step.SIGN, Step.CONTACT)
    promiser.give(order, Step.SIGN, dispatched_at, row)
    if order.wants_reply:
        promiser.give(order, Step.CONTACT, dispatched_at, row)
    old = promises.open_promise(order.id, Step.REPLY)
    if old is not None and goes_on(order.is_statutory, promiser.settings):
        return old.due_at
    promises.supersede(order.id, dispatched_at, Step.REPLY)
    is_first = order.dispatched_at is None
    start = promiser.reply_start(order.received_at, dispatched_at, order.supplemented_at) if is_first else dispatched_at
    reply = promiser.give(order, Step.REPLY, start, row)
    assert reply is not None  # LimitRow.reply is required
    return reply.at


def give_to_co(order: WorkOrder, co_ids: Sequence[int], promiser: Promiser) -> datetime | None:
    """The co-handlers' parts, each with its own promise; returns the due moment, which they share.

    It is never later than the lead's, unless that has already passed: nobody is late from the start.
    """
    latest = order.due_at if order.due_at is not None and order.due_at > promiser.now else None
    due_at = None
    for unit_id in co_ids:
        due_at = promiser.give_limit(
            order, Step.CO, promiser.now, Limit(promiser.settings.co_days, Unit.WORKING_DAY), CO_BASIS,
            department_id=unit_id, latest=latest,
        ).at
        db.session.add(Assignment(
            order_id=order.id, department_id=unit_id, part=Part.CO, dispatched_at=promiser.now, due_at=due_at))
    return due_at
