"""What an import would do: every row read and held against the tables and the orders already there. Writes nothing."""

import difflib
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from tracker import clock
from tracker.domain.counting import LAST_SECOND
from tracker.domain.ledger import LedgerRow
from tracker.domain.ledger_row import Tables, read_row
from tracker.domain.refusals import Invalid
from tracker.domain.words import N_, CodeTable, DayEnd, Stage
from tracker.sheets.columns import HEADER_OF
from tracker.sheets.reader import read_ledger
from tracker.store import tables
from tracker.store.db import db
from tracker.store.models import Department, WorkOrder

ASKED_AT_ONCE = 500
"Numbers looked up in one query."


@dataclass(frozen=True)
class RowProblem:
    """What is wrong in one cell: row number and header as on the sheet."""

    row: int
    header: str
    message: str
    params: dict[str, Any]


@dataclass
class Checked:
    """Rows that can be taken (by row number), how many are already there, and every problem."""

    rows: list[tuple[int, LedgerRow]] = field(default_factory=list)
    existing: int = 0
    problems: list[RowProblem] = field(default_factory=list)
    units: dict[str, int] = field(default_factory=dict)
    new_units: list[str] = field(default_factory=list)


class _Units:
    """The unit table, and what is said of a name that it lacks."""

    def __init__(self, add_old: bool) -> None:
        found = db.session.execute(select(Department.name, Department.id, Department.is_active)).all()
        self.ids = {name: unit_id for name, unit_id, _is_active in found}
        self.closed = {name for name, _unit_id, is_active in found if not is_active}
        self.add_old = add_old
        self._near: dict[str, str] = {}

    def _nearest(self, name: str) -> str:
        if name not in self._near:
            self._near[name] = next(iter(difflib.get_close_matches(name, self.ids, n=1, cutoff=0.5)), "")
        return self._near[name]

    def problems(self, number: int, row: LedgerRow, new: list[str]) -> list[RowProblem]:
        """What is wrong with the row's units; units that may be added go to `new`."""
        found = []
        for name in (row.lead, *row.co):
            header = HEADER_OF["lead"] if name == row.lead else HEADER_OF["co"]
            if name in row.unknown_units:
                if self.add_old and row.stage is Stage.CLOSED:
                    new.extend([name] if name not in new else [])
                    continue
                found.append(self._unknown(number, header, name))
            elif name in self.closed and row.stage is not Stage.CLOSED:
                found.append(RowProblem(
                    number, header, N_("“%(name)s”已停用，未办结的工单不能再派给它，请改为在用的单位。"), {"name": name}))
        return found

    def _unknown(self, number: int, header: str, name: str) -> RowProblem:
        near = self._nearest(name)
        message = (
            N_("没有“%(name)s”这个单位，是否为“%(near)s”？请改正，或先在单位表中建立。") if near
            else N_("没有“%(name)s”这个单位，请改正，或先在单位表中建立。")
        )
        return RowProblem(number, header, message, {"name": name[:40], "near": near})


def _problem(row: int, invalid: Invalid) -> RowProblem:
    header = HEADER_OF.get(invalid.field or "", HEADER_OF["place"] if invalid.field == "address" else "")
    return RowProblem(row, header, invalid.message, invalid.params)


def _tables(units: dict[str, int], now: datetime) -> Tables:
    in_force = tables.settings_on(now.astimezone(clock.LOCAL).date())
    return Tables(
        channels={name: code for code, name in tables.code_names(CodeTable.CHANNEL).items()},
        places={name: code for code, name in tables.code_names(CodeTable.PLACE).items()},
        units=units,
        day_ends=in_force.office_hours.closes if in_force.day_end is DayEnd.OFFICE_CLOSE else LAST_SECOND,
    )


def _known_keys(numbers: list[str]) -> set[tuple[str, str]]:
    """(来源编号, channel) of orders already there; an order of our own goes by its own number."""
    known: set[tuple[str, str]] = set()
    for start in range(0, len(numbers), ASKED_AT_ONCE):
        asked = numbers[start:start + ASKED_AT_ONCE]
        # Two questions, so that each finds its index.
        for column, more in ((WorkOrder.source_number, ()), (WorkOrder.number, (WorkOrder.source_number.is_(None),))):
            found = db.session.execute(select(column, WorkOrder.channel_code).where(column.in_(asked), *more))
            known.update((str(number), channel) for number, channel in found)
    return known


def _read_all(path: Path, checked: Checked, known: Tables, now: datetime) -> list[tuple[int, LedgerRow]]:
    """The rows without a problem of their own; a key that comes twice must say the same twice."""
    read: list[tuple[int, LedgerRow]] = []
    first: dict[tuple[str, str], tuple[int, LedgerRow]] = {}
    for number, raw in read_ledger(path):
        row, invalid = read_row(raw, known, now)
        checked.problems += [_problem(number, problem) for problem in invalid]
        if invalid:
            continue
        earlier = first.setdefault(row.key, (number, row))
        if earlier[0] == number:
            read.append((number, row))
        elif earlier[1] == row:
            checked.existing += 1
        else:
            checked.problems.append(RowProblem(
                number, HEADER_OF["source_number"],
                N_("与第 %(row)d 行的来源编号、来源渠道相同而内容不同，请核对编号。"), {"row": earlier[0]},
            ))
    return read


def check_ledger(path: Path, now: datetime, *, add_departments: bool = False) -> Checked:
    """Read the whole workbook; raises UnreadableSheet for a file that cannot be read at all."""
    units = _Units(add_departments)
    checked = Checked(units=units.ids)
    read = _read_all(path, checked, _tables(units.ids, now), now)
    known = _known_keys([row.source_number for _number, row in read])
    for number, row in read:
        if row.key in known:
            checked.existing += 1
            continue
        problems = units.problems(number, row, checked.new_units)
        checked.problems += problems
        if not problems:
            checked.rows.append((number, row))
    checked.problems.sort(key=lambda problem: problem.row)
    return checked
