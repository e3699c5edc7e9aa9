"""生成工作簿: a period's workbook written, kept under the data folder with its checksum, and told in the journal."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tracker.clock import LOCAL
from tracker.domain.bulletin import Bulletin
from tracker.domain.period_names import kind_of
from tracker.domain.periods import Period
from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.refusals import Invalid
from tracker.domain.words import N_
from tracker.sheets.columns import LEDGER
from tracker.sheets.monthly import write_monthly
from tracker.store import closings
from tracker.store.bulletin_lists import lists_of
from tracker.store.corrections import with_corrections
from tracker.store.db import db, transaction
from tracker.store.folders import folder, put
from tracker.store.kept_workbooks import kept_workbook
from tracker.store.ledger import Value, ledger_rows
from tracker.store.models import ClosedMonth, Workbook
from tracker.store.months import bulletin_of
from tracker.store.populations import Frame
from tracker.store.story import journal

KINDS = {"month": "monthly"}
"What the store keeps as kind, where it differs from the period's kind."


@dataclass(frozen=True)
class Made:
    """The workbook that was made; `path` is where it was asked for, else where it is kept."""

    id: int
    period: str
    path: Path
    size: int
    sha256: str


def _rows(period: Period) -> Iterator[list[Value]]:
    for row in ledger_rows(period):
        yield [row.get(column.header) for column in LEDGER]


def title_of(period: Period) -> str:
    """What the file is called: 2026-10 月报, 2024 年报."""
    return f"{period.name} {kind_of(period).label}"


def _free_name(place: Path, wanted: str) -> Path:
    """A name below `place` that nobody has, already taken by an empty file."""
    for number in range(1, 1000):
        path = place / (f"{wanted}.xlsx" if number == 1 else f"{wanted} ({number}).xlsx")
        try:
            path.touch(mode=0o600, exist_ok=False)
        except FileExistsError:
            continue
        return path
    raise FileExistsError(wanted)


def _unfinished(place: Path) -> Path:
    handle, name = tempfile.mkstemp(prefix=".unfinished-", suffix=".xlsx", dir=place)
    os.close(handle)
    return Path(name)


def write_kept(report: Bulletin, now: datetime) -> Path:
    """The bulletin's workbook under the data folder; a broken attempt leaves no file behind."""
    place, period = folder("workbooks"), report.period
    unfinished = _unfinished(place)
    try:
        write_monthly(report, _rows(period), unfinished, lists_of(Frame(period, report.basis), now))
        kept = _free_name(place, f"{title_of(period)} {now.astimezone(LOCAL):%Y%m%d-%H%M%S}")
        put(unfinished, kept)
    finally:
        unfinished.unlink(missing_ok=True)
    return kept


def _copy_to(out: Path, kept: Path, period: Period) -> Path:
    """The asked-for copy; one of the same name from an earlier run is replaced."""
    out.mkdir(parents=True, exist_ok=True)
    unfinished, wanted = _unfinished(out), out / f"{title_of(period)}.xlsx"
    try:
        unfinished.write_bytes(kept.read_bytes())
        put(unfinished, wanted)
    finally:
        unfinished.unlink(missing_ok=True)
    return wanted


def add_kept(kept: Path, period: Period, by: Actor, now: datetime) -> Workbook:
    """The row of a workbook that was written, with its checksum; inside a transaction."""
    workbook = Workbook(
        kind=KINDS.get(kind_of(period), kind_of(period).value), period=period.name, file_name=kept.name,
        size=kept.stat().st_size, sha256=hashlib.sha256(kept.read_bytes()).hexdigest(), made_at=now, made_by=by.name)
    db.session.add(workbook)
    db.session.flush()
    journal("workbook.made", kept.name, by, now, period=period.name, sha256=workbook.sha256)
    return workbook


def unwritable(error: OSError, place: Path | None = None) -> Invalid:
    """The refusal when the disk does not take the file."""
    return Invalid(
        N_("月报不能写入“%(place)s”：%(why)s。请检查目录权限和磁盘空间。"), field="period",
        place=str(error.filename or place or ""), why=error.strerror or str(error))


def _kept_again(closing: ClosedMonth, period: Period, out: Path | None, by: Actor, now: datetime) -> Made:
    """The very file that was kept when the month was closed."""
    workbook, kept = kept_workbook(closing)
    if out is None:
        return Made(workbook.id, period.name, kept, workbook.size, workbook.sha256)
    path = _copy_to(out, kept, period)
    with transaction():
        journal("workbook.copied", kept.name, by, now, period=period.name, sha256=workbook.sha256)
    return Made(workbook.id, period.name, path, workbook.size, workbook.sha256)


def make_workbook(period: Period, *, by: Actor, now: datetime, out: Path | None = None) -> Made:
    """Make the period's workbook and keep it; with `out` a copy goes there as well.

    A closed month's was made when it was closed: that very file is given, byte for byte.
    Raises Invalid when a file cannot be written.
    """
    require(by, Permission.EXPORT_MONTH)
    closing = closings.standing_for(period)
    try:
        if closing is not None:
            return _kept_again(closing, period, out, by, now)
        kept = write_kept(with_corrections(bulletin_of(period, now), now), now)
        path = _copy_to(out, kept, period) if out is not None else kept
    except OSError as error:
        raise unwritable(error, out) from error
    with transaction():
        workbook = add_kept(kept, period, by, now)
        return Made(workbook.id, period.name, path, workbook.size, workbook.sha256)
