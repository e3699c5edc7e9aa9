"""Which promises an order gets at dispatch: sign, first contact and reply, counted and stored."""

from datetime import datetime

from tracker.domain.deadlines import Due
from tracker.domain.words import Step
from tracker.store.models import WorkOrder
from tracker.store.promiser import Promiser


def give_at_dispatch(order: WorkOrder, dispatched_at: datetime, promiser: Promiser) -> Due:
    """The promises that a dispatch gives: sign, first contact, reply. Returns the reply's."""
    row = promiser.row_for(order.request_type, order.order_class, order.urgency)
    promiser.give(order, Step.SIGN, dispatched_at, row)
    if order.wants_reply:
        promiser.give(order, Step.CONTACT, dispatched_at, row)
    reply = promiser.give(order, Step.REPLY, promiser.reply_start(
        order.received_at, dispatched_at, order.supplemented_at), row)
    assert reply is not None  # LimitRow.reply is required
    return reply
