"""What was promised and whether its lateness was told: the deadline of each step, with how it was counted."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tracker.domain.words import Light, Step, Unit
from tracker.store.db import Base
from tracker.store.types import Moment, WordType


class Promise(Base):
    """One step's deadline, fixed when it was given. A moved deadline is a new row; the old one is superseded."""

    __tablename__ = "promise"
    __table_args__ = (
        sa.Index(
            "ix_promise_open",
            "due_at",
            sqlite_where=sa.text("kept_at IS NULL AND superseded_at IS NULL"),
            postgresql_where=sa.text("kept_at IS NULL AND superseded_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(sa.ForeignKey("work_order.id"), index=True)
    step: Mapped[Step] = mapped_column(WordType(Step))
    department_id: Mapped[int | None] = mapped_column(sa.ForeignKey("department.id"))
    "The unit that must keep it, where it is not the order's lead or the hotline: a co-handler."
    limit_rule_id: Mapped[int | None] = mapped_column(sa.ForeignKey("limit_rule.id"))
    "The version of the limit table that was applied; empty where a setting or a law gave the limit."
    is_counted: Mapped[bool] = mapped_column(default=True)
    "False: an old ledger stated the due moment, so that no changed calendar moves it."
    amount: Mapped[int]
    unit: Mapped[Unit] = mapped_column(WordType(Unit))
    legal_basis: Mapped[str] = mapped_column(sa.String(400))
    "As it read then: the limit must be printed on the order (Beijing art. 13)."
    starts_at: Mapped[datetime] = mapped_column(Moment)
    warn_at: Mapped[datetime] = mapped_column(Moment)
    due_at: Mapped[datetime] = mapped_column(Moment)
    counting: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    "deadlines.Due.to_json(): every day, counted or not, and why."
    is_provisional: Mapped[bool] = mapped_column(default=False)
    "Some day of the count lies in a year not yet announced."
    set_at: Mapped[datetime] = mapped_column(Moment)
    kept_at: Mapped[datetime | None] = mapped_column(Moment)
    "When the step was done, in time or late."
    superseded_at: Mapped[datetime | None] = mapped_column(Moment)


class Warning(Base):
    """A deadline's light that was told: once per order, step, light and due moment."""

    __tablename__ = "warning"
    __table_args__ = (sa.UniqueConstraint("order_id", "step", "light", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(sa.ForeignKey("work_order.id"))
    step: Mapped[Step] = mapped_column(WordType(Step))
    light: Mapped[Light] = mapped_column(WordType(Light))
    due_at: Mapped[datetime] = mapped_column(Moment)
    told_at: Mapped[datetime] = mapped_column(Moment, index=True)
