"""突出问题: an issue that many orders speak of, its orders, and its story, which only ever grows."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.domain.hot_topics import Shared
from tracker.domain.issues import IssueAct, IssueMark, IssueState, Standing
from tracker.store.db import Base
from tracker.store.models.people import Department
from tracker.store.types import Moment, WordType


class Issue(Base):
    """One prominent issue, named by a supervisor."""

    __tablename__ = "issue"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_key: Mapped[str | None] = mapped_column(sa.String(40), unique=True)
    "The form's one-time key: a second submit of the same form finds it taken."
    version: Mapped[int] = mapped_column(default=1)
    "Grows with every act; a page opened before knows an older one."
    name: Mapped[str] = mapped_column(sa.String(60))
    description: Mapped[str] = mapped_column(sa.Text, default="")
    state: Mapped[IssueState] = mapped_column(WordType(IssueState), default=IssueState.WATCHED, index=True)
    shared: Mapped[Shared | None] = mapped_column(WordType(Shared))
    "What its orders were found by; empty for a selection from the list. New orders of the kind are proposed."
    shared_key: Mapped[str] = mapped_column(sa.String(160), default="")
    named_at: Mapped[datetime] = mapped_column(Moment)
    named_by: Mapped[str] = mapped_column(sa.String(40))
    topic_month: Mapped[str | None] = mapped_column(sa.String(7), unique=True)
    "每月一题: the month, YYYY-MM, whose topic it is. A month has one."
    lead_id: Mapped[int | None] = mapped_column(sa.ForeignKey("department.id"))
    "牵头单位."
    plan: Mapped[str] = mapped_column(sa.Text, default="")
    start_on: Mapped[date | None]
    target_on: Mapped[date | None]
    planned_at: Mapped[datetime | None] = mapped_column(Moment)
    "When it first had a plan: from then on it is 攻坚中."
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    "When it was closed or dropped; empty again once it is reopened."
    result: Mapped[str] = mapped_column(sa.Text, default="")
    "办结成效, or why it was dropped."

    lead: Mapped[Department | None] = relationship(lazy="joined")
    marks: Mapped[list["IssueMarking"]] = relationship(cascade="all, delete-orphan", lazy="selectin")
    units: Mapped[list["IssueUnit"]] = relationship(cascade="all, delete-orphan", lazy="selectin")


class IssueMarking(Base):
    """A mark that an issue bears."""

    __tablename__ = "issue_marking"

    issue_id: Mapped[int] = mapped_column(sa.ForeignKey("issue.id"), primary_key=True)
    mark: Mapped[IssueMark] = mapped_column(WordType(IssueMark), primary_key=True)


class IssueUnit(Base):
    """配合单位: a unit that helps the lead."""

    __tablename__ = "issue_unit"

    issue_id: Mapped[int] = mapped_column(sa.ForeignKey("issue.id"), primary_key=True)
    department_id: Mapped[int] = mapped_column(sa.ForeignKey("department.id"), primary_key=True)

    department: Mapped[Department] = relationship(lazy="joined", innerjoin=True)


class IssueOrder(Base):
    """How an order stands to an issue: put in, taken out again, or once proposed and found not to belong."""

    __tablename__ = "issue_order"

    issue_id: Mapped[int] = mapped_column(sa.ForeignKey("issue.id"), primary_key=True)
    order_id: Mapped[int] = mapped_column(sa.ForeignKey("work_order.id"), primary_key=True, index=True)
    standing: Mapped[Standing] = mapped_column(WordType(Standing))
    added_at: Mapped[datetime | None] = mapped_column(Moment)
    "Empty for an order that never was a member."
    added_by: Mapped[str | None] = mapped_column(sa.String(40))
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_by: Mapped[str | None] = mapped_column(sa.String(40))


class IssueNote(Base):
    """One sentence of an issue's story; the database refuses to change or remove it."""

    __tablename__ = "issue_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    issue_id: Mapped[int] = mapped_column(sa.ForeignKey("issue.id"), index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    actor_name: Mapped[str] = mapped_column(sa.String(40))
    "As the person was called then."
    on_behalf: Mapped[str | None] = mapped_column(sa.String(40))
    "代: the absent person for whom a deputy acted."
    act: Mapped[IssueAct] = mapped_column(WordType(IssueAct))
    data: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    "The sentence's parameters."
    text: Mapped[str] = mapped_column(sa.Text, default="")
    "What was written with it."
