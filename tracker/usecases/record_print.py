"""A print is recorded: who put which order on paper. What stands on it is masked like the page."""

from datetime import datetime

from sqlalchemy import select

from tracker.domain.permissions import Actor
from tracker.domain.refusals import NotFound
from tracker.domain.words import N_
from tracker.store.db import transaction
from tracker.store.models import WorkOrder
from tracker.store.orders import visible_to
from tracker.store.story import journal


def record_print(order_id: int, paper: str, *, by: Actor, now: datetime) -> None:
    """`paper` is order, supervision or letter. Raises NotFound for an order that is not the reader's to see."""
    with transaction() as session:
        number = session.scalar(select(WorkOrder.number).where(WorkOrder.id == order_id, visible_to(by)))
        if number is None:
            raise NotFound(N_("没有找到这张工单，或者它不属于您的单位。"))
        journal("order.printed", number, by, now, paper=paper)
