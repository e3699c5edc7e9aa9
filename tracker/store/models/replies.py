"""What was said about an order and to its caller: contacts, replies, callbacks."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tracker.domain.words import CallbackOutcome, ContactMethod, Satisfaction, SolutionKind, Solved, Verdict
from tracker.store.db import Base
from tracker.store.types import Moment, Sealed, WordType


class Contact(Base):
    """联系记录: when, how and with whom a unit spoke."""

    __tablename__ = "contact"

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(sa.ForeignKey("work_order.id"), index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    method: Mapped[ContactMethod] = mapped_column(WordType(ContactMethod))
    whom: Mapped[str] = mapped_column(Sealed("contact.whom"))
    note: Mapped[str] = mapped_column(sa.Text, default="")
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    recorded_by: Mapped[str] = mapped_column(sa.String(40))


class Reply(Base):
    """答复: the lead's account and answer, and the reviewer's verdict on it."""

    __tablename__ = "reply"

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(sa.ForeignKey("work_order.id"), index=True)
    internal_account: Mapped[str] = mapped_column(sa.Text)
    "办理情况: for the hotline and the unit only."
    public_answer: Mapped[str] = mapped_column(sa.Text)
    "公开答复: what the caller is told."
    is_true: Mapped[bool | None]
    "诉求是否属实; empty where an old ledger does not say."
    within_duty: Mapped[bool | None]
    solution_kind: Mapped[SolutionKind | None] = mapped_column(WordType(SolutionKind))
    is_solved: Mapped[bool | None]
    unsolved_reason_code: Mapped[str | None] = mapped_column(sa.String(40))
    unsolved_note: Mapped[str] = mapped_column(sa.Text, default="")
    submitted_at: Mapped[datetime] = mapped_column(Moment)
    submitted_by: Mapped[str] = mapped_column(sa.String(40))
    verdict: Mapped[Verdict | None] = mapped_column(WordType(Verdict))
    verdict_reason: Mapped[str] = mapped_column(sa.Text, default="")
    reviewed_at: Mapped[datetime | None] = mapped_column(Moment)
    reviewed_by: Mapped[str | None] = mapped_column(sa.String(40))


class Callback(Base):
    """回访: one attempt to ask the caller."""

    __tablename__ = "callback"
    __table_args__ = (sa.UniqueConstraint("order_id", "attempt"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(sa.ForeignKey("work_order.id"))
    attempt: Mapped[int]
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[str] = mapped_column(sa.String(40))
    outcome: Mapped[CallbackOutcome] = mapped_column(WordType(CallbackOutcome))
    solved: Mapped[Solved | None] = mapped_column(WordType(Solved))
    satisfaction: Mapped[Satisfaction | None] = mapped_column(WordType(Satisfaction))
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    note: Mapped[str] = mapped_column(sa.Text, default="")
