"""What forms offer: units and code tables in use, statutory limits in force."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from tracker.domain.bulletin import UNNAMED
from tracker.domain.issues import OPEN, IssueState
from tracker.domain.tally import Dimension
from tracker.domain.words import CodeTable, DepartmentKind
from tracker.store import clocks, tables
from tracker.store.db import db
from tracker.store.models import CodeItem, Department, Issue, StatutoryLimit


def units(active_only: bool = True) -> dict[int, str]:
    """id → name of the units, departments before towns, in their order."""
    wanted = select(Department.id, Department.name, Department.kind)
    if active_only:
        wanted = wanted.where(Department.is_active)
    kinds = list(DepartmentKind)
    found = db.session.execute(wanted.order_by(Department.position, Department.id)).all()
    return {one: name for one, name, _kind in sorted(found, key=lambda row: kinds.index(row.kind))}


def guided_codes(table: CodeTable) -> dict[str, str]:
    """code → name and guidance of the table's entries in use: 属地不符（事项发生地不在本单位辖区）."""
    found = db.session.execute(
        select(CodeItem.code, CodeItem.name, CodeItem.guidance)
        .where(CodeItem.table == table, CodeItem.is_active).order_by(CodeItem.position, CodeItem.id)
    )
    return {code: f"{name}（{guidance}）" if guidance else name for code, name, guidance in found}


def guidance(table: CodeTable) -> dict[str, str]:
    """code → what staff may tell the caller, of the entries in use."""
    wanted = select(CodeItem.code, CodeItem.guidance).where(CodeItem.table == table, CodeItem.is_active)
    return {code: words for code, words in db.session.execute(wanted)}


def codes(table: CodeTable, active_only: bool = True) -> dict[str, str]:
    """code → name of the table's entries, in use or all."""
    return tables.code_names(table, active_only=active_only)


def statutory_limits(on: date) -> list[StatutoryLimit]:
    """The laws' limits in force on the day."""
    return clocks.laws_on(on)


CODED = {Dimension.CHANNEL: CodeTable.CHANNEL, Dimension.MATTER: CodeTable.MATTER, Dimension.PLACE: CodeTable.PLACE}


def group_names(group: Iterable[tuple[Dimension, Any]]) -> list[str]:
    """What a figure is narrowed to, in names; 未填 where the orders say nothing."""
    found = []
    for dimension, value in group:
        names: Mapping[Any, str] = {}
        if dimension in CODED:
            names = codes(CODED[dimension], active_only=False)
        elif dimension in (Dimension.LEAD, Dimension.UNIT):
            names = units(active_only=False)
        found.append(UNNAMED if value is None else getattr(value, "label", "") or names.get(value, str(value)))
    return found


def issues(open_only: bool = False) -> dict[int, str]:
    """id → name of the 突出问题, the newest first; those that were dropped are left out."""
    wanted = select(Issue.id, Issue.name).where(Issue.state != IssueState.DROPPED)
    if open_only:
        wanted = wanted.where(Issue.state.in_(OPEN))
    return {one: name for one, name in db.session.execute(wanted.order_by(Issue.id.desc()))}
