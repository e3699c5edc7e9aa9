"""What was handed in to an order, by whom, and where its contents lie. Removing hides a row and deletes nothing."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tracker.domain.words import AttachmentKind
from tracker.store.db import Base
from tracker.store.types import Moment, Sealed, WordType


class Attachment(Base):
    """附件. Its contents lie in <data>/files under their checksum: see store.files."""

    __tablename__ = "attachment"
    __table_args__ = (sa.UniqueConstraint("order_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(sa.ForeignKey("work_order.id"))
    number: Mapped[int]
    "附件 1, 2, 3 … of its order, never given twice: the timeline names attachments by it."
    kind: Mapped[AttachmentKind] = mapped_column(WordType(AttachmentKind))
    file_name: Mapped[str] = mapped_column(Sealed("attachment.file_name"))
    "As shown and downloaded; it may hold a caller's name, so no journal or log repeats it."
    media_type: Mapped[str] = mapped_column(sa.String(100))
    size: Mapped[int]
    "Bytes as kept."
    sha256: Mapped[str] = mapped_column(sa.String(64), index=True)
    thumb_sha256: Mapped[str | None] = mapped_column(sa.String(64), index=True)
    width: Mapped[int | None]
    height: Mapped[int | None]
    at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    by: Mapped[str] = mapped_column(sa.String(40))
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("department.id"))
    "The unit that handed it in; empty for the hotline's own people."
    unit_name: Mapped[str | None] = mapped_column(sa.String(80))
    removed_at: Mapped[datetime | None] = mapped_column(Moment)
    removed_by: Mapped[str | None] = mapped_column(sa.String(40))
    removal_reason: Mapped[str] = mapped_column(sa.String(200), default="")
    erased_at: Mapped[datetime | None] = mapped_column(Moment)
    "When its contents were given up with the people in them: the next sweep deletes the file."
