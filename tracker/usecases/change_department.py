"""A unit's name, kind, phone, and whether it gets new orders. A unit with open orders is not switched off."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.refusals import Invalid, NotFound
from tracker.domain.words import N_, DepartmentKind
from tracker.domain.workflow import OPEN_STAGES
from tracker.store.db import db, transaction
from tracker.store.models import Department, WorkOrder
from tracker.store.overtaking import last_change, refuse_overtaken
from tracker.store.story import journal
from tracker.usecases.add_department import clean_unit


def _locked(department_id: int) -> Department:
    unit = db.session.execute(
        select(Department).where(Department.id == department_id).with_for_update()
    ).scalar_one_or_none()
    if unit is None:
        raise NotFound(N_("没有找到这个单位。"))
    return unit


def state_of(name: str, kind: DepartmentKind, phone: str, is_active: bool) -> dict[str, Any]:
    """What a page shows of a unit: by this it is seen that somebody was quicker."""
    return {"name": name, "kind": kind.value, "phone": phone, "is_active": is_active}


def _told(unit: Department) -> dict[str, Any]:
    return {"name": unit.name, "kind": unit.kind.value, "phone": unit.phone, "active": unit.is_active}


def _refuse_open_orders(unit: Department) -> None:
    count = db.session.scalar(
        select(func.count()).select_from(WorkOrder)
        .where(WorkOrder.lead_id == unit.id, WorkOrder.stage.in_(OPEN_STAGES))
    )
    if count:
        raise Invalid(
            N_("“%(unit)s”还有 %(count)d 张主办工单没有办结，办结后才能停用。"), field="is_active",
            unit=unit.name, count=count,
        )


def change_department(
    department_id: int, *, name: str, kind: DepartmentKind, phone: str = "", is_active: bool, seen: str | None = None,
    by: Actor, now: datetime,
) -> None:
    """Write the unit; its old orders show the new name, the journal keeps the old one.

    Raises Overtaken when it is no longer what the page with the mark `seen` showed.
    """
    require(by, Permission.EDIT_DEPARTMENTS)
    with transaction():
        unit = _locked(department_id)
        before = _told(unit)
        refuse_overtaken(
            seen, state_of(unit.name, unit.kind, unit.phone or "", unit.is_active), last_change("department", before))
        if unit.is_active and not is_active:
            _refuse_open_orders(unit)
        unit.name, unit.phone = clean_unit(name, phone, own_id=unit.id)
        unit.kind, unit.is_active = kind, is_active
        if _told(unit) != before:
            journal("department.changed", before["name"], by, now, before=before, after=_told(unit))


def move_department(department_id: int, *, up: bool, by: Actor, now: datetime) -> None:
    """Change places with the neighbour of the same kind; lists and reports follow this order."""
    require(by, Permission.EDIT_DEPARTMENTS)
    with transaction() as session:
        unit = _locked(department_id)
        same = select(Department).where(Department.kind == unit.kind).order_by(Department.position, Department.id)
        units = list(session.scalars(same))
        place = units.index(unit)
        other = place - 1 if up else place + 1
        if 0 <= other < len(units):
            units[place], units[other] = units[other], units[place]
            # Renumbered within the kind, so that units that shared a position get one each.
            for position, one in enumerate(units, start=min(one.position for one in units)):
                one.position = position
            journal("department.moved", unit.name, by, now, up=up)
