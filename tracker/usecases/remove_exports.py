"""清理导出文件: workbooks older than the setting are deleted, their records stay; so goes what dead workers left."""

from datetime import datetime, timedelta

from sqlalchemy import select

from tracker.clock import LOCAL
from tracker.domain.exports import ExportState
from tracker.domain.permissions import Actor, Permission, require
from tracker.store import tables
from tracker.store.db import transaction
from tracker.store.folders import folder
from tracker.store.models import Export
from tracker.store.story import journal

UNNAMED_AFTER = timedelta(days=1)
"An older file that no record names is a dead worker's."


def remove_exports(*, by: Actor, now: datetime) -> int:
    """Delete what has outlived `export_days`; how many workbooks went."""
    require(by, Permission.RUN_JOBS)
    oldest = now - timedelta(days=tables.settings_on(now.astimezone(LOCAL).date()).export_days)
    with transaction() as session:
        aged = session.scalars(
            select(Export).where(
                Export.state == ExportState.DONE, Export.removed_at.is_(None), Export.finished_at < oldest
            ).with_for_update()
        ).all()
        for export in aged:
            (folder("exports") / export.stored_name).unlink(missing_ok=True)
            export.removed_at = now
            journal("export.removed", str(export.id), by, now, sha256=export.sha256)
        named = set(session.scalars(select(Export.stored_name).where(Export.removed_at.is_(None))))
    for path in folder("exports").iterdir():
        if path.name not in named and path.stat().st_mtime < (now - UNNAMED_AFTER).timestamp():
            path.unlink(missing_ok=True)
    return len(aged)
