"""Orders put straight into the store, for figures: any history in one call, without travelling the road."""

from datetime import datetime
from itertools import count
from typing import Any

from tracker.domain.words import CallerKind, OrderClass, Part, RequestType, Stage, Urgency
from tracker.store.db import db
from tracker.store.models import Assignment, WorkOrder

_numbers = count(1)


def stored_order(received_at: datetime, co_ids: tuple[int, ...] = (), **columns: Any) -> WorkOrder:
    """A row of work_order with its units' parts; `columns` are WorkOrder's."""
    number = next(_numbers)
    plain: dict[str, Any] = {
        "number": f"T{number:09}", "source_number": f"ly-{number}", "channel_code": "phone",
        "request_type": RequestType.COMPLAINT, "order_class": OrderClass.CITIZEN, "urgency": Urgency.NORMAL,
        "title": "夜间烧烤油烟扰民", "content": "楼下烧烤档每晚营业到凌晨两点。", "caller_kind": CallerKind.PERSON,
        "caller_name": "温小姐", "caller_phone": "13812345678",
    }
    stage = Stage.CLOSED if columns.get("closed_at") else Stage.TO_DISPATCH
    order = WorkOrder(received_at=received_at, **({"stage": stage} | plain | columns))
    db.session.add(order)
    db.session.flush()
    units = [(Part.LEAD, order.lead_id)] if order.lead_id else []
    for part, unit_id in [*units, *((Part.CO, unit_id) for unit_id in co_ids)]:
        db.session.add(Assignment(
            order_id=order.id, department_id=unit_id, part=part, dispatched_at=order.dispatched_at))
    db.session.flush()
    return order
