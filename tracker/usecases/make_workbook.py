"""生成工作簿: a period's workbook written, kept under the data folder with its checksum, and told in the journal."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tracker.clock import LOCAL
from tracker.domain.period_names import kind_of
from tracker.domain.periods import Period
from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.refusals import Invalid
from tracker.domain.words import N_
from tracker.sheets.columns import LEDGER
from tracker.sheets.monthly import write_monthly
from tracker.store.db import transaction
from tracker.store.folders import folder
from tracker.store.ledger import Value, ledger_rows
from tracker.store.models import Workbook
from tracker.store.months import bulletin_of
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


def _write(period: Period, now: datetime) -> Path:
    """The workbook under the data folder; a broken attempt leaves no file behind."""
    place = folder("workbooks")
    unfinished = _unfinished(place)
    try:
        write_monthly(bulletin_of(period, now), _rows(period), unfinished)
        kept = _free_name(place, f"{title_of(period)} {now.astimezone(LOCAL):%Y%m%d-%H%M%S}")
        os.replace(unfinished, kept)
    finally:
        unfinished.unlink(missing_ok=True)
    return kept


def _copy_to(out: Path, kept: Path, period: Period) -> Path:
    """The asked-for copy; one of the same name from an earlier run is replaced."""
    out.mkdir(parents=True, exist_ok=True)
    unfinished, wanted = _unfinished(out), out / f"{title_of(period)}.xlsx"
    try:
        unfinished.write_bytes(kept.read_bytes())
        os.replace(unfinished, wanted)
    finally:
        unfinished.unlink(missing_ok=True)
    return wanted


def make_workbook(period: Period, *, by: Actor, now: datetime, out: Path | None = None) -> Made:
    """Make the period's workbook and keep it; with `out` a copy goes there as well.

    Raises Invalid when a file cannot be written.
    """
    require(by, Permission.EXPORT_MONTH)
    try:
        kept = _write(period, now)
        path = _copy_to(out, kept, period) if out is not None else kept
    except OSError as error:
        raise Invalid(
            N_("月报不能写入“%(place)s”：%(why)s。请检查目录权限和磁盘空间。"), field="period",
            place=str(error.filename or out or ""), why=error.strerror or str(error),
        ) from error
    size, sha256 = kept.stat().st_size, hashlib.sha256(kept.read_bytes()).hexdigest()
    kind = KINDS.get(kind_of(period), kind_of(period).value)
    with transaction() as session:
        workbook = Workbook(
            kind=kind, period=period.name, file_name=kept.name, size=size, sha256=sha256, made_at=now, made_by=by.name)
        session.add(workbook)
        session.flush()
        journal("workbook.made", kept.name, by, now, period=period.name, sha256=sha256)
        return Made(workbook.id, period.name, path, size, sha256)
