"""The units that a ledger names: which are known, which may be added, and what is said of the others."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from tracker.domain.ledger import LedgerRow
from tracker.domain.unit_kinds import guessed_kind
from tracker.domain.words import N_, DepartmentKind
from tracker.sheets.columns import HEADER_OF
from tracker.store.db import db
from tracker.store.models import Department
from tracker.usecases.row_problems import RowProblem


@dataclass(frozen=True)
class NewUnit:
    """A unit that the office will get. One that only finished rows name exists no more: it is kept for its history."""

    name: str
    kind: DepartmentKind
    is_active: bool

    @property
    def told(self) -> str:
        """With its kind: 区工商局（区直部门）."""
        return f"{self.name}（{self.kind.label}）"


class LedgerUnits:
    """The unit table, read once. `may_add`: units that it lacks may be added."""

    def __init__(self, may_add: bool) -> None:
        found = db.session.execute(select(Department.name, Department.id, Department.is_active)).all()
        self.ids = {name: unit_id for name, unit_id, _is_active in found}
        self.closed = {name for name, _unit_id, is_active in found if not is_active}
        self.may_add = may_add
        self._near: dict[str, str] = {}

    def problems(self, number: int, row: LedgerRow) -> list[RowProblem]:
        """What is wrong with the row's units; unknown ones that may be added are not."""
        found = []
        for name in (row.lead, *row.co):
            header = HEADER_OF["lead"] if name == row.lead else HEADER_OF["co"]
            if name in row.unknown_units:
                if not self.may_add:
                    found.append(self._unknown(number, header, name))
            elif name in self.closed and not row.is_finished:
                found.append(RowProblem(
                    number, header, N_("“%(name)s”已停用，未办结的工单不能再派给它，请改为在用的单位。"), {"name": name}))
        return found

    def new_units(self, rows: Iterable[LedgerRow]) -> list[NewUnit]:
        """The units to add, in the order in which the rows name them: their kind as stated, else by their name."""
        stated: dict[str, DepartmentKind | None] = {}
        working: set[str] = set()
        for row in rows:
            for name in row.unknown_units:
                stated[name] = stated.get(name) or (row.lead_kind if name == row.lead else None)
                if not row.is_finished:
                    working.add(name)
        return [NewUnit(name, kind or guessed_kind(name), name in working) for name, kind in stated.items()]

    def _nearest(self, name: str) -> str:
        if name not in self._near:
            self._near[name] = next(iter(difflib.get_close_matches(name, self.ids, n=1, cutoff=0.5)), "")
        return self._near[name]

    def _unknown(self, number: int, header: str, name: str) -> RowProblem:
        near = self._nearest(name)
        message = (
            N_("没有“%(name)s”这个单位，是否为“%(near)s”？请改正，或先在单位表中建立。") if near
            else N_("没有“%(name)s”这个单位，请改正，或先在单位表中建立。")
        )
        return RowProblem(number, header, message, {"name": name[:40], "near": near})
