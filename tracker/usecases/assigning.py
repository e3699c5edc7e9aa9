"""Giving units their parts: what dispatch, re-dispatch and adding co-handlers share. The due moments: promising.py."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select

from tracker.domain.permissions import Actor
from tracker.domain.refusals import Invalid
from tracker.domain.returning import has_protested
from tracker.domain.road_words import PartEnd
from tracker.domain.timeline import Entry
from tracker.domain.words import N_, Part
from tracker.store import petitions
from tracker.store.db import db
from tracker.store.handling import pass_on_pressure
from tracker.store.models import Assignment, Department, WorkOrder
from tracker.store.secrecy import refuse_excluded
from tracker.store.story import tell


def _in_use(wanted: Collection[int]) -> dict[int, Department]:
    found = db.session.scalars(select(Department).where(Department.id.in_(wanted), Department.is_active))
    return {unit.id: unit for unit in found}


def _refuse_released(order_id: int, co_ids: Sequence[int]) -> None:
    """A unit that was let out of co-handling is not asked to co-handle the same order again."""
    released = db.session.scalars(select(Assignment).where(
        Assignment.order_id == order_id, Assignment.part == Part.CO, Assignment.end_reason == PartEnd.RETURNED,
        Assignment.department_id.in_(co_ids),
    )).first()
    if released is not None:
        raise Invalid(
            N_("“%(unit)s”已获准退出这张工单的协办，请选择其他单位。"), field="co_ids", unit=released.department.name)


def chosen_co_units(order: WorkOrder, co_ids: Sequence[int]) -> dict[int, Department]:
    """id → unit of the co-handlers that were chosen; refuses, at its field, one that cannot co-handle the order."""
    units = _in_use(co_ids)
    if len(units) < len(set(co_ids)):
        raise Invalid(N_("协办单位中有已停用的单位，请重新选择。"), field="co_ids")
    refuse_excluded(order.id, {"co_ids": co_ids})
    _refuse_released(order.id, co_ids)
    return units


def chosen_units(order: WorkOrder, lead_id: int, co_ids: Sequence[int]) -> dict[int, Department]:
    """id → unit of the lead and the co-handlers that were chosen; refuses, at its field, one that cannot take it."""
    units = _in_use([lead_id])
    if lead_id not in units:
        raise Invalid(N_("请选择一个在用的主办单位。"), field="lead_id")
    if lead_id in co_ids:
        raise Invalid(N_("“%(unit)s”已经是主办单位，请从协办单位中去掉。"), field="co_ids", unit=units[lead_id].name)
    refuse_excluded(order.id, {"lead_id": [lead_id]})
    return units | chosen_co_units(order, co_ids)


def last_lead(order_id: int) -> Assignment | None:
    """The part of the unit that has the order, or had it last."""
    return db.session.scalar(
        select(Assignment).where(Assignment.order_id == order_id, Assignment.part == Part.LEAD)
        .order_by(Assignment.id.desc()).limit(1)
    )


def refuse_returned(order: WorkOrder, lead_id: int) -> None:
    """The unit whose return has just been granted does not get the order back."""
    last = last_lead(order.id)
    if last is not None and last.department_id == lead_id and last.end_reason is PartEnd.RETURNED:
        raise Invalid(
            N_("“%(unit)s”的退单申请刚获同意，不能再派给它；请选择其他单位。"), field="lead_id",
            unit=last.department.name,
        )


def hand_to_lead(order: WorkOrder, lead_id: int, is_final: bool, now: datetime) -> None:
    """The unit begins anew: it signs and speaks to the caller for itself. What the one before did stays in its part.

    A unit that is named over its protest, or by an arbitration (`is_final`), cannot return the order (Weifang art. 22).
    """
    order.lead_id, order.dispatched_at = lead_id, now
    order.signed_at = order.contacted_at = None
    order.no_more_returns = is_final or has_protested(petitions.past_returns(order.id), lead_id)
    db.session.add(Assignment(order_id=order.id, department_id=lead_id, part=Part.LEAD, dispatched_at=now))


def tell_handed(order: WorkOrder, lead: Department, by: Actor, now: datetime) -> None:
    """What follows for the new lead is told after the move: an arbitration binds it, and pressure is its own now."""
    if order.no_more_returns:
        tell(order, Entry.ARBITRATED, by, now, lead=lead.name)
    pass_on_pressure(order, lead, by, now)


def names(units: dict[int, Department], ids: Sequence[int]) -> str:
    """The units' names in the order in which they were chosen."""
    return "、".join(units[unit_id].name for unit_id in ids)
