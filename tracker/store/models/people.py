"""People, their roles and deputies, and the departments they work for."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.domain.words import DepartmentKind, Role
from tracker.store.db import Base
from tracker.store.types import Moment, WordType


class Department(Base):
    """承办单位: a department, a town or a public utility."""

    __tablename__ = "department"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(80), unique=True)
    kind: Mapped[DepartmentKind] = mapped_column(WordType(DepartmentKind))
    phone: Mapped[str | None] = mapped_column(sa.String(40))
    "Where the hotline reaches the unit's contact."
    position: Mapped[int] = mapped_column(default=0)
    "Order in lists and reports."
    is_active: Mapped[bool] = mapped_column(default=True)
    "An inactive unit keeps its history and gets no new orders."


class Person(Base):
    """One human being, one account."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    sign_in_name: Mapped[str] = mapped_column(sa.String(40), unique=True)
    name: Mapped[str] = mapped_column(sa.String(40))
    password_hash: Mapped[str] = mapped_column(sa.String(200))
    department_id: Mapped[int | None] = mapped_column(sa.ForeignKey("department.id"))
    "Only handlers belong to a handling unit; hotline staff have none."
    is_active: Mapped[bool] = mapped_column(default=True)
    locale: Mapped[str] = mapped_column(sa.String(8), default="zh")
    password_set_at: Mapped[datetime | None] = mapped_column(Moment)
    "Since when the password counts; empty: since before that was written down."
    must_change_password: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    "Somebody else knows it: nothing opens before the person has chosen one."
    signed_in_at: Mapped[datetime | None] = mapped_column(Moment)
    "The latest sign-in that went all the way."
    on_since: Mapped[datetime | None] = mapped_column(Moment)
    "When it was switched on again; empty: never off."
    dormant_at: Mapped[datetime | None] = mapped_column(Moment)
    "Switched off since then because nobody signed in for so long."
    created_at: Mapped[datetime] = mapped_column(Moment)
    email: Mapped[str | None] = mapped_column(sa.String(254))
    "Where notices are mailed to; several people of a unit may share a mailbox."
    wants_mail: Mapped[bool] = mapped_column(default=True)
    "The person's own choice; without an address it does nothing."

    department: Mapped[Department | None] = relationship(lazy="joined")
    roles: Mapped[list["PersonRole"]] = relationship(cascade="all, delete-orphan", lazy="selectin")


class PersonRole(Base):
    """A role that a person holds."""

    __tablename__ = "person_role"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), primary_key=True)
    role: Mapped[Role] = mapped_column(WordType(Role), primary_key=True)


class Deputy(Base):
    """AB岗: who stands in for a person in a span of local days, both inclusive; ended early or not."""

    __tablename__ = "deputy"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    deputy_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    from_on: Mapped[date]
    to_on: Mapped[date]
    reason: Mapped[str] = mapped_column(sa.String(200), default="")
    made_at: Mapped[datetime] = mapped_column(Moment)
    made_by: Mapped[str] = mapped_column(sa.String(40))
    "The person, or the security manager for somebody absent."
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_by: Mapped[str | None] = mapped_column(sa.String(40))

    person: Mapped[Person] = relationship(foreign_keys=[person_id], lazy="raise")
    deputy: Mapped[Person] = relationship(foreign_keys=[deputy_id], lazy="raise")
