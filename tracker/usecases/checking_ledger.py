"""What an import would do: every row read and held against the tables and the orders already there. Writes nothing."""

import difflib
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from tracker.domain.ledger import LedgerRow, Tables, read_row
from tracker.domain.refusals import Invalid
from tracker.domain.words import N_, CodeTable, Stage
from tracker.sheets.columns import HEADER_OF
from tracker.sheets.reader import read_ledger
from tracker.store import tables
from tracker.store.db import db
from tracker.store.models import Department, WorkOrder

ASKED_AT_ONCE = 500
"Keys looked up in one query."


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


def _problem(row: int, invalid: Invalid) -> RowProblem:
    header = HEADER_OF.get(invalid.field or "", "发生地" if invalid.field == "address" else "")
    return RowProblem(row, header, invalid.message, invalid.params)


def _tables() -> Tables:
    units = db.session.execute(select(Department.name, Department.id))
    return Tables(
        channels={name: code for code, name in tables.code_names(CodeTable.CHANNEL).items()},
        places={name: code for code, name in tables.code_names(CodeTable.PLACE).items()},
        units={name: unit_id for name, unit_id in units},
    )


def _known_keys(numbers: list[str]) -> set[tuple[str, str]]:
    """(来源编号, channel) of orders already there; an order of our own goes by its own number."""
    key = func.coalesce(WorkOrder.source_number, WorkOrder.number)
    known: set[tuple[str, str]] = set()
    for start in range(0, len(numbers), ASKED_AT_ONCE):
        asked = numbers[start:start + ASKED_AT_ONCE]
        found = db.session.execute(select(key, WorkOrder.channel_code).where(key.in_(asked)))
        known.update((number, channel) for number, channel in found)
    return known


def _check_units(number: int, row: LedgerRow, checked: Checked, add_departments: bool) -> list[RowProblem]:
    problems = []
    for name in row.unknown_units:
        if add_departments and row.stage is Stage.CLOSED:
            if name not in checked.new_units:
                checked.new_units.append(name)
            continue
        near = difflib.get_close_matches(name, checked.units, n=1, cutoff=0.5)
        header = HEADER_OF["lead"] if name == row.lead else HEADER_OF["co"]
        problems.append(RowProblem(
            number, header,
            N_("没有“%(name)s”这个单位，是否为“%(near)s”？请改正，或先在单位表中建立。") if near
            else N_("没有“%(name)s”这个单位，请改正，或先在单位表中建立。"),
            {"name": name[:40], "near": near[0] if near else ""},
        ))
    return problems


def _read_all(path: Path, checked: Checked, known_tables: Tables, now: datetime) -> list[tuple[int, LedgerRow]]:
    """The rows without a problem of their own; a key that comes twice must say the same twice."""
    read: list[tuple[int, LedgerRow]] = []
    first: dict[tuple[str, str], tuple[int, dict[str, Any]]] = {}
    for number, raw in read_ledger(path):
        row, invalid = read_row(raw, known_tables, now)
        if row is None or invalid:
            checked.problems += [_problem(number, problem) for problem in invalid]
            continue
        key = (row.source_number, row.intake.channel_code)
        if key not in first:
            first[key] = (number, raw)
            read.append((number, row))
        elif first[key][1] == raw:
            checked.existing += 1
        else:
            checked.problems.append(RowProblem(
                number, HEADER_OF["source_number"],
                N_("与第 %(row)d 行的来源编号、来源渠道相同而内容不同，请核对编号。"), {"row": first[key][0]},
            ))
    return read


def check_ledger(path: Path, now: datetime, *, add_departments: bool = False) -> Checked:
    """Read the whole workbook; raises UnreadableSheet for a file that cannot be read at all."""
    known_tables = _tables()
    checked = Checked(units=dict(known_tables.units))
    read = _read_all(path, checked, known_tables, now)
    known = _known_keys([row.source_number for _number, row in read])
    for number, row in read:
        if (row.source_number, row.intake.channel_code) in known:
            checked.existing += 1
            continue
        problems = _check_units(number, row, checked, add_departments)
        checked.problems += problems
        if not problems:
            checked.rows.append((number, row))
    checked.problems.sort(key=lambda problem: problem.row)
    return checked
