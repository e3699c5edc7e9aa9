"""个人信息请求: who asked on whose behalf by which proof, and which orders were found. No name and no number."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tracker.domain.personal_requests import Right, Verified
from tracker.store.db import Base
from tracker.store.types import Moment, WordType


class PersonalRequest(Base):
    """One request of a caller. Whoever verified the caller answers it: another person verifies anew."""

    __tablename__ = "personal_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_key: Mapped[str] = mapped_column(sa.String(40), unique=True)
    asked_at: Mapped[datetime] = mapped_column(Moment)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    asked_for: Mapped[Right] = mapped_column(WordType(Right))
    verified: Mapped[Verified] = mapped_column(WordType(Verified))
    found: Mapped[list[list[int | str]]] = mapped_column(sa.JSON)
    "[order's id, code of Standing] of each, as they were found."
    copies: Mapped[int] = mapped_column(default=0)
    "How often what is held was handed over."
    corrections: Mapped[int] = mapped_column(default=0)
    "Orders that were corrected, or to which a correction was noted."
