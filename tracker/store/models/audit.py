"""The audit's own tables: the chain over what was told (store.chain) and what was blacked out (store.redactions)."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tracker.store.db import Base
from tracker.store.types import Moment


class AuditLink(Base):
    """One link of the chain: the rows that a transaction told and their seals, under a digest over the link before."""

    __tablename__ = "audit_link"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Moment)
    "The newest moment among its rows."
    key: Mapped[str] = mapped_column(sa.String(20))
    "The name of the ring's key under which it was made."
    rows: Mapped[str] = mapped_column(sa.Text)
    "JSON: [table, first id, last id], …"
    seals: Mapped[str] = mapped_column(sa.Text)
    "One after the other, of the rows in their order."
    digest: Mapped[str] = mapped_column(sa.String(64))


class AuditRedaction(Base):
    """A permitted change of one row's `data`: which, why, its seals before and after. Linked like what is told."""

    __tablename__ = "audit_redaction"
    __table_args__ = (sa.Index("ix_audit_redaction_table_name_entry_id", "table_name", "entry_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    actor_name: Mapped[str] = mapped_column(sa.String(40))
    table_name: Mapped[str] = mapped_column(sa.String(32))
    entry_id: Mapped[int]
    reason: Mapped[str] = mapped_column(sa.String(200))
    data: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    "{'old': {key: seal}, 'new': {key: seal}}: under every key that was on the ring."
