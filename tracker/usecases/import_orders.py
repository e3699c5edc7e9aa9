"""导入: a ledger's rows become orders, all in one transaction; the same file twice adds nothing."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from tracker.domain.ledger import LedgerRow
from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.refusals import Refusal
from tracker.domain.words import N_
from tracker.store.db import db, transaction
from tracker.store.models import Department
from tracker.store.story import journal
from tracker.usecases.checking_ledger import Checked, check_ledger
from tracker.usecases.landing_rows import Landing
from tracker.usecases.ledger_codes import add_codes as write_codes
from tracker.usecases.ledger_units import NewUnit
from tracker.usecases.row_problems import RowProblem

BATCH = 500

Progress = Callable[[int, int], None]
"Told of the rows written so far, and of how many there are."


class BadRows(Refusal):
    """Some rows cannot be taken and the caller did not choose to leave them out."""

    def __init__(self, problems: list[RowProblem]) -> None:
        super().__init__(N_("有 %(count)d 处问题，没有导入任何工单。"), count=len(problems))
        self.problems = problems


@dataclass(frozen=True)
class ImportResult:
    """What an import did."""

    added: int
    existing: int
    problems: list[RowProblem] = field(default_factory=list)
    new_units: list[str] = field(default_factory=list)
    "Of old: kept for their history."
    units_in_use: list[str] = field(default_factory=list)
    new_codes: list[str] = field(default_factory=list)
    "With the table each belongs to: 来源渠道 国务院客户端."


def _add_units(new: list[NewUnit], known: dict[str, int]) -> None:
    """At the end of the table; what exists no more is not to be dispatched to."""
    units = [Department(name=unit.name, kind=unit.kind, position=9_000, is_active=unit.is_active) for unit in new]
    db.session.add_all(units)
    db.session.flush()  # their ids are needed for the rows
    known.update({unit.name: unit.id for unit in units})


def _land(rows: list[tuple[int, LedgerRow]], landing: Landing, progress: Progress | None) -> None:
    for start in range(0, len(rows), BATCH):
        landing.land(rows[start:start + BATCH])
        if progress:
            progress(min(start + BATCH, len(rows)), len(rows))


def _add_names(checked: Checked, by: Actor, now: datetime) -> dict[str, list[str]]:
    """What the office lacked and the ledger uses, as the journal keeps it; nothing where nothing was lacking."""
    _add_units(checked.new_units, checked.units)
    write_codes(checked.new_codes, by, now)
    added = {
        "units": [unit.name for unit in checked.new_units if not unit.is_active],
        "units_in_use": [unit.name for unit in checked.new_units if unit.is_active],
        "codes": [code.told for code in checked.new_codes],
    }
    return {kind: names for kind, names in added.items() if names}


def bring_in(
    path: Path, file_name: str, *, skip_bad: bool, add_departments: bool, add_codes: bool, by: Actor, now: datetime,
    progress: Progress | None = None,
) -> ImportResult:
    """Import inside the caller's transaction; raises as import_orders does."""
    checked: Checked = check_ledger(path, now, add_departments=add_departments, add_codes=add_codes)
    if checked.problems and not skip_bad:
        raise BadRows(checked.problems)
    names = _add_names(checked, by, now)
    landing = Landing(file_name, checked.units, by, now)
    _land(checked.rows, landing, progress)
    landing.join(checked.masters)
    journal(
        "orders.imported", file_name, by, now, added=len(checked.rows), existing=checked.existing,
        bad=len({problem.row for problem in checked.problems}), **names,
    )
    return ImportResult(
        len(checked.rows), checked.existing, checked.problems,
        *(names.get(kind, []) for kind in ("units", "units_in_use", "codes")))


def import_orders(
    path: Path, file_name: str, *, skip_bad: bool = False, add_departments: bool = False, add_codes: bool = False,
    progress: Progress | None = None, by: Actor, now: datetime,
) -> ImportResult:
    """Import the workbook at `path`; `file_name` is what its owner calls it.

    Raises UnreadableSheet for the file as a whole and BadRows when rows cannot be taken and `skip_bad` is False.
    `add_departments` makes units of unknown names, inactive ones where only finished rows use them; `add_codes` makes
    entries of the code tables of channels and matters that these lack.
    """
    require(by, Permission.IMPORT_ORDERS)
    with transaction():
        return bring_in(
            path, file_name, skip_bad=skip_bad, add_departments=add_departments, add_codes=add_codes, by=by, now=now,
            progress=progress,
        )
