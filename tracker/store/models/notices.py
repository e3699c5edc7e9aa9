"""What people are told: notices in the inbox, and the outbox of messages that leave the house."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tracker.domain.notices import HookShape, OutboxState, OutChannel
from tracker.store.db import Base
from tracker.store.types import Moment, Sealed, SealedJSON, WordType


class Notice(Base):
    """通知: one entry of an order's story, told to one person. What it says is the entry's own sentence."""

    __tablename__ = "notice"
    __table_args__ = (
        sa.UniqueConstraint("entry_id", "person_id"),
        sa.Index(
            "ix_notice_unread", "person_id", sqlite_where=sa.text("read_at IS NULL"),
            postgresql_where=sa.text("read_at IS NULL"),
        ),
        sa.Index("ix_notice_person_id_id", "person_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    order_id: Mapped[int] = mapped_column(sa.ForeignKey("work_order.id"), index=True)
    entry_id: Mapped[int] = mapped_column(sa.ForeignKey("timeline_entry.id"))
    at: Mapped[datetime] = mapped_column(Moment)
    read_at: Mapped[datetime | None] = mapped_column(Moment)


class Hook(Base):
    """A receiver of webhooks: a staff messenger's robot, or a program of the bureau."""

    __tablename__ = "hook"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(40), unique=True)
    shape: Mapped[HookShape] = mapped_column(WordType(HookShape))
    url: Mapped[str] = mapped_column(Sealed("hook.url"))
    "A robot's address holds its key: it is shown without its query."
    secret: Mapped[str] = mapped_column(Sealed("hook.secret"), default="")
    "What the signature is made with; empty: not signed."
    department_id: Mapped[int | None] = mapped_column(sa.ForeignKey("department.id"))
    "Only what this unit is told; empty: everything that anybody is told."
    is_active: Mapped[bool] = mapped_column(default=True)
    tried_at: Mapped[datetime | None] = mapped_column(Moment)
    trouble: Mapped[str] = mapped_column(sa.Text, default="")
    "What went wrong at `tried_at`, as Result.to_text(); empty: it arrived."


class OutboxItem(Base):
    """One entry on its way to one address, worded when it is sent: what was made confidential since is not told."""

    __tablename__ = "outbox"
    __table_args__ = (
        sa.Index("ix_outbox_state_next_at", "state", "next_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(320), unique=True)
    "channel:address:entry. The same thing is never queued twice, and a receiver knows a repetition by it."
    channel: Mapped[OutChannel] = mapped_column(WordType(OutChannel))
    address: Mapped[str] = mapped_column(sa.String(254))
    "The mail address, or the hook's id."
    language: Mapped[str] = mapped_column(sa.String(8))
    entry_id: Mapped[int | None] = mapped_column(sa.ForeignKey("timeline_entry.id"))
    "Empty: a digest, a word about the receiver's own account, or a test message."
    digest_id: Mapped[int | None] = mapped_column(sa.ForeignKey("digest.id"))
    account_notice_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account_notice.id"))
    state: Mapped[OutboxState] = mapped_column(WordType(OutboxState), default=OutboxState.WAITING)
    failures: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime] = mapped_column(Moment)
    "Not before; after a failure later each time."
    lease: Mapped[str | None] = mapped_column(sa.String(32), index=True)
    "Who is sending it right now."
    leased_until: Mapped[datetime | None] = mapped_column(Moment)
    trouble: Mapped[str] = mapped_column(sa.Text, default="")
    "Why the last attempt failed, as Result.to_text()."
    created_at: Mapped[datetime] = mapped_column(Moment)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    sealed: Mapped[dict[str, str] | None] = mapped_column(SealedJSON("outbox.sealed"))
    "What nobody but the receiver may read, such as a one-time link; gone once it is sent."
