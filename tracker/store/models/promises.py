"""What was promised and whether its lateness was told: the deadline of each step, with how it was counted."""

from datetime import date, datetime
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
    extends_id: Mapped[int | None] = mapped_column(sa.ForeignKey("promise.id"))
    "延期: the promise from whose due moment this one is counted."
    statutory_limit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("statutory_limit.id"))
    "法定时限: the law's limit that was applied."


class Warning(Base):
    """A deadline's light that was told: once per order, step, unit, light, mark and due moment."""

    __tablename__ = "warning"
    __table_args__ = (sa.UniqueConstraint("order_id", "step", "department_id", "light", "mark", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(sa.ForeignKey("work_order.id"))
    step: Mapped[Step] = mapped_column(WordType(Step))
    department_id: Mapped[int] = mapped_column(default=0)
    "The unit that must keep the step, as its promise names it; 0 where it names none (a null would never be unique)."
    light: Mapped[Light] = mapped_column(WordType(Light))
    mark: Mapped[str] = mapped_column(sa.String(20), default="")
    "即将到期: which of the office's warning marks it was (domain.warnings); empty for the light itself."
    due_at: Mapped[datetime] = mapped_column(Moment)
    told_at: Mapped[datetime] = mapped_column(Moment, index=True)


class Digest(Base):
    """每日提醒: what one person was told in the morning, once a day. Counts and numbers, no caller."""

    __tablename__ = "digest"
    __table_args__ = (sa.UniqueConstraint("person_id", "on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    on: Mapped[date]
    items: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    "domain.warnings.Heading → {count, orders: [[id, number], …]}, the most pressing first."
    made_at: Mapped[datetime] = mapped_column(Moment)
    read_at: Mapped[datetime | None] = mapped_column(Moment)
