"""What an import would do: every row read and held against the tables and the orders already there. Writes nothing."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from tracker import clock
from tracker.domain.counting import LAST_SECOND
from tracker.domain.ledger import LedgerRow
from tracker.domain.ledger_row import Tables, read_row
from tracker.domain.words import N_, CodeTable, DayEnd
from tracker.sheets.columns import HEADER_OF
from tracker.sheets.reader import read_ledger
from tracker.store import tables
from tracker.store.db import db
from tracker.store.models import WorkOrder
from tracker.usecases.ledger_codes import LedgerCodes, NewCode
from tracker.usecases.ledger_masters import Key, Master, find_masters
from tracker.usecases.ledger_units import LedgerUnits, NewUnit
from tracker.usecases.row_problems import RowProblem, problem_of

ASKED_AT_ONCE = 500
"Numbers looked up in one query."


@dataclass
class Checked:
    """Rows that can be taken (by row number) and what they bring along, how many are already there, every problem."""

    rows: list[tuple[int, LedgerRow]] = field(default_factory=list)
    existing: int = 0
    problems: list[RowProblem] = field(default_factory=list)
    units: dict[str, int] = field(default_factory=dict)
    new_units: list[NewUnit] = field(default_factory=list)
    new_codes: list[NewCode] = field(default_factory=list)
    masters: dict[Key, Master] = field(default_factory=dict)
    "The rows' masters, by the repeats' keys."


def _tables(units: dict[str, int], codes: LedgerCodes, now: datetime) -> Tables:
    in_force = tables.settings_on(now.astimezone(clock.LOCAL).date())
    return Tables(
        channels=codes.channels, matters=codes.matters,
        places={name: code for code, name in tables.code_names(CodeTable.PLACE).items()}, units=units,
        day_ends=in_force.office_hours.closes if in_force.day_end is DayEnd.OFFICE_CLOSE else LAST_SECOND,
    )


def _known_keys(numbers: list[str]) -> set[Key]:
    """(来源编号, channel) of orders already there; an order of our own goes by its own number."""
    known: set[Key] = set()
    for start in range(0, len(numbers), ASKED_AT_ONCE):
        asked = numbers[start:start + ASKED_AT_ONCE]
        # Two questions, so that each finds its index.
        for column, more in ((WorkOrder.source_number, ()), (WorkOrder.number, (WorkOrder.source_number.is_(None),))):
            found = db.session.execute(select(column, WorkOrder.channel_code).where(column.in_(asked), *more))
            known.update((str(number), channel) for number, channel in found)
    return known


def _read_all(
    raws: Iterable[tuple[int, dict[str, Any]]], checked: Checked, known: Tables, now: datetime
) -> list[tuple[int, LedgerRow]]:
    """The rows without a problem of their own; a key that comes twice must say the same twice."""
    read: list[tuple[int, LedgerRow]] = []
    first: dict[Key, tuple[int, LedgerRow]] = {}
    for number, raw in raws:
        row, invalid = read_row(raw, known, now)
        checked.problems += [problem_of(number, problem) for problem in invalid]
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


def _take(read: list[tuple[int, LedgerRow]], checked: Checked, units: LedgerUnits) -> None:
    """Leave out what is already there, and rows whose units or masters will not do."""
    known = _known_keys([row.source_number for _number, row in read])
    fresh = [(number, row) for number, row in read if row.key not in known]
    checked.existing += len(read) - len(fresh)
    wrong = {number: problems for number, row in fresh if (problems := units.problems(number, row))}
    sound = [(number, row) for number, row in fresh if number not in wrong]
    checked.masters, alone = find_masters(sound)
    checked.problems += [*(problem for problems in wrong.values() for problem in problems), *alone]
    bad = {problem.row for problem in alone}
    checked.rows = [(number, row) for number, row in sound if number not in bad]


def check_ledger(path: Path, now: datetime, *, add_departments: bool = False, add_codes: bool = False) -> Checked:
    """Read the whole workbook; raises UnreadableSheet for a file that cannot be read at all.

    `add_departments`: unknown units will be added, as inactive ones where only finished rows name them. `add_codes`:
    unknown channels and matters will be added to the code tables.
    """
    raws = read_ledger(path)
    units, codes = LedgerUnits(add_departments), LedgerCodes()
    if add_codes:
        codes.learn(raw for _number, raw in raws)
    checked = Checked(units=units.ids)
    _take(_read_all(raws, checked, _tables(units.ids, codes, now), now), checked, units)
    intakes = [row.intake for _number, row in checked.rows]
    checked.new_codes = codes.used(
        {(CodeTable.CHANNEL, intake.channel_code) for intake in intakes}
        | {(CodeTable.MATTER, intake.matter_code) for intake in intakes})
    checked.new_units = units.new_units(row for _number, row in checked.rows)
    checked.problems.sort(key=lambda problem: problem.row)
    return checked
