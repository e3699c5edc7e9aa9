"""What the program keeps of its own work: job runs, workbooks made, imports previewed, number series."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tracker.store.db import Base
from tracker.store.types import Moment, SealedJSON


class JobRun(Base):
    """One job for one period: the unique key is the lease that lets it happen once."""

    __tablename__ = "job_run"
    __table_args__ = (sa.UniqueConstraint("job", "period"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    job: Mapped[str] = mapped_column(sa.String(40))
    period: Mapped[str] = mapped_column(sa.String(40))
    state: Mapped[str] = mapped_column(sa.String(16))
    "running, done or failed"
    holder: Mapped[str] = mapped_column(sa.String(80))
    lease_until: Mapped[datetime | None] = mapped_column(Moment)
    "A run whose holder died may be taken over after this moment."
    attempts: Mapped[int] = mapped_column(default=1)
    started_at: Mapped[datetime] = mapped_column(Moment, index=True)
    finished_at: Mapped[datetime | None] = mapped_column(Moment)
    result: Mapped[str] = mapped_column(sa.Text, default="")


class Workbook(Base):
    """A workbook that was made and kept under the data folder."""

    __tablename__ = "workbook"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(20))
    period: Mapped[str] = mapped_column(sa.String(24), index=True)
    "Period.name: 2026-10, 2026, 2026Q3, 2026-01-01至2026-03-15."
    file_name: Mapped[str] = mapped_column(sa.String(200))
    "Below <data>/workbooks."
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(sa.String(64))
    made_at: Mapped[datetime] = mapped_column(Moment)
    made_by: Mapped[str] = mapped_column(sa.String(40))


class ImportBatch(Base):
    """A sheet that was uploaded: previewed, then imported or dropped."""

    __tablename__ = "import_batch"

    id: Mapped[int] = mapped_column(primary_key=True)
    file_name: Mapped[str] = mapped_column(sa.String(200))
    stored_name: Mapped[str] = mapped_column(sa.String(80))
    "Below <data>/imports."
    state: Mapped[str] = mapped_column(sa.String(16))
    "previewed, imported or dropped"
    summary: Mapped[dict[str, Any]] = mapped_column(SealedJSON("import_batch.summary"))
    "What was found in it; a problem quotes what stands in a cell."
    uploaded_at: Mapped[datetime] = mapped_column(Moment)
    uploaded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    uploaded_by: Mapped[str] = mapped_column(sa.String(40))
    finished_at: Mapped[datetime | None] = mapped_column(Moment)


class Serial(Base):
    """The last number given in a series; its row lock keeps numbers unique and without gaps."""

    __tablename__ = "serial"

    series: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    last: Mapped[int]
