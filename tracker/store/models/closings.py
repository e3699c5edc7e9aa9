"""结账: months whose figures were frozen, the orders behind them, and what was corrected later."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tracker.domain.words import OrderClass, RequestType
from tracker.store.db import Base
from tracker.store.types import Moment, WordType


class ClosedMonth(Base):
    """One closing of a month. It stands until it is reopened, and is kept for ever."""

    __tablename__ = "closed_month"
    __table_args__ = (
        # One standing closing a month: whoever comes second finds the month closed.
        sa.Index(
            "uq_closed_month_standing", "month", unique=True,
            sqlite_where=sa.text("reopened_at IS NULL"), postgresql_where=sa.text("reopened_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    month: Mapped[str] = mapped_column(sa.String(7), index=True)
    "YYYY-MM"
    closed_at: Mapped[datetime] = mapped_column(Moment)
    closed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    closed_by: Mapped[str] = mapped_column(sa.String(40))
    bulletin: Mapped[str] = mapped_column(sa.Text, deferred=True)
    "Canonical JSON of domain.frozen; text, so that its bytes stay what the checksum was taken of."
    sha256: Mapped[str] = mapped_column(sa.String(64))
    "Of the bulletin's bytes."
    summary: Mapped[str] = mapped_column(sa.Text, deferred=True)
    "总览 and the definitions out of the bulletin: what trends and lists ask for often."
    workbook_id: Mapped[int] = mapped_column(sa.ForeignKey("workbook.id"))
    reopened_at: Mapped[datetime | None] = mapped_column(Moment)
    reopened_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    reopened_by: Mapped[str | None] = mapped_column(sa.String(40))
    reopen_reason: Mapped[str] = mapped_column(sa.Text, default="")


class ClosedMonthOrder(Base):
    """An order, or a unit's part in it, that a closed month counted, with what decides into which figures it went."""

    __tablename__ = "closed_month_order"

    closing_id: Mapped[int] = mapped_column(sa.ForeignKey("closed_month.id"), primary_key=True)
    order_id: Mapped[int] = mapped_column(sa.ForeignKey("work_order.id"), primary_key=True, index=True)
    part_id: Mapped[int] = mapped_column(primary_key=True, default=0)
    "The assignment that was counted as 件次; 0 for the order itself."
    unit_id: Mapped[int | None]
    "The unit of the part; empty for the order itself."
    tallies: Mapped[str] = mapped_column(sa.Text)
    "The codes of the tallies that counted it, between blanks; a sum's with what it added: “ received extensions=2 ”."
    lead_id: Mapped[int | None]
    request_type: Mapped[RequestType] = mapped_column(WordType(RequestType))
    order_class: Mapped[OrderClass] = mapped_column(WordType(OrderClass))
    channel_code: Mapped[str] = mapped_column(sa.String(40))
    matter_code: Mapped[str | None] = mapped_column(sa.String(40))
    place_code: Mapped[str | None] = mapped_column(sa.String(40))
    enterprise: Mapped[str | None] = mapped_column(sa.String(120))


class CorrectionRow(Base):
    """更正: a figure of a closed month that orders changed later, as the bulletin of another month noted it."""

    __tablename__ = "correction"

    id: Mapped[int] = mapped_column(primary_key=True)
    closing_id: Mapped[int] = mapped_column(sa.ForeignKey("closed_month.id"), index=True)
    "The closing whose figure it was."
    noted_in_id: Mapped[int] = mapped_column(sa.ForeignKey("closed_month.id"), index=True)
    "The closing whose bulletin says so."
    key: Mapped[str] = mapped_column(sa.String(60))
    "The indicator's."
    unit_id: Mapped[int | None]
    "The unit whose line it is; empty for 总览."
    label: Mapped[str] = mapped_column(sa.String(120))
    measure: Mapped[str] = mapped_column(sa.String(32))
    was: Mapped[str | None] = mapped_column(sa.String(40))
    "Decimal text; empty where there was no figure."
    now: Mapped[str | None] = mapped_column(sa.String(40))
    orders: Mapped[list[Any]] = mapped_column(sa.JSON)
    "Numbers of the orders that made the difference, the first fifty."
    order_count: Mapped[int]
    found_at: Mapped[datetime] = mapped_column(Moment)
