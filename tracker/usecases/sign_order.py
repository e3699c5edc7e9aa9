"""签收: a unit acknowledges its part. The lead's signature lets handling begin."""

from datetime import datetime

from tracker.domain.moves import Move
from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.refusals import AlreadyDone, NotFound
from tracker.domain.timeline import Entry
from tracker.domain.words import N_, Part, Step
from tracker.store import orders, promises
from tracker.store.db import transaction


def sign_order(order_id: int, *, version: int | None = None, by: Actor, now: datetime) -> None:
    """Sign for the actor's own unit. Raises AlreadyDone when the unit has signed."""
    require(by, Permission.HANDLE_ORDER)
    with transaction():
        order = orders.locked(order_id, by, version)
        part = orders.assignment_of(order.id, by.department_id)
        if part is None:
            raise NotFound(N_("没有找到这张工单，或者它不属于您的单位。"))
        if part.signed_at is not None:
            raise AlreadyDone(N_("本单位已经签收过这张工单，无需重复签收。"))
        is_lead = part.part is Part.LEAD
        orders.move(
            order, Move.SIGN if is_lead else Move.SIGN_AS_CO, Entry.SIGNED, by, now,
            unit=part.department.name, part=part.part.label,
        )
        part.signed_at, part.signed_by = now, by.name
        if is_lead:
            order.signed_at = now
            promises.keep(order.id, Step.SIGN, now)
