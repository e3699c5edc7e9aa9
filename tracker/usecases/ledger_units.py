"""The units that a ledger names: which are known, which may be added, and what is said of the others."""

import difflib
from collections.abc import Iterable

from sqlalchemy import select

from tracker.domain.ledger import LedgerRow
from tracker.domain.unit_kinds import guessed_kind
from tracker.domain.words import N_, DepartmentKind
from tracker.sheets.columns import HEADER_OF
from tracker.store.db import db
from tracker.store.models import Department
from tracker.usecases.row_problems import RowProblem


class LedgerUnits:
    """The unit table, read once. `add_old`: unknown units of finished rows may be added as inactive ones."""

    def __init__(self, add_old: bool) -> None:
        found = db.session.execute(select(Department.name, Department.id, Department.is_active)).all()
        self.ids = {name: unit_id for name, unit_id, _is_active in found}
        self.closed = {name for name, _unit_id, is_active in found if not is_active}
        self.add_old = add_old
        self._near: dict[str, str] = {}

    def problems(self, number: int, row: LedgerRow) -> list[RowProblem]:
        """What is wrong with the row's units; unknown ones that may be added are not."""
        found = []
        for name in (row.lead, *row.co):
            header = HEADER_OF["lead"] if name == row.lead else HEADER_OF["co"]
            if name in row.unknown_units:
                if not (self.add_old and row.is_finished):
                    found.append(self._unknown(number, header, name))
            elif name in self.closed and not row.is_finished:
                found.append(RowProblem(
                    number, header, N_("“%(name)s”已停用，未办结的工单不能再派给它，请改为在用的单位。"), {"name": name}))
        return found

    def kinds_of(self, rows: Iterable[LedgerRow]) -> dict[str, DepartmentKind]:
        """The units to add, in the order in which the rows name them: their kind as stated, else by their name."""
        stated: dict[str, DepartmentKind | None] = {}
        for row in rows:
            for name in row.unknown_units:
                stated[name] = stated.get(name) or (row.lead_kind if name == row.lead else None)
        return {name: kind or guessed_kind(name) for name, kind in stated.items()}

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
