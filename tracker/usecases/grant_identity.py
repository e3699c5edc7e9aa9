"""知悉: one confidential order's identity is opened to one unit that has a part in it, with a reason, or closed."""

from datetime import datetime

from sqlalchemy import select

from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.refusals import AlreadyDone, Invalid, NotFound
from tracker.domain.timeline import Entry
from tracker.domain.words import N_
from tracker.store import orders
from tracker.store.db import db, transaction
from tracker.store.models import Department, IdentityGrant
from tracker.store.secrecy import excluded_units, veil_outside
from tracker.store.story import tell
from tracker.usecases.mark_confidential import stated


def _standing(order_id: int, unit_id: int) -> IdentityGrant | None:
    return db.session.scalar(select(IdentityGrant).where(
        IdentityGrant.order_id == order_id, IdentityGrant.department_id == unit_id, IdentityGrant.revoked_at.is_(None)
    ))


def grant_identity(order_id: int, unit_id: int, *, reason: str, by: Actor, now: datetime) -> None:
    """The unit may reveal who called, each time with a reason of its own.

    Raises Invalid for an order that is not confidential and a unit without a part in it, AlreadyDone for one granted.
    """
    require(by, Permission.GRANT_IDENTITY)
    reason = stated(reason)
    with transaction() as session:
        order = orders.locked(order_id, by)
        if not order.is_confidential:
            raise Invalid(N_("这张工单不是保密工单，承办单位按岗位权限即可查看，无需准许。"), field="unit_id")
        part = orders.assignment_of(order.id, unit_id)
        if part is None or unit_id in excluded_units(order.id):
            raise Invalid(N_("只能准许正在承办这张工单的单位，请先派单。"), field="unit_id")
        if _standing(order.id, unit_id) is not None:
            raise AlreadyDone(N_("“%(unit)s”已经获准，无需再次准许。"), unit=part.department.name)
        reason = veil_outside(order).text(reason)
        session.add(IdentityGrant(
            order_id=order.id, department_id=unit_id, reason=reason, granted_by=by.name, granted_at=now))
        tell(order, Entry.IDENTITY_GRANTED, by, now, need=Permission.GRANT_IDENTITY, unit=part.department.name,
             unit_id=unit_id, reason=reason)


def revoke_identity(order_id: int, unit_id: int, *, by: Actor, now: datetime) -> None:
    """From now on the unit sees nothing of who called; what it has seen stands in the timeline."""
    require(by, Permission.GRANT_IDENTITY)
    with transaction():
        order = orders.locked(order_id, by)
        grant = _standing(order.id, unit_id)
        unit = db.session.get(Department, unit_id)
        if grant is None or unit is None:
            raise NotFound(N_("没有找到这条准许，可能已经收回。请刷新页面。"))
        grant.revoked_at, grant.revoked_by = now, by.name
        tell(order, Entry.IDENTITY_REVOKED, by, now, need=Permission.GRANT_IDENTITY, unit=unit.name, unit_id=unit_id)
