"""取消导出: the person no longer wants it; a worker that is at it notices with its next batch."""

from datetime import datetime

from tracker.domain.exports import ExportState
from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.refusals import OutOfTurn
from tracker.domain.words import N_
from tracker.store import exports
from tracker.store.db import transaction
from tracker.store.story import journal


def cancel_export(export_id: int, *, by: Actor, now: datetime) -> None:
    """Cancel one's own export; raises OutOfTurn when it has ended already."""
    require(by, Permission.EXPORT_ORDERS)
    with transaction():
        export = exports.own(export_id, by, for_update=True)
        if not export.state.is_open:
            raise OutOfTurn(N_("这次导出已经结束，不能取消。"))
        export.state, export.finished_at, export.lease_until = ExportState.CANCELLED, now, None
        journal("export.cancelled", str(export_id), by, now, done=export.done)
