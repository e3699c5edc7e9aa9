"""The side roads: what units asked for, interim replies, supervision notices, the ledger of hard orders."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.domain.road_words import PetitionKind, PetitionState, SupervisionLevel
from tracker.domain.words import Unit
from tracker.store.db import Base
from tracker.store.models.people import Department
from tracker.store.types import Moment, WordType


class Petition(Base):
    """申请: what a unit asked for on one order and how it was decided. An order has at most one that waits."""

    __tablename__ = "petition"
    __table_args__ = (
        sa.Index(
            "uq_petition_waiting", "order_id", unique=True,
            sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"),
        ),
        sa.Index("ix_petition_kind_state", "kind", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(sa.ForeignKey("work_order.id"), index=True)
    kind: Mapped[PetitionKind] = mapped_column(WordType(PetitionKind))
    state: Mapped[PetitionState] = mapped_column(WordType(PetitionState), default=PetitionState.WAITING)
    department_id: Mapped[int] = mapped_column(sa.ForeignKey("department.id"))
    "The unit that asks."
    reason_code: Mapped[str | None] = mapped_column(sa.String(40))
    "退单理由, 终止办理情形 or 不计满意度情形."
    reason: Mapped[str] = mapped_column(sa.Text)
    legal_basis: Mapped[str] = mapped_column(sa.String(400), default="")
    suggested_id: Mapped[int | None] = mapped_column(sa.ForeignKey("department.id"))
    "退单: the unit that should have it instead."
    amount: Mapped[int | None]
    "延期: how long."
    unit: Mapped[Unit | None] = mapped_column(WordType(Unit))
    statutory_limit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("statutory_limit.id"))
    plan: Mapped[str] = mapped_column(sa.Text, default="")
    "挂账: how the matter is to be brought forward."
    next_on: Mapped[date | None]
    asked_at: Mapped[datetime] = mapped_column(Moment)
    asked_by: Mapped[str] = mapped_column(sa.String(40))
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    decided_by: Mapped[str | None] = mapped_column(sa.String(40))
    decision_note: Mapped[str] = mapped_column(sa.Text, default="")

    department: Mapped[Department] = relationship(foreign_keys=[department_id], lazy="joined", innerjoin=True)
    suggested: Mapped[Department | None] = relationship(foreign_keys=[suggested_id], lazy="joined")


class InterimReply(Base):
    """阶段答复: what the caller was told meanwhile, and when the next word is due (一跟到底)."""

    __tablename__ = "interim_reply"

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(sa.ForeignKey("work_order.id"), index=True)
    department_id: Mapped[int] = mapped_column(sa.ForeignKey("department.id"))
    public_answer: Mapped[str] = mapped_column(sa.Text)
    next_on: Mapped[date]
    submitted_at: Mapped[datetime] = mapped_column(Moment)
    submitted_by: Mapped[str] = mapped_column(sa.String(40))


class Supervision(Base):
    """催办 or 督办: one act of pressure on one unit. Above 催办 it has a number, a due moment, an answer and an end."""

    __tablename__ = "supervision"
    __table_args__ = (
        sa.Index(
            "uq_supervision_open", "order_id", unique=True,
            sqlite_where=sa.text("level <> 'urge' AND closed_at IS NULL"),
            postgresql_where=sa.text("level <> 'urge' AND closed_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(sa.ForeignKey("work_order.id"), index=True)
    level: Mapped[SupervisionLevel] = mapped_column(WordType(SupervisionLevel))
    number: Mapped[str | None] = mapped_column(sa.String(30), unique=True)
    department_id: Mapped[int] = mapped_column(sa.ForeignKey("department.id"), index=True)
    message: Mapped[str] = mapped_column(sa.Text)
    instruction: Mapped[str] = mapped_column(sa.Text, default="")
    "领导批示."
    issued_at: Mapped[datetime] = mapped_column(Moment, index=True)
    issued_by: Mapped[str] = mapped_column(sa.String(40))
    due_at: Mapped[datetime | None] = mapped_column(Moment)
    answer: Mapped[str] = mapped_column(sa.Text, default="")
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    answered_by: Mapped[str | None] = mapped_column(sa.String(40))
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_by: Mapped[str | None] = mapped_column(sa.String(40))
    closing_note: Mapped[str] = mapped_column(sa.Text, default="")

    department: Mapped[Department] = relationship(lazy="joined", innerjoin=True)


class HardCase(Base):
    """挂账: a hard order on the ledger, approved in and out, with its plan and the date of the next step."""

    __tablename__ = "hard_case"
    __table_args__ = (
        sa.Index(
            "uq_hard_case_open", "order_id", unique=True,
            sqlite_where=sa.text("ended_at IS NULL"), postgresql_where=sa.text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(sa.ForeignKey("work_order.id"), index=True)
    department_id: Mapped[int] = mapped_column(sa.ForeignKey("department.id"))
    reason: Mapped[str] = mapped_column(sa.Text)
    plan: Mapped[str] = mapped_column(sa.Text)
    next_on: Mapped[date]
    began_at: Mapped[datetime] = mapped_column(Moment)
    began_by: Mapped[str] = mapped_column(sa.String(40))
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_by: Mapped[str | None] = mapped_column(sa.String(40))
    ending_note: Mapped[str] = mapped_column(sa.Text, default="")

    department: Mapped[Department] = relationship(lazy="joined", innerjoin=True)
