"""派单: one lead, any co-handlers, and the promises that begin with it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from tracker.domain.moves import Move
from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.refusals import Invalid
from tracker.domain.timeline import Entry
from tracker.domain.words import N_, Part
from tracker.store import orders
from tracker.store.db import db, transaction
from tracker.store.models import Assignment, Department
from tracker.store.promiser import Promiser
from tracker.store.secrecy import refuse_excluded
from tracker.usecases.promising import give_at_dispatch


def _active_units(lead_id: int, co_ids: Sequence[int]) -> dict[int, Department]:
    wanted = {lead_id, *co_ids}
    found = db.session.scalars(select(Department).where(Department.id.in_(wanted), Department.is_active))
    units = {unit.id: unit for unit in found}
    if lead_id not in units:
        raise Invalid(N_("请选择一个在用的主办单位。"), field="lead_id")
    if lead_id in co_ids:
        raise Invalid(N_("“%(unit)s”已经是主办单位，请从协办单位中去掉。"), field="co_ids", unit=units[lead_id].name)
    if len(units) < len(wanted):
        raise Invalid(N_("协办单位中有已停用的单位，请重新选择。"), field="co_ids")
    return units


def dispatch_order(
    order_id: int, *, lead_id: int, co_ids: Sequence[int] = (), note: str = "", version: int | None = None,
    by: Actor, now: datetime,
) -> None:
    """Send the order to its lead and co-handlers, and count its due moments from now.

    Raises Invalid for units that cannot take it, OutOfTurn and Stale when somebody was quicker.
    """
    require(by, Permission.DISPATCH_ORDER)
    with transaction() as session:
        order = orders.locked(order_id, by, version)
        units = _active_units(lead_id, co_ids)
        refuse_excluded(order.id, {"lead_id": [lead_id], "co_ids": co_ids})
        due = give_at_dispatch(order, now, Promiser(now))
        order.lead_id, order.dispatched_at = lead_id, now
        for part, unit_id in [(Part.LEAD, lead_id), *((Part.CO, unit_id) for unit_id in co_ids)]:
            session.add(Assignment(order_id=order.id, department_id=unit_id, part=part, dispatched_at=now))
        co_names = "、".join(units[unit_id].name for unit_id in co_ids)
        orders.move(
            order, Move.DISPATCH, Entry.DISPATCHED, by, now,
            lead=units[lead_id].name, co=co_names, due=due.at.isoformat(), note=note.strip(),
        )
