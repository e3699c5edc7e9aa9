"""The workbook that was kept when a month was closed: the same bytes for ever, or plain words why not."""

import hashlib
from pathlib import Path

from sqlalchemy import select

from tracker.domain.refusals import NotFound
from tracker.domain.words import N_
from tracker.store.db import db
from tracker.store.folders import folder
from tracker.store.models import ClosedMonth, Workbook

LOST = N_(
    "%(month)s 已结账，但结账时留存的工作簿“%(file)s”已不在数据目录的 workbooks 下。请从备份中恢复这个文件；"
    "结账的指标和清单不受影响，仍可在页面上查看。明细不能照原样重做。")
CHANGED = N_(
    "%(month)s 已结账，但留存的工作簿“%(file)s”与结账时的校验和不符，文件可能被改动或损坏。请从备份中恢复这个文件；"
    "结账的指标和清单不受影响，仍可在页面上查看。明细不能照原样重做。")


def fault_of(path: Path, sha256: str) -> str | None:
    """Why the file is not what it was (a message id), or None."""
    if not path.is_file():
        return LOST
    return None if hashlib.sha256(path.read_bytes()).hexdigest() == sha256 else CHANGED


def kept_file_names() -> set[str]:
    """The files of every closing, reopened ones too."""
    return set(db.session.scalars(
        select(Workbook.file_name).join(ClosedMonth, ClosedMonth.workbook_id == Workbook.id)))


def kept_workbook(closing: ClosedMonth) -> tuple[Workbook, Path]:
    """The closing's workbook and its file; refuses a file that is lost or is not what it was."""
    workbook = db.session.get_one(Workbook, closing.workbook_id)
    path = folder("workbooks") / workbook.file_name
    fault = fault_of(path, workbook.sha256)
    if fault is not None:
        raise NotFound(fault, month=closing.month, file=workbook.file_name)
    return workbook, path
