"""下载导出文件: one's own, while one still may; each taking is on record before the file leaves the house."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tracker.domain.exports import ExportState, require_export
from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.refusals import NotFound, Refusal
from tracker.domain.words import N_
from tracker.store import exports
from tracker.store.db import transaction
from tracker.store.folders import folder
from tracker.store.story import journal


@dataclass(frozen=True)
class Taken:
    """The file to send, and the name it is sent under."""

    path: Path
    file_name: str


def take_export(export_id: int, *, by: Actor, now: datetime) -> Taken:
    """Where the file lies; refuses another person's, one that is not finished, and one that was removed."""
    require(by, Permission.EXPORT_ORDERS)
    with transaction():
        export = exports.own(export_id, by, for_update=True)
        require_export(by, export.is_unmasked)
        if export.state is not ExportState.DONE:
            raise Refusal(N_("这次导出没有可以下载的文件。"))
        path = folder("exports") / export.stored_name
        if export.removed_at is not None or not path.is_file():
            raise NotFound(N_("文件已过保留期删除，请重新导出。"))
        export.downloads += 1
        journal("export.downloaded", str(export_id), by, now, sha256=export.sha256, is_unmasked=export.is_unmasked)
        return Taken(path, export.file_name)
