"""保密与回避 on the order's page, for the hotline: who was granted the identity, which units keep away, what may be done."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import select

from tracker.domain.permissions import Actor, Permission
from tracker.reads import choices
from tracker.store.db import db
from tracker.store.models import Assignment, Department, ExcludedUnit, IdentityGrant, WorkOrder
from tracker.store.orders import visible_to
from tracker.store.secrecy import excluded_units, veil_of


@dataclass(frozen=True)
class UnitNote:
    """A unit that was granted the identity, or must keep away: since when, by whom, why."""

    unit_id: int
    unit: str
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class SecrecyPanel:
    """What stands, and what the reader may do about it; `grantable` and `excludable` are id → name of units."""

    is_confidential: bool
    grants: tuple[UnitNote, ...]
    excluded: tuple[UnitNote, ...]
    may_mark: bool
    may_lift: bool
    may_grant: bool
    may_exclude: bool
    grantable: dict[int, str]
    excludable: dict[int, str]


def _notes(kind: Any, order_id: int, since: Any, by: Any, still: sa.ColumnElement[bool]) -> tuple[UnitNote, ...]:
    found = db.session.execute(
        select(kind.department_id, Department.name, kind.reason, by, since)
        .join(Department, Department.id == kind.department_id)
        .where(kind.order_id == order_id, still).order_by(kind.id)
    )
    return tuple(UnitNote(*row) for row in found)


def secrecy_panel(order_id: int, *, by: Actor) -> SecrecyPanel | None:
    """None for whoever can do nothing about it: a handling unit, a reviewer."""
    may_mark, may_exclude = by.may(Permission.MARK_CONFIDENTIAL), by.may(Permission.EXCLUDE_UNIT)
    order = db.session.scalar(select(WorkOrder).where(WorkOrder.id == order_id, visible_to(by)))
    if order is None or not (may_mark or may_exclude):
        return None
    grants = _notes(
        IdentityGrant, order_id, IdentityGrant.granted_at, IdentityGrant.granted_by, IdentityGrant.revoked_at.is_(None))
    excluded = _notes(
        ExcludedUnit, order_id, ExcludedUnit.excluded_at, ExcludedUnit.excluded_by, ExcludedUnit.lifted_at.is_(None))
    handling = set(db.session.scalars(
        select(Assignment.department_id).where(Assignment.order_id == order_id, Assignment.ended_at.is_(None))))
    away, told, units = {note.unit_id for note in excluded}, {note.unit_id for note in grants}, choices.units()
    may_grant = order.is_confidential and by.may(Permission.GRANT_IDENTITY)
    return SecrecyPanel(
        is_confidential=order.is_confidential, grants=grants if order.is_confidential else (), excluded=excluded,
        may_mark=may_mark and not order.is_confidential,
        may_lift=order.is_confidential and by.may(Permission.LIFT_CONFIDENTIAL),
        may_grant=may_grant, may_exclude=may_exclude,
        grantable={one: name for one, name in units.items() if one in handling - told - away} if may_grant else {},
        excludable={one: name for one, name in units.items() if one not in handling | away} if may_exclude else {},
    )


def units_kept_away(order_id: int, *, by: Actor) -> dict[int, str]:
    """unit → why it cannot be chosen for the order, as the reader may read it."""
    order = db.session.scalar(select(WorkOrder).where(WorkOrder.id == order_id, visible_to(by)))
    if order is None:
        return {}
    veil = veil_of(order, by)
    return {unit_id: veil.text(reason) for unit_id, reason in excluded_units(order_id).items()}
