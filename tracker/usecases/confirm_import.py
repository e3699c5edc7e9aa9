"""确认导入: the previewed sheet becomes orders, once. How rows are written: import_orders."""

from datetime import datetime

from tracker.domain.permissions import Actor, Permission, require
from tracker.store.db import transaction
from tracker.usecases.import_orders import ImportResult, bring_in
from tracker.usecases.preview_import import IMPORTED, choices_of, stored
from tracker.usecases.waiting_batch import waiting_batch


def confirm_import(batch_id: int, *, skip_bad: bool, by: Actor, now: datetime) -> ImportResult:
    """Import the good rows of the batch, in the transaction that marks it imported; its file is removed.

    Raises BadRows when there are bad rows and `skip_bad` is False, AlreadyDone for a second confirmation.
    """
    require(by, Permission.IMPORT_ORDERS)
    with transaction():
        batch = waiting_batch(batch_id, by)
        path = stored(batch)
        result = bring_in(path, batch.file_name, skip_bad=skip_bad, **choices_of(batch), by=by, now=now)
        batch.state, batch.finished_at = IMPORTED, now
        batch.summary = batch.summary | {"added": result.added, "existing": result.existing}
    path.unlink(missing_ok=True)
    return result
