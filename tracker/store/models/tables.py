"""The rules that are data: code tables, limits, calendar days, settings."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tracker.domain.words import CodeTable, OrderClass, RequestType, Unit, Urgency
from tracker.store.db import Base
from tracker.store.types import Moment, WordType


class CodeItem(Base):
    """One entry of a code table. A used code is switched off, never deleted."""

    __tablename__ = "code_item"
    __table_args__ = (sa.UniqueConstraint("table", "code"), sa.UniqueConstraint("table", "name"))

    id: Mapped[int] = mapped_column(primary_key=True)
    table: Mapped[CodeTable] = mapped_column(WordType(CodeTable))
    code: Mapped[str] = mapped_column(sa.String(40))
    name: Mapped[str] = mapped_column(sa.String(80))
    parent_code: Mapped[str | None] = mapped_column(sa.String(40))
    position: Mapped[int] = mapped_column(default=0)
    is_active: Mapped[bool] = mapped_column(default=True)
    guidance: Mapped[str] = mapped_column(sa.Text, default="")
    "What staff may tell the caller, or the rule behind the entry."


class StatutoryLimit(Base):
    """法定时限: a law's own limit for a kind of matter, which replaces the hotline's when it is approved."""

    __tablename__ = "statutory_limit"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(80))
    legal_basis: Mapped[str] = mapped_column(sa.String(400))
    amount: Mapped[int]
    unit: Mapped[Unit] = mapped_column(WordType(Unit))
    longest: Mapped[int]
    "The most that may be granted with extensions, in the same unit."
    transfer_days: Mapped[int | None]
    "Working days within which the matter must be passed on to the unit that handles it."
    effective_from: Mapped[date]
    effective_to: Mapped[date | None]


class LimitRule(Base):
    """One dated row of the limit table. A row in use is ended and followed, never edited."""

    __tablename__ = "limit_rule"

    id: Mapped[int] = mapped_column(primary_key=True)
    request_type: Mapped[RequestType | None] = mapped_column(WordType(RequestType))
    order_class: Mapped[OrderClass | None] = mapped_column(WordType(OrderClass))
    urgency: Mapped[Urgency | None] = mapped_column(WordType(Urgency))
    sign_amount: Mapped[int | None]
    sign_unit: Mapped[Unit | None] = mapped_column(WordType(Unit))
    contact_amount: Mapped[int | None]
    contact_unit: Mapped[Unit | None] = mapped_column(WordType(Unit))
    reply_amount: Mapped[int]
    reply_unit: Mapped[Unit] = mapped_column(WordType(Unit))
    callback_amount: Mapped[int | None]
    callback_unit: Mapped[Unit | None] = mapped_column(WordType(Unit))
    legal_basis: Mapped[str] = mapped_column(sa.String(400))
    effective_from: Mapped[date]
    effective_to: Mapped[date | None]
    "Last day on which the row applies, inclusive."
    preset: Mapped[str | None] = mapped_column(sa.String(40))
    created_at: Mapped[datetime] = mapped_column(Moment)


class CalendarYear(Base):
    """Whether the State Council has announced the year's holidays."""

    __tablename__ = "calendar_year"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    is_official: Mapped[bool]
    source: Mapped[str] = mapped_column(sa.String(400))
    updated_at: Mapped[datetime] = mapped_column(Moment)


class CalendarDay(Base):
    """A day that differs from the plain week: a holiday, or a weekend day that is worked (调休)."""

    __tablename__ = "calendar_day"

    on: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(40))
    is_off: Mapped[bool]


class SettingRow(Base):
    """A setting's value from a date on; the definitions stand in domain.settings."""

    __tablename__ = "setting"
    __table_args__ = (sa.UniqueConstraint("key", "effective_from"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(40))
    value: Mapped[Any] = mapped_column(sa.JSON)
    effective_from: Mapped[date]
    set_at: Mapped[datetime] = mapped_column(Moment)
    set_by: Mapped[str] = mapped_column(sa.String(40))
