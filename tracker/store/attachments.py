"""Attachments in the store: which of an order's a person may see, and the one way to the contents of one.

Every page, small picture, preview and download comes through file_of.
"""

from collections.abc import Container
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select

from tracker.domain.attachments import kinds_offered, may_remove, may_see
from tracker.domain.permissions import Actor
from tracker.domain.refusals import NotFound
from tracker.domain.words import N_, AttachmentKind
from tracker.store import files, orders
from tracker.store.db import db
from tracker.store.models import Attachment, WorkOrder
from tracker.store.secrecy import veil_of


@dataclass(frozen=True)
class StoredFile:
    """The contents of one attachment, for whoever may see it."""

    attachment_id: int
    number: int
    order_number: str
    is_confidential: bool
    path: Path
    file_name: str
    media_type: str
    sha256: str
    at: datetime


def is_shown(attachment: Attachment, order: WorkOrder, by: Actor) -> bool:
    """May `by`, who may see the order, see this attachment?"""
    is_hidden = veil_of(order, by).is_hidden
    if is_hidden and attachment.kind is AttachmentKind.CONTACT and attachment.unit_id != by.department_id:
        return False  # a call or a visit recorded by another unit tells who called
    return attachment.removed_at is None and attachment.erased_at is None and may_see(
        by, attachment.kind, is_confidential=order.is_confidential, is_granted=not is_hidden)


def rows(order_id: int) -> list[Attachment]:
    """The order's attachments that were not removed, in the order in which they came."""
    wanted = select(Attachment).where(Attachment.order_id == order_id, Attachment.removed_at.is_(None))
    return list(db.session.scalars(wanted.order_by(Attachment.number)))


def found(order_id: int, attachment_id: int, by: Actor) -> tuple[WorkOrder, Attachment]:
    """The attachment with its order; raises NotFound for every reason alike: no such, another order's, not for `by`."""
    order = db.session.scalar(select(WorkOrder).where(WorkOrder.id == order_id, orders.visible_to(by)))
    attachment = db.session.scalar(
        select(Attachment).where(Attachment.id == attachment_id, Attachment.order_id == order_id))
    if order is None or attachment is None or not is_shown(attachment, order, by):
        raise NotFound(N_("没有找到这个附件。它可能已被移除，或者不属于您能查看的工单。"))
    return order, attachment


def file_of(order_id: int, attachment_id: int, by: Actor, *, small: bool = False) -> StoredFile:
    """Where the contents lie, or the small picture's; raises NotFound."""
    order, attachment = found(order_id, attachment_id, by)
    sha256 = attachment.thumb_sha256 if small else attachment.sha256
    path = files.path_of(sha256) if sha256 else None
    if sha256 is None or path is None or not path.is_file():
        raise NotFound(N_("附件的文件不在数据目录中。请联系系统管理员从备份恢复。"))
    return StoredFile(
        attachment.id, attachment.number, order.number, order.is_confidential, path,
        veil_of(order, by).text(attachment.file_name),
        "image/jpeg" if small else attachment.media_type, sha256, attachment.at,
    )


def kinds_for(order: WorkOrder, by: Actor) -> tuple[AttachmentKind, ...]:
    """Kinds that `by` may add to the order now."""
    own = orders.assignment_of(order.id, by.department_id) if by.department_id else None
    is_active = own is not None and getattr(own, "ended_at", None) is None
    return kinds_offered(by, order.stage, own.part if own is not None and is_active else None)


def is_removable(attachment: Attachment, order: WorkOrder, by: Actor, kinds: Container[AttachmentKind]) -> bool:
    """May `by`, who may add `kinds` now, remove it?"""
    own = attachment.unit_id == by.department_id if attachment.unit_id else attachment.by_id == by.id
    return may_remove(by, order.stage, attachment.kind, is_own=own, may_add=attachment.kind in kinds)


def last_number(order_id: int) -> int:
    """The highest number given in the order, removed ones included; call with the order locked."""
    return db.session.scalar(select(func.max(Attachment.number)).where(Attachment.order_id == order_id)) or 0


def wanted_files() -> set[str]:
    """Checksums of all contents that a row names, removed ones included, erased ones not."""
    pairs = db.session.execute(
        select(Attachment.sha256, Attachment.thumb_sha256).where(Attachment.erased_at.is_(None)))
    return {sha256 for pair in pairs for sha256 in pair if sha256}
