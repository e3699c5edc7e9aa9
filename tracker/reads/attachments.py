"""The attachments of one order as its reader may see them. Adding, removing and downloading: the use cases."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from tracker import clock
from tracker.domain.attachments import ENDINGS, MEDIA_TYPES, SHOWN_INLINE, Bounds
from tracker.domain.disclosure import Veil
from tracker.domain.permissions import Actor
from tracker.domain.refusals import NotFound
from tracker.domain.words import N_, AttachmentKind, MediaClass
from tracker.store import attachments, tables
from tracker.store.attachments import StoredFile
from tracker.store.db import db
from tracker.store.models import Attachment, WorkOrder
from tracker.store.orders import visible_to
from tracker.store.secrecy import veil_of

__all__ = [
    "AttachmentPanel", "AttachmentRow", "AttachmentView", "StoredFile", "accepted", "attachment_of", "attachment_panel",
    "attachment_view", "bounds_now",
]

VIEWERS = {MediaClass.IMAGE: "image", MediaClass.DOCUMENT: "pdf", MediaClass.AUDIO: "audio"}


@dataclass(frozen=True)
class AttachmentRow:
    """One attachment. `viewer` is how a page shows it (image, pdf, audio), None when it can only be downloaded."""

    id: int
    number: int
    kind: AttachmentKind
    file_name: str
    media_class: MediaClass
    type_label: str
    viewer: str | None
    media_type: str
    size: int
    width: int | None
    height: int | None
    has_thumb: bool
    at: datetime
    by: str
    unit: str | None
    may_remove: bool


@dataclass(frozen=True)
class AttachmentPanel:
    """What the order's page shows: `kept_back` counts what confidentiality hides from this reader."""

    rows: tuple[AttachmentRow, ...]
    kept_back: int
    kinds: tuple[AttachmentKind, ...]
    bounds: Bounds
    room: int


@dataclass(frozen=True)
class AttachmentView:
    """One attachment with its neighbours, for looking at them one after the other."""

    order_id: int
    order_number: str
    order_title: str
    row: AttachmentRow
    before_id: int | None
    after_id: int | None


def _row(
    attachment: Attachment, order: WorkOrder, by: Actor, kinds: tuple[AttachmentKind, ...], veil: Veil
) -> AttachmentRow:
    kind = MEDIA_TYPES[attachment.media_type]
    return AttachmentRow(
        id=attachment.id, number=attachment.number, kind=attachment.kind, file_name=veil.text(attachment.file_name),
        media_class=kind.media_class, type_label=kind.label,
        viewer=VIEWERS[kind.media_class] if kind.mime in SHOWN_INLINE else None, media_type=kind.mime,
        size=attachment.size, width=attachment.width, height=attachment.height,
        has_thumb=attachment.thumb_sha256 is not None, at=attachment.at, by=attachment.by, unit=attachment.unit_name,
        may_remove=attachments.is_removable(attachment, order, by, kinds),
    )


def bounds_now(now: datetime) -> Bounds:
    """How much is taken."""
    return Bounds.of(tables.settings_on(now.astimezone(clock.LOCAL).date()))


def accepted() -> str:
    """For a file field's `accept`."""
    return ",".join(f".{ending}" for ending in ENDINGS)


def _order(order_id: int, by: Actor) -> WorkOrder:
    order = db.session.scalar(select(WorkOrder).where(WorkOrder.id == order_id, visible_to(by)))
    if order is None:
        raise NotFound(N_("没有找到这张工单，或者它不属于您的单位。"))
    return order


def attachment_panel(order_id: int, *, by: Actor, now: datetime) -> AttachmentPanel:
    """Everything for the panel; raises NotFound for an order that is not the reader's to see."""
    order = _order(order_id, by)
    have = attachments.rows(order_id)
    shown = [one for one in have if attachments.is_shown(one, order, by)]
    bounds, kinds, veil = bounds_now(now), attachments.kinds_for(order, by), veil_of(order, by)
    return AttachmentPanel(
        rows=tuple(_row(one, order, by, kinds, veil) for one in shown), kept_back=len(have) - len(shown), kinds=kinds,
        bounds=bounds, room=max(bounds.most_files - len(have), 0),
    )


def attachment_view(order_id: int, attachment_id: int, *, by: Actor) -> AttachmentView:
    """One attachment to look at; raises NotFound as attachment_of does."""
    order, attachment = attachments.found(order_id, attachment_id, by)
    ids = [one.id for one in attachments.rows(order_id) if attachments.is_shown(one, order, by)]
    at, veil = ids.index(attachment.id), veil_of(order, by)
    return AttachmentView(
        order.id, order.number, veil.text(order.title),
        _row(attachment, order, by, attachments.kinds_for(order, by), veil),
        ids[at - 1] if at else None, ids[at + 1] if at + 1 < len(ids) else None,
    )


def attachment_of(order_id: int, attachment_id: int, *, by: Actor, small: bool = False) -> StoredFile:
    """The contents of one attachment, or its small picture.

    Raises NotFound alike where there is no such, it is another order's, it was removed, or `by` may not see it.
    """
    return attachments.file_of(order_id, attachment_id, by, small=small)
