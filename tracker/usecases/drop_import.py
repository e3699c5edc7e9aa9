"""放弃导入: nothing of the sheet is taken and its file is removed."""

from datetime import datetime

from tracker.domain.permissions import Actor, Permission, require
from tracker.store.db import transaction
from tracker.usecases.preview_import import DROPPED, stored
from tracker.usecases.waiting_batch import waiting_batch


def drop_import(batch_id: int, *, by: Actor, now: datetime) -> None:
    """Drop the batch; refuses one that was decided on before."""
    require(by, Permission.IMPORT_ORDERS)
    with transaction():
        batch = waiting_batch(batch_id, by)
        batch.state, batch.finished_at = DROPPED, now
        path = stored(batch)
    path.unlink(missing_ok=True)
