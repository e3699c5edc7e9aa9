"""重新检查: the kept sheet held once more against the tables, after a unit was added or a choice changed."""

from datetime import datetime

from tracker.domain.permissions import Actor, Permission, require
from tracker.store.db import transaction
from tracker.usecases.checking_ledger import check_ledger
from tracker.usecases.preview_import import Choices, stored, summary_of
from tracker.usecases.waiting_batch import waiting_batch


def recheck_import(
    batch_id: int, *, add_departments: bool = False, add_codes: bool = False, by: Actor, now: datetime
) -> None:
    """Renew the preview, with the choices as in preview_import."""
    require(by, Permission.IMPORT_ORDERS)
    with transaction():
        batch = waiting_batch(batch_id, by)
        choices = Choices(add_departments=add_departments, add_codes=add_codes)
        batch.summary = summary_of(check_ledger(stored(batch), now, **choices), choices)
