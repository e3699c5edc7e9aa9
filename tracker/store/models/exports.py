"""导出: what a person asked to take out of a list, how far it is, and what became of the file."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tracker.domain.exports import ExportState
from tracker.store.db import Base
from tracker.store.types import Moment, SealedJSON, WordType


class Export(Base):
    """One export. The row outlives its file, which lies below <data>/exports."""

    __tablename__ = "export"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_key: Mapped[str] = mapped_column(sa.String(40), unique=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    asked_at: Mapped[datetime] = mapped_column(Moment)
    said: Mapped[str] = mapped_column(sa.Text, default="")
    "The list's conditions in the words of the page, without telephone numbers."
    filters: Mapped[dict[str, Any]] = mapped_column(SealedJSON("export.filters"))
    "domain.filters.kept(); a phone may have been looked for."
    order_ids: Mapped[list[int] | None] = mapped_column(sa.JSON(none_as_null=True))
    "A selection; else everything that the filters find when it is written."
    columns: Mapped[list[str]] = mapped_column(sa.JSON)
    is_unmasked: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(sa.String(200), default="")
    "Why it is unmasked."
    state: Mapped[ExportState] = mapped_column(WordType(ExportState), index=True)
    total: Mapped[int | None]
    "Orders to look at; known once it is begun."
    done: Mapped[int] = mapped_column(default=0)
    "Of these looked at; in the end the rows of the sheet."
    holder: Mapped[str] = mapped_column(sa.String(80), default="")
    lease_until: Mapped[datetime | None] = mapped_column(Moment)
    "A worker that let this moment pass is dead, and the export may be taken over."
    attempts: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime | None] = mapped_column(Moment)
    finished_at: Mapped[datetime | None] = mapped_column(Moment)
    message: Mapped[str] = mapped_column(sa.Text, default="")
    "Why it failed: a message id, with `params`, said in the reader's language."
    params: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    file_name: Mapped[str] = mapped_column(sa.String(80), default="")
    "The name under which it is sent."
    stored_name: Mapped[str] = mapped_column(sa.String(80), default="")
    size: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    sha256: Mapped[str] = mapped_column(sa.String(64), default="")
    downloads: Mapped[int] = mapped_column(default=0)
    removed_at: Mapped[datetime | None] = mapped_column(Moment)
    "When the file was deleted for its age."
