"""预览导入: an uploaded workbook is kept, checked and told of. Orders are written by confirm_import alone."""

import secrets
import shutil
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO, TypedDict

from sqlalchemy import select

from tracker.domain.permissions import Actor, Permission, require
from tracker.store.db import db, transaction
from tracker.store.folders import folder, fsync_file, fsync_folder
from tracker.store.models import ImportBatch
from tracker.store.secrecy import veil_outside
from tracker.usecases.checking_ledger import Checked, check_ledger

PREVIEWED, IMPORTED, DROPPED = "previewed", "imported", "dropped"
"States of a batch."
KEPT_FOR = timedelta(days=7)
"A preview that nobody decides on is dropped after this: its file holds callers' names and phones."
PROBLEMS_KEPT, ROWS_SHOWN = 500, 10


class Choices(TypedDict):
    """What the uploader decided about names that the office lacks; kept with the batch."""

    add_departments: bool
    add_codes: bool


def choices_of(batch: ImportBatch) -> Choices:
    """As kept; a batch from before channels could be added says nothing of them."""
    told = batch.summary
    return Choices(add_departments=told["add_departments"], add_codes=told.get("add_codes", False))


def stored(batch: ImportBatch) -> Path:
    """Where the batch's file lies."""
    return folder("imports") / batch.stored_name


def _keep(upload: BinaryIO) -> Path:
    path = folder("imports") / f"{secrets.token_hex(16)}.xlsx"
    path.touch(mode=0o600, exist_ok=False)
    with path.open("wb") as kept:
        shutil.copyfileobj(upload, kept)
    fsync_file(path)
    fsync_folder(path.parent)
    return path


def summary_of(checked: Checked, choices: Choices) -> dict[str, Any]:
    """What the preview page tells; no caller's name or phone is in it."""
    stages = Counter(row.stage.value for _number, row in checked.rows)
    return {
        "good": len(checked.rows),
        "existing": checked.existing,
        "bad": len({problem.row for problem in checked.problems}),
        "problem_count": len(checked.problems),
        "problems": [
            {"row": one.row, "header": one.header, "message": one.message, "params": one.params}
            for one in checked.problems[:PROBLEMS_KEPT]
        ],
        "stages": dict(stages),
        "rows": [
            {
                "row": number, "source_number": row.source_number,
                "title": veil_outside(row.intake).text(row.intake.title),
                "request_type": row.intake.request_type.value, "order_class": row.intake.order_class.value,
                "received_at": row.intake.received_at.isoformat(), "lead": row.lead, "stage": row.stage.value,
            }
            for number, row in checked.rows[:ROWS_SHOWN]
        ],
        "new_units": [unit.told for unit in checked.new_units if not unit.is_active],
        "units_in_use": [unit.told for unit in checked.new_units if unit.is_active],
        "new_codes": [code.told for code in checked.new_codes],
        **choices,
    }


def _forget_old(now: datetime) -> None:
    old = db.session.scalars(
        select(ImportBatch).where(ImportBatch.state == PREVIEWED, ImportBatch.uploaded_at < now - KEPT_FOR)
    )
    for batch in old:
        batch.state, batch.finished_at = DROPPED, now
        stored(batch).unlink(missing_ok=True)


def preview_import(
    upload: BinaryIO, file_name: str, *, add_departments: bool = False, add_codes: bool = False, by: Actor,
    now: datetime,
) -> int:
    """Keep and check the upload; returns the batch's id. Raises UnreadableSheet, and then keeps nothing.

    `add_departments`: unknown units will be added instead of being problems, as inactive ones where only finished rows
    name them. `add_codes`: unknown channels and matters will become entries of the code tables.
    """
    require(by, Permission.IMPORT_ORDERS)
    path = _keep(upload)
    try:
        choices = Choices(add_departments=add_departments, add_codes=add_codes)
        summary = summary_of(check_ledger(path, now, **choices), choices)
        with transaction() as session:
            _forget_old(now)
            batch = ImportBatch(
                file_name=Path(file_name.replace("\\", "/")).name[:200] or "台账.xlsx", stored_name=path.name,
                state=PREVIEWED, summary=summary, uploaded_at=now, uploaded_by_id=by.id, uploaded_by=by.name,
            )
            session.add(batch)
            session.flush()
            return batch.id
    except BaseException:
        path.unlink(missing_ok=True)
        raise
