"""催办: a message to the lead, counted, without a number or a due moment of its own."""

from datetime import datetime

from tracker.domain.moves import Move
from tracker.domain.permissions import Actor
from tracker.domain.road_words import SupervisionLevel
from tracker.domain.texts import written
from tracker.domain.timeline import Entry
from tracker.domain.words import N_
from tracker.store import orders
from tracker.store.db import transaction
from tracker.store.models import Supervision
from tracker.store.orders import lead_of

MESSAGE_MAX = 500


def urge_order(order_id: int, message: str, *, version: int | None = None, by: Actor, now: datetime) -> None:
    """Urge the order's lead. Raises Invalid for an empty message, OutOfTurn where no unit has the order."""
    with transaction() as session:
        order, _facts = orders.locked_for(order_id, Move.URGE, by, now, version)
        message = written(message, "message", MESSAGE_MAX, N_("请写明催办内容。"))
        lead = lead_of(order.id)
        assert lead is not None  # every stage that allows the move has one
        session.add(Supervision(
            order_id=order.id, level=SupervisionLevel.URGE, department_id=lead.department_id,
            message=message, issued_at=now, issued_by=by.name,
        ))
        order.urge_count += 1
        orders.move(
            order, Move.URGE, Entry.URGED, by, now, count=order.urge_count, unit=lead.department.name,
            unit_id=lead.department_id, message=message,
        )
