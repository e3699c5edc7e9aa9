"""What happened: the order's timeline and the journal of everything else.

Both only ever grow: triggers see to it, and store.chain links each row to those before.
"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tracker.domain.words import Stage
from tracker.store.db import Base
from tracker.store.types import Moment, WordType


class TimelineEntry(Base):
    """One sentence of an order's story; domain.timeline knows how each kind reads."""

    __tablename__ = "timeline_entry"
    __table_args__ = (
        sa.Index("ix_timeline_entry_at", "at"), sa.Index("ix_timeline_entry_actor_id_at", "actor_id", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(sa.ForeignKey("work_order.id"), index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    "Empty: the program itself."
    actor_name: Mapped[str] = mapped_column(sa.String(40))
    "As the person was called then."
    on_behalf: Mapped[str | None] = mapped_column(sa.String(40))
    "代: the absent person for whom a deputy acted."
    unit_name: Mapped[str | None] = mapped_column(sa.String(80))
    kind: Mapped[str] = mapped_column(sa.String(32))
    from_stage: Mapped[Stage | None] = mapped_column(WordType(Stage))
    to_stage: Mapped[Stage | None] = mapped_column(WordType(Stage))
    data: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    origin: Mapped[str | None] = mapped_column(sa.String(80))
    "Where from: a client's address and sitting, a command, a job (tracker.origin)."
    redaction_id: Mapped[int | None]
    "The newest permitted change of `data` (store.redactions); the trigger lets through no other."


class JournalEntry(Base):
    """Something that happened to the house rather than to an order: a sign-in, an edited rule, a download."""

    __tablename__ = "journal_entry"
    __table_args__ = (
        sa.Index("ix_journal_entry_kind_at", "kind", "at"), sa.Index("ix_journal_entry_actor_id_at", "actor_id", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment, index=True)
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    actor_name: Mapped[str] = mapped_column(sa.String(40))
    kind: Mapped[str] = mapped_column(sa.String(40))
    subject: Mapped[str] = mapped_column(sa.String(120))
    data: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    origin: Mapped[str | None] = mapped_column(sa.String(80))
    redaction_id: Mapped[int | None]
