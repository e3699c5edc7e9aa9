"""保密: which unit was told who called, and which unit must not see an order at all. The rule: domain/disclosure.py."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tracker.store.db import Base
from tracker.store.types import Moment


class IdentityGrant(Base):
    """One confidential order's identity opened to one unit, till it is revoked."""

    __tablename__ = "identity_grant"
    __table_args__ = (
        sa.Index(
            "uq_identity_grant_standing", "order_id", "department_id", unique=True,
            sqlite_where=sa.text("revoked_at IS NULL"), postgresql_where=sa.text("revoked_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(sa.ForeignKey("work_order.id"))
    department_id: Mapped[int] = mapped_column(sa.ForeignKey("department.id"))
    reason: Mapped[str] = mapped_column(sa.String(500))
    granted_by: Mapped[str] = mapped_column(sa.String(40))
    granted_at: Mapped[datetime] = mapped_column(Moment)
    revoked_by: Mapped[str | None] = mapped_column(sa.String(40))
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)


class ExcludedUnit(Base):
    """回避: a unit that the order accuses. It gets no part in the order and sees nothing of it."""

    __tablename__ = "excluded_unit"
    __table_args__ = (
        sa.Index(
            "uq_excluded_unit_standing", "order_id", "department_id", unique=True,
            sqlite_where=sa.text("lifted_at IS NULL"), postgresql_where=sa.text("lifted_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(sa.ForeignKey("work_order.id"))
    department_id: Mapped[int] = mapped_column(sa.ForeignKey("department.id"))
    reason: Mapped[str] = mapped_column(sa.String(500))
    excluded_by: Mapped[str] = mapped_column(sa.String(40))
    excluded_at: Mapped[datetime] = mapped_column(Moment)
    lifted_by: Mapped[str | None] = mapped_column(sa.String(40))
    lifted_at: Mapped[datetime | None] = mapped_column(Moment)
