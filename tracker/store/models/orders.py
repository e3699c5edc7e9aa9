"""The work order and its units' parts in it. What was said of it and to its caller: models/replies.py."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from tracker.domain.road_words import PartEnd
from tracker.domain.words import (
    CallbackOutcome,
    CallerKind,
    OrderClass,
    Part,
    RequestType,
    Satisfaction,
    SolutionKind,
    Solved,
    Stage,
    Urgency,
)
from tracker.store import lookups
from tracker.store.db import Base
from tracker.store.models.people import Department
from tracker.store.types import Moment, Sealed, SealedJSON, WordType


class WorkOrder(Base):
    """工单: one request from intake to closure. Its story is the timeline; its promises stand apart."""

    __tablename__ = "work_order"
    __table_args__ = (
        sa.UniqueConstraint("source_number", "channel_code"),
        sa.Index("ix_work_order_stage_due_at", "stage", "due_at"),
        sa.Index("ix_work_order_stage_received_at", "stage", "received_at"),
        sa.Index("ix_work_order_lead_id_received_at", "lead_id", "received_at"),
        # Whatever a list is narrowed by: filters are read off the index, newest first, without a look at the rows.
        sa.Index(
            "ix_work_order_listed", "received_at", "id", "stage", "lead_id", "request_type", "order_class", "urgency",
            "place_code", "channel_code", "matter_code", "satisfaction", "solved", "is_confidential", "is_direct",
            "is_hard", "is_statutory", "return_count", "extension_count", "redo_count", "urge_count",
            "supervision_count", "master_id", "exclusion_code",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(sa.String(20), unique=True)
    source_number: Mapped[str | None] = mapped_column(sa.String(60))
    "来源编号: the number on the platform or ledger it came from."
    submission_key: Mapped[str | None] = mapped_column(sa.String(40), unique=True)
    "The form's one-time key: a second submit of the same form finds it taken."
    version: Mapped[int] = mapped_column(default=1)
    "Grows with every move; a page opened before knows an older one."
    stage: Mapped[Stage] = mapped_column(WordType(Stage))
    is_ledger: Mapped[bool] = mapped_column(default=False)
    "Came in finished from an old ledger: its blanks are unknown, not undone."

    channel_code: Mapped[str] = mapped_column(sa.String(40))
    request_type: Mapped[RequestType] = mapped_column(WordType(RequestType))
    order_class: Mapped[OrderClass] = mapped_column(WordType(OrderClass))
    urgency: Mapped[Urgency] = mapped_column(WordType(Urgency))
    matter_code: Mapped[str | None] = mapped_column(sa.String(40))
    place_code: Mapped[str | None] = mapped_column(sa.String(40))
    address: Mapped[str] = mapped_column(Sealed("work_order.address"), default="")
    "The place in the caller's words, beneath the town."
    address_key: Mapped[str | None] = mapped_column(sa.String(48), index=True)
    "Of its road: store.lookups. This and the two below follow their texts by themselves."
    title: Mapped[str] = mapped_column(sa.String(200))
    content: Mapped[str] = mapped_column(sa.Text)

    caller_name: Mapped[str] = mapped_column(Sealed("work_order.caller_name"), default="")
    caller_phone: Mapped[str | None] = mapped_column(Sealed("work_order.caller_phone"))
    caller_phone_key: Mapped[str | None] = mapped_column(sa.String(48), index=True)
    caller_tail_key: Mapped[str | None] = mapped_column(sa.String(48), index=True)
    caller_kind: Mapped[CallerKind] = mapped_column(WordType(CallerKind))
    wants_reply: Mapped[bool] = mapped_column(default=True)
    enterprise_name: Mapped[str | None] = mapped_column(sa.String(120), index=True)
    enterprise_uscc: Mapped[str | None] = mapped_column(sa.String(18), index=True)
    "统一社会信用代码 (GB 32100-2015)."
    enterprise_contact: Mapped[str | None] = mapped_column(Sealed("work_order.enterprise_contact"))
    caller_changes: Mapped[list[dict[str, Any]] | None] = mapped_column(SealedJSON("work_order.caller_changes"))
    "What was put right about the caller, the oldest first (domain.caller_changes): the story points to it by number."

    received_at: Mapped[datetime] = mapped_column(Moment)
    "受理时间: places the order in its month."
    lead_id: Mapped[int | None] = mapped_column(sa.ForeignKey("department.id"))
    dispatched_at: Mapped[datetime | None] = mapped_column(Moment, index=True)
    signed_at: Mapped[datetime | None] = mapped_column(Moment)
    contacted_at: Mapped[datetime | None] = mapped_column(Moment)
    "首次联系时间."
    due_at: Mapped[datetime | None] = mapped_column(Moment, index=True)
    "到期时间: the current promise for the reply; Promise tells how it was counted."
    replied_at: Mapped[datetime | None] = mapped_column(Moment)
    "When the reply that stands was submitted: what on time is judged by."
    reviewed_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment, index=True)
    working_days_taken: Mapped[int | None]
    "Working days from receipt (not counted) to closure, fixed at closure."
    solved: Mapped[Solved | None] = mapped_column(WordType(Solved))
    "As the caller said on the callback."
    satisfaction: Mapped[Satisfaction | None] = mapped_column(WordType(Satisfaction))
    is_default_rating: Mapped[bool] = mapped_column(default=False)
    "默认评价: the rating was not given by the caller but taken from silence (好差评)."
    callback_outcome: Mapped[CallbackOutcome | None] = mapped_column(WordType(CallbackOutcome))
    "How the last callback ended."
    solution_kind: Mapped[SolutionKind | None] = mapped_column(WordType(SolutionKind))
    "承办结果, as the reply that stands says."
    public_answer: Mapped[str | None] = mapped_column(sa.Text)

    is_confidential: Mapped[bool] = mapped_column(default=False)
    "保密: the caller's identity is hidden from handling units."
    is_direct: Mapped[bool] = mapped_column(default=False)
    "直办: answered at intake, never dispatched."
    is_hard: Mapped[bool] = mapped_column(default=False)
    "疑难: returned, refused or redone too often, or on the ledger of hard orders."
    is_statutory: Mapped[bool] = mapped_column(default=False)
    "A statutory limit has replaced the hotline's; the promise names its law."
    no_more_returns: Mapped[bool] = mapped_column(default=False)
    "不得再次退回 (Weifang art. 22)."
    is_misdirected: Mapped[bool] = mapped_column(default=False)
    "首派不准: the first lead gave the order back or lost it to another."
    exclusion_code: Mapped[str | None] = mapped_column(sa.String(40))
    "不计满意度: the approved ground for which the caller's rating is counted apart."
    return_count: Mapped[int] = mapped_column(default=0)
    extension_count: Mapped[int] = mapped_column(default=0)
    redo_count: Mapped[int] = mapped_column(default=0)
    urge_count: Mapped[int] = mapped_column(default=0)
    supervision_count: Mapped[int] = mapped_column(default=0)
    "督办 of every level above 催办."
    master_id: Mapped[int | None] = mapped_column(sa.ForeignKey("work_order.id"), index=True)
    "主单 into which this repeat is merged."
    merged_at: Mapped[datetime | None] = mapped_column(Moment)
    related_id: Mapped[int | None] = mapped_column(sa.ForeignKey("work_order.id"))
    "The older order of the same matter that a refusal names (N09)."
    refusal_code: Mapped[str | None] = mapped_column(sa.String(40))
    "不予受理情形."
    supplemented_at: Mapped[datetime | None] = mapped_column(Moment)
    "When the caller last supplied what had been asked for."
    judged_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment, index=True)
    "When it left 在办 without being closed: refused, terminated or voided."
    archived_at: Mapped[datetime | None] = mapped_column(Moment)
    anonymised_at: Mapped[datetime | None] = mapped_column(Moment, index=True)
    "When the people in it were taken out for good, its time being over."

    lead: Mapped[Department | None] = relationship(lazy="raise")
    assignments: Mapped[list["Assignment"]] = relationship(
        back_populates="order", order_by="Assignment.id", lazy="raise"
    )

    @validates("caller_phone")
    def _found_by_phone(self, _name: str, phone: str | None) -> str | None:
        self.caller_phone_key, self.caller_tail_key = lookups.phone_key(phone), lookups.tail_key(phone)
        return phone

    @validates("address")
    def _found_by_road(self, _name: str, address: str) -> str:
        self.address_key = lookups.road_key(address)
        return address


class Assignment(Base):
    """承办件: one unit's part in one order. Orders and unit-handlings are both countable."""

    __tablename__ = "assignment"
    __table_args__ = (
        # One part at a time: a unit that gets an order back has a new row beside the one that ended.
        sa.Index(
            "uq_assignment_active", "order_id", "department_id", unique=True,
            sqlite_where=sa.text("ended_at IS NULL"), postgresql_where=sa.text("ended_at IS NULL"),
        ),
        sa.Index("ix_assignment_department_id_order_id", "department_id", "order_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(sa.ForeignKey("work_order.id"), index=True)
    department_id: Mapped[int] = mapped_column(sa.ForeignKey("department.id"))
    part: Mapped[Part] = mapped_column(WordType(Part))
    dispatched_at: Mapped[datetime | None] = mapped_column(Moment, index=True)
    "Empty in an old ledger that does not say."
    signed_at: Mapped[datetime | None] = mapped_column(Moment)
    signed_by: Mapped[str | None] = mapped_column(sa.String(40))
    due_at: Mapped[datetime | None] = mapped_column(Moment, index=True)
    "协办期限; the lead's stands on the order."
    result: Mapped[str | None] = mapped_column(sa.Text)
    "协办结果: what a co-handler tells the lead."
    result_at: Mapped[datetime | None] = mapped_column(Moment)
    result_by: Mapped[str | None] = mapped_column(sa.String(40))
    ended_at: Mapped[datetime | None] = mapped_column(Moment, index=True)
    "Empty while the unit has the part: a part that ended is kept with its times and shows its unit nothing more."
    end_reason: Mapped[PartEnd | None] = mapped_column(WordType(PartEnd))

    order: Mapped[WorkOrder] = relationship(back_populates="assignments", lazy="raise")
    department: Mapped[Department] = relationship(lazy="joined", innerjoin=True)
