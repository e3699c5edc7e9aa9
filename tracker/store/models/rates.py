"""Rates counted together by several processes."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tracker.store.db import Base
from tracker.store.types import Moment


class RateCount(Base):
    """How often one person or address asked for one kind of thing within the window that is running."""

    __tablename__ = "rate_count"

    key: Mapped[str] = mapped_column(sa.String(120), primary_key=True)
    asked: Mapped[int]
    ends_at: Mapped[datetime] = mapped_column(Moment, index=True)
