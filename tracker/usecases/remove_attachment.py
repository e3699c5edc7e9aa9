"""移除附件: it is no longer shown; its contents stay, and the timeline tells who removed it and why."""

from datetime import datetime

from tracker.domain.attachments import REASON_MAX, numbers_text
from tracker.domain.permissions import Actor
from tracker.domain.refusals import Invalid, NotPermitted
from tracker.domain.timeline import Entry
from tracker.domain.words import N_
from tracker.store import attachments, orders
from tracker.store.db import transaction
from tracker.store.story import tell


def remove_attachment(order_id: int, attachment_id: int, *, reason: str, by: Actor, now: datetime) -> int:
    """Hide the attachment; returns its number."""
    reason = " ".join(reason.split())
    if not reason or len(reason) > REASON_MAX:
        raise Invalid(N_("请填写移除原因，最多 %(most)d 个字。"), field="reason", most=REASON_MAX)
    with transaction():
        orders.locked(order_id, by)
        order, attachment = attachments.found(order_id, attachment_id, by)
        if not attachments.is_removable(attachment, order, by, attachments.kinds_for(order, by)):
            raise NotPermitted(N_("只能移除本单位在办理期间上传的附件。确需移除的，请联系派单员。"))
        attachment.removed_at, attachment.removed_by, attachment.removal_reason = now, by.name, reason
        tell(
            order, Entry.ATTACHMENT_REMOVED, by, now, kind=attachment.kind.label,
            numbers=numbers_text([attachment.number]), reason=reason,
        )
        return attachment.number
