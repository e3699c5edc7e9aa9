"""What helps an operator while typing: earlier orders of the same caller or enterprise, and the deadline to come."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import select

from tracker.domain.deadlines import Due
from tracker.domain.limits import LimitRow
from tracker.domain.permissions import Actor
from tracker.domain.words import LIMIT_STEPS, OrderClass, RequestType, Step, Urgency
from tracker.reads.order_rows import OrderRow, rows, with_lead
from tracker.store import lookups
from tracker.store.db import db
from tracker.store.models import WorkOrder
from tracker.store.orders import visible_to
from tracker.store.promiser import Promiser

MOST_SHOWN = 8


def earlier_orders(phone: str | None, uscc: str | None, enterprise: str | None, *, by: Actor, now: datetime
                   ) -> tuple[OrderRow, ...]:
    """The newest orders from the same phone, credit code or enterprise name; nothing given, nothing found."""
    same: list[sa.ColumnElement[bool]] = []
    if phone:
        same.append(lookups.has_phone(WorkOrder.caller_phone_key, phone))
    if uscc:
        same.append(WorkOrder.enterprise_uscc == uscc)
    if enterprise:
        same.append(WorkOrder.enterprise_name == enterprise)
    if not same:
        return ()
    found = db.session.scalars(
        with_lead(select(WorkOrder)).where(sa.or_(*same), visible_to(by))
        .order_by(WorkOrder.received_at.desc()).limit(MOST_SHOWN)
    )
    return rows(found, by, now)


@dataclass(frozen=True)
class Prospect:
    """The deadlines that would apply if the order were dispatched at once."""

    row: LimitRow
    dues: tuple[tuple[Step, Due], ...]


def prospect(request_type: RequestType, order_class: OrderClass, urgency: Urgency, start: datetime, *,
             received_at: datetime | None = None) -> Prospect:
    """Count every step's due moment from `start`; raises NoLimitApplies when the table has no row."""
    promiser = Promiser(start)
    row = promiser.row_for(request_type, order_class, urgency)
    starts = {Step.REPLY: promiser.reply_start(received_at or start, start)}
    counted = ((step, promiser.due(row, step, starts.get(step, start))) for step in LIMIT_STEPS)
    return Prospect(row, tuple((step, due) for step, due in counted if due))
