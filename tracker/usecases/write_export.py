"""写出导出文件: the workbook of one export, batch by batch, for as long as the export is this worker's.

Whose orders are in it is asked anew now: the person's rights at this moment count, not those when it was asked for.
"""

import hashlib
import logging
import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from tracker.clock import LOCAL
from tracker.domain.exports import ExportState, require_export
from tracker.domain.permissions import PROGRAM, Actor, Permission
from tracker.domain.refusals import Invalid, NotPermitted, Refusal
from tracker.domain.timeline import Entry
from tracker.domain.words import N_
from tracker.sheets.cells import Value
from tracker.sheets.listing import write_listing
from tracker.store import exports, people, tables
from tracker.store.db import db, transaction
from tracker.store.exports import Lease, Lost
from tracker.store.folders import folder, put
from tracker.store.listed import code_names, listed_rows
from tracker.store.models import Export, Person
from tracker.store.orders import lock_rows
from tracker.store.story import journal, tell
from tracker.usecases.ask_export import TOO_MANY_UNMASKED

log = logging.getLogger(__name__)

BATCH = 1000
"Orders read at a time; between two batches the worker looks whether the export is still wanted."
MOST_ROWS = 1_048_575
"Rows that Excel shows beneath a header."
CHUNK = 1024 * 1024
GIVEN_UP = N_("导出中断了 %(times)d 次，没有完成。请缩小范围再试；仍不成功的，请联系系统管理员。")


class _Task(NamedTuple):
    """The row as it was when the work began, and the person with today's rights."""

    export: Export
    by: Actor
    began: float
    now: datetime

    def moment(self) -> datetime:
        """Now, as the work goes on."""
        return self.now + timedelta(seconds=time.monotonic() - self.began)


class _Written(NamedTuple):
    path: Path
    rows: int
    revealed: Sequence[int]


def _task(lease: Lease, now: datetime) -> _Task:
    export = db.session.get_one(Export, lease.export_id, populate_existing=True)
    person = db.session.get_one(Person, export.person_id, populate_existing=True)
    by = people.actor(person, now.astimezone(LOCAL).date())
    db.session.expunge(export)  # its values stay at hand while the session lives on
    if not person.is_active:
        raise NotPermitted(N_("导出人的账号已停用，没有导出。"))
    return _Task(export, by, time.monotonic(), now)


def _ids(task: _Task) -> Sequence[int]:
    export = task.export
    require_export(task.by, export.is_unmasked)
    found = exports.every_id(exports.found_by(export.filters, export.order_ids, task.by, task.now))
    if not found:
        raise Invalid(N_("没有可以导出的工单：符合条件的工单已不在，或已不属于您的单位。"))
    most = tables.settings_on(task.now.astimezone(LOCAL).date()).export_unmasked_rows
    if export.is_unmasked and len(found) > most:
        raise Invalid(TOO_MANY_UNMASKED, most=most)
    if len(found) > MOST_ROWS:
        raise Invalid(N_("结果有 %(count)d 件，超过一个工作表的 %(most)d 行。请缩小受理时间范围分几次导出。"),
                      count=len(found), most=MOST_ROWS)
    return found


def _watermark(task: _Task) -> str:
    who = f"{task.by.name}（{task.by.department_name}）" if task.by.department_name else task.by.name
    masked = "含完整个人信息，不得外传" if task.export.is_unmasked else "个人信息已隐去"
    return f"导出人：{who}　{task.now.astimezone(LOCAL):%Y-%m-%d %H:%M}　{masked}"


def _write(lease: Lease, task: _Task) -> _Written:
    """The unfinished file; nothing is left of it when the export is lost on the way."""
    export, ids, names, revealed, count = task.export, _ids(task), code_names(), list[int](), 0
    office = tables.settings_on(task.now.astimezone(LOCAL).date()).office_name
    exports.beat(lease, task.moment(), total=len(ids), done=0)

    def rows() -> Iterator[list[Value]]:
        nonlocal count
        for start in range(0, len(ids), BATCH):
            some = listed_rows(list(ids[start:start + BATCH]), names, by=task.by, is_unmasked=export.is_unmasked)
            for one in some:
                yield [one.row.get(header) for header in export.columns]
            count += len(some)
            revealed.extend(one.order_id for one in some if one.is_revealed)
            exports.beat(lease, task.moment(), done=min(start + BATCH, len(ids)))

    handle, name = tempfile.mkstemp(prefix=".unfinished-", suffix=".xlsx", dir=folder("exports"))
    os.close(handle)
    path = Path(name)
    try:
        write_listing(rows(), office, task.now, path, headers=export.columns, watermark=_watermark(task))
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return _Written(path, count, revealed)


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _tell_orders(task: _Task, order_ids: Sequence[int]) -> None:
    """Each caller who leaves the house unmasked is on record at the order."""
    for start in range(0, len(order_ids), BATCH):
        for order in lock_rows(order_ids[start:start + BATCH]).values():
            tell(order, Entry.EXPORTED, task.by, task.moment(), need=Permission.REVEAL_CALLER,
                 reason=task.export.reason)


def _keep(lease: Lease, task: _Task, written: _Written) -> None:
    """The file at its place before the row that names it is committed."""
    sha256, size = _sha256(written.path), written.path.stat().st_size
    place = folder("exports") / f"{lease.export_id}-{lease.attempt}.xlsx"
    put(written.path, place)
    try:
        with transaction():
            export = exports.locked(lease)
            export.state, export.finished_at, export.lease_until = ExportState.DONE, task.moment(), None
            export.total, export.done = written.rows, written.rows
            export.file_name = f"工单清单 {task.now.astimezone(LOCAL):%Y%m%d-%H%M%S}.xlsx"
            export.stored_name, export.size, export.sha256 = place.name, size, sha256
            _tell_orders(task, written.revealed)
            journal("export.done", str(export.id), task.by, task.moment(), rows=written.rows, sha256=sha256,
                    revealed=len(written.revealed))
    except BaseException:
        place.unlink(missing_ok=True)
        raise


def fail(lease: Lease, refusal: Refusal, now: datetime) -> None:
    """Write why nothing came of it."""
    with transaction():
        write_off(exports.locked(lease), refusal, now)


def write_off(export: Export, refusal: Refusal, now: datetime) -> None:
    """The same for a row that is locked already."""
    export.state, export.finished_at, export.lease_until = ExportState.FAILED, now, None
    export.message, export.params = refusal.message, refusal.params
    journal("export.failed", str(export.id), PROGRAM, now, why=str(refusal))


def _why(error: Exception) -> Refusal:
    if isinstance(error, Refusal):
        return error
    if isinstance(error, OSError):
        return Invalid(N_("文件写不下来（%(why)s），请联系系统管理员检查磁盘空间。"), why=error.strerror or type(error).__name__)
    return Invalid(N_("程序出了问题，没有完成。请再试一次；仍不成功的，请联系系统管理员。"))


def write_export(lease: Lease, *, now: datetime) -> ExportState | None:
    """Write the export's file and keep it; how it ended, None when it was cancelled or taken over on the way."""
    began = time.monotonic()
    try:
        task = _task(lease, now)
        _keep(lease, task, _write(lease, task))
        return ExportState.DONE
    except Lost:
        return None
    except Exception as error:
        if not isinstance(error, Refusal):
            log.exception("export %s failed", lease.export_id)
        try:
            fail(lease, _why(error), now + timedelta(seconds=time.monotonic() - began))
        except Lost:
            return None
        return ExportState.FAILED
