"""后台导出: the worker's verb takes the oldest export that waits, or that a dead worker left behind, and writes it."""

from datetime import datetime

from tracker.domain.exports import ExportState
from tracker.domain.permissions import PROGRAM
from tracker.domain.refusals import Invalid
from tracker.store import exports
from tracker.store.db import transaction
from tracker.store.story import journal
from tracker.usecases.write_export import GIVEN_UP, write_export, write_off


def work_off_export(*, now: datetime) -> tuple[int, ExportState | None] | None:
    """Write one export; its id and how it ended (None: lost on the way). None where nothing waits."""
    with transaction():
        taken = exports.take(now)
        if taken is None:
            return None
        export, lease = taken
        export_id = export.id
        if lease is None:
            write_off(export, Invalid(GIVEN_UP, times=exports.MOST_ATTEMPTS), now)
            return export_id, ExportState.FAILED
        journal("export.started", str(export_id), PROGRAM, now, attempt=lease.attempt, holder=lease.holder)
    return export_id, write_export(lease, now=now)
