"""下载月报: who took which workbook is on record before the file leaves the house."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.refusals import NotFound
from tracker.domain.words import N_
from tracker.store.db import transaction
from tracker.store.folders import folder
from tracker.store.kept_workbooks import kept_workbook
from tracker.store.models import ClosedMonth, Workbook
from tracker.store.story import journal


@dataclass(frozen=True)
class Download:
    """The file to send, and the name it is sent under."""

    path: Path
    file_name: str


def record_download(workbook_id: int, *, by: Actor, now: datetime) -> Download:
    """Write the download into the journal and say where the file lies; refuses one that is no longer there."""
    require(by, Permission.EXPORT_MONTH)
    with transaction() as session:
        workbook = session.get(Workbook, workbook_id)
        closing = session.scalar(select(ClosedMonth).where(ClosedMonth.workbook_id == workbook_id).limit(1))
        if closing is not None:
            kept_workbook(closing)  # refuses what is not the very file that was kept
        path = folder("workbooks") / workbook.file_name if workbook else None
        if workbook is None or path is None or not path.is_file():
            raise NotFound(N_("这份月报的文件已不在数据目录中，请重新生成。"))
        journal("workbook.downloaded", workbook.file_name, by, now, workbook=workbook.id, sha256=workbook.sha256)
        return Download(path, workbook.file_name)
