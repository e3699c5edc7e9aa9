"""The handling units by kind, each with what it has open and who works for it."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import func, select

from tracker.domain.refusals import NotFound
from tracker.domain.words import N_, DepartmentKind
from tracker.domain.workflow import OPEN_STAGES
from tracker.store.db import db
from tracker.store.models import Department, Person, WorkOrder


@dataclass(frozen=True)
class UnitRow:
    """A unit; `open_orders` it leads, `people` who can sign in for it."""

    id: int
    name: str
    kind: DepartmentKind
    phone: str
    is_active: bool
    open_orders: int
    people: int


def _counts(key: Any, condition: sa.ColumnElement[bool]) -> dict[int, int]:
    rows = db.session.execute(select(key, func.count()).where(condition, key.is_not(None)).group_by(key))
    return {unit_id: count for unit_id, count in rows}


def _rows(wanted: sa.Select[Department]) -> list[UnitRow]:
    opened = _counts(WorkOrder.lead_id, WorkOrder.stage.in_(OPEN_STAGES))
    people = _counts(Person.department_id, Person.is_active.is_(True))
    return [
        UnitRow(unit.id, unit.name, unit.kind, unit.phone or "", unit.is_active, opened.get(unit.id, 0),
                people.get(unit.id, 0))
        for unit in db.session.scalars(wanted.order_by(Department.position, Department.id))
    ]


def departments_page() -> dict[DepartmentKind, tuple[UnitRow, ...]]:
    """Kind → its units in their order; kinds without a unit are left out."""
    rows = _rows(select(Department))
    kinds = {kind: tuple(row for row in rows if row.kind is kind) for kind in DepartmentKind}
    return {kind: units for kind, units in kinds.items() if units}


def unit_row(department_id: int) -> UnitRow:
    """One unit; raises NotFound."""
    found = _rows(select(Department).where(Department.id == department_id))
    if not found:
        raise NotFound(N_("没有找到这个单位。"))
    return found[0]
