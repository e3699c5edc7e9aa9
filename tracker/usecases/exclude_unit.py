"""回避: an accused unit gets no part in the order and sees nothing of it (Jinan art. 32), till that is lifted."""

from datetime import datetime

from sqlalchemy import select

from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.refusals import AlreadyDone, Invalid, NotFound
from tracker.domain.timeline import Entry
from tracker.domain.words import N_
from tracker.store import orders
from tracker.store.db import db, transaction
from tracker.store.models import Department, ExcludedUnit
from tracker.store.secrecy import excluded_units, veil_outside
from tracker.store.story import tell
from tracker.usecases.mark_confidential import stated


def exclude_unit(order_id: int, unit_id: int, *, reason: str, by: Actor, now: datetime) -> None:
    """The unit must keep away. Raises Invalid while it is handling the order: it is redispatched first."""
    require(by, Permission.EXCLUDE_UNIT)
    reason = stated(reason)
    with transaction() as session:
        order = orders.locked(order_id, by)
        unit = session.get(Department, unit_id)
        if unit is None:
            raise Invalid(N_("请选择要回避的单位。"), field="unit_id")
        if unit_id in excluded_units(order.id):
            raise AlreadyDone(N_("“%(unit)s”已经在回避，无需再次设置。"), unit=unit.name)
        # A repeat is handled with its master.
        if any(orders.assignment_of(one, unit_id) for one in (order.id, order.master_id) if one):
            raise Invalid(
                N_("“%(unit)s”正在承办这张工单，请先改派给其他单位，再设置回避。"), field="unit_id", unit=unit.name)
        reason = veil_outside(order).text(reason)
        session.add(ExcludedUnit(
            order_id=order.id, department_id=unit_id, reason=reason, excluded_by=by.name, excluded_at=now))
        tell(order, Entry.UNIT_EXCLUDED, by, now, need=Permission.EXCLUDE_UNIT, unit=unit.name, reason=reason)


def readmit_unit(order_id: int, unit_id: int, *, by: Actor, now: datetime) -> None:
    """The unit may be chosen again."""
    require(by, Permission.EXCLUDE_UNIT)
    with transaction():
        order = orders.locked(order_id, by)
        found = db.session.scalar(select(ExcludedUnit).where(
            ExcludedUnit.order_id == order.id, ExcludedUnit.department_id == unit_id, ExcludedUnit.lifted_at.is_(None)))
        unit = db.session.get(Department, unit_id)
        if found is None or unit is None:
            raise NotFound(N_("没有找到这条回避，可能已经解除。请刷新页面。"))
        found.lifted_at, found.lifted_by = now, by.name
        tell(order, Entry.UNIT_READMITTED, by, now, need=Permission.EXCLUDE_UNIT, unit=unit.name)
