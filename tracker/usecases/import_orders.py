"""导入: a ledger's rows become orders, all in one transaction; the same file twice adds nothing."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from tracker.domain.ledger import LedgerRow
from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.refusals import Refusal
from tracker.domain.words import N_, DepartmentKind
from tracker.store.db import db, transaction
from tracker.store.models import Department
from tracker.store.story import journal
from tracker.usecases.checking_ledger import Checked, RowProblem, check_ledger
from tracker.usecases.landing_rows import Landing

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


def _add_units(names: list[str], known: dict[str, int]) -> None:
    """Units of an old ledger that exist no more: kept for its history, not to be dispatched to."""
    for name in names:
        unit = Department(name=name, kind=DepartmentKind.OTHER, position=9_000, is_active=False)
        db.session.add(unit)
        db.session.flush()  # its id is needed for the rows
        known[name] = unit.id


def _land(rows: list[tuple[int, LedgerRow]], landing: Landing, progress: Progress | None) -> None:
    for start in range(0, len(rows), BATCH):
        landing.land(rows[start:start + BATCH])
        if progress:
            progress(min(start + BATCH, len(rows)), len(rows))


def bring_in(
    path: Path, file_name: str, *, skip_bad: bool, add_departments: bool, by: Actor, now: datetime,
    progress: Progress | None = None,
) -> ImportResult:
    """Import inside the caller's transaction; raises as import_orders does."""
    checked: Checked = check_ledger(path, now, add_departments=add_departments)
    if checked.problems and not skip_bad:
        raise BadRows(checked.problems)
    _add_units(checked.new_units, checked.units)
    _land(checked.rows, Landing(file_name, checked.units, by, now), progress)
    journal(
        "orders.imported", file_name, by, now, added=len(checked.rows), existing=checked.existing,
        bad=len({problem.row for problem in checked.problems}),
    )
    return ImportResult(len(checked.rows), checked.existing, checked.problems, checked.new_units)


def import_orders(
    path: Path, file_name: str, *, skip_bad: bool = False, add_departments: bool = False,
    progress: Progress | None = None, by: Actor, now: datetime,
) -> ImportResult:
    """Import the workbook at `path`; `file_name` is what its owner calls it.

    Raises UnreadableSheet for the file as a whole and BadRows when rows cannot be taken and `skip_bad` is False.
    `add_departments` makes inactive units of names that only finished rows use.
    """
    require(by, Permission.IMPORT_ORDERS)
    with transaction():
        return bring_in(
            path, file_name, skip_bad=skip_bad, add_departments=add_departments, by=by, now=now, progress=progress
        )
