"""下载附件: who took which file is on record before it leaves the house; of a confidential order, who looked as well."""

from datetime import datetime

from tracker.domain.permissions import Actor
from tracker.store.attachments import StoredFile, file_of
from tracker.store.db import transaction
from tracker.store.story import journal


def take_attachment(
    order_id: int, attachment_id: int, *, is_download: bool, by: Actor, now: datetime
) -> StoredFile:
    """The file to send; raises NotFound. The journal has no file name: it may hold a caller's."""
    with transaction():
        taken = file_of(order_id, attachment_id, by)
        if is_download or taken.is_confidential:
            journal(
                "attachment.downloaded" if is_download else "attachment.opened", taken.order_number, by, now,
                attachment=taken.attachment_id, number=taken.number,
            )
        return taken
