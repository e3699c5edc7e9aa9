"""办结: what every way of closing an order has in common: the moment, the caller's answer, the working days taken."""

from datetime import datetime
from typing import Any

from tracker import clock
from tracker.domain.moves import Move
from tracker.domain.permissions import Actor
from tracker.domain.timeline import Entry
from tracker.domain.words import N_, Satisfaction, Solved
from tracker.store import orders, tables
from tracker.store.models import WorkOrder


def close(
    order: WorkOrder, by_move: Move, entry: Entry, solved: Solved | None, satisfaction: Satisfaction | None,
    by: Actor, now: datetime, **data: Any,
) -> None:
    """Close the order by `by_move` with what the caller said, None where nobody asked. Inside the transaction."""
    calendar = tables.working_calendar(tables.settings_on(now.astimezone(clock.LOCAL).date()))
    order.closed_at, order.solved, order.satisfaction = now, solved, satisfaction
    order.working_days_taken = calendar.working_days_between(
        order.received_at.astimezone(clock.LOCAL).date(), now.astimezone(clock.LOCAL).date()
    )
    orders.move(
        order, by_move, entry, by, now,
        solved=solved.label if solved else N_("解决情况未知"),
        satisfaction=satisfaction.label if satisfaction else N_("未评价"), **data,
    )
