"""What the preview of an uploaded sheet shows, and the person's latest uploads."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.refusals import NotFound
from tracker.domain.words import N_, OrderClass, RequestType, Stage, Word
from tracker.store.db import db
from tracker.store.models import ImportBatch

MOST_SHOWN = 10
NAME_HEADERS = ("主办单位", "协办单位", "来源渠道", "事项分类")


class BatchState(Word):
    """How far an upload has come."""

    PREVIEWED = "previewed", N_("待确认")
    IMPORTED = "imported", N_("已导入")
    DROPPED = "dropped", N_("已放弃")


@dataclass(frozen=True)
class BadCell:
    """One problem: where it is on the sheet and what to do, `message % params`."""

    row: int
    header: str
    message: str
    params: dict[str, Any]


@dataclass(frozen=True)
class RowShown:
    """One of the first rows, as it would be taken."""

    row: int
    source_number: str
    title: str
    request_type: RequestType
    order_class: OrderClass
    received_at: datetime
    lead: str | None
    stage: Stage


@dataclass(frozen=True)
class ImportPreview:
    """An uploaded sheet. `good`, `existing` and `bad` count rows; `added` orders, once it was imported."""

    id: int
    file_name: str
    state: BatchState
    uploaded_at: datetime
    finished_at: datetime | None
    good: int
    existing: int
    bad: int
    added: int
    problem_count: int
    problems: tuple[BadCell, ...]
    rows: tuple[RowShown, ...]
    stages: tuple[tuple[Stage, int], ...]
    new_units: tuple[str, ...]
    units_in_use: tuple[str, ...]
    add_departments: bool
    new_codes: tuple[str, ...]
    add_codes: bool

    @property
    def may_add_names(self) -> bool:
        """Is a unit, channel or matter unknown, or was it chosen to add them? Then the choice is offered."""
        is_unknown = any(problem.header in NAME_HEADERS for problem in self.problems)
        return is_unknown or self.add_departments or self.add_codes


def _row(kept: dict[str, Any]) -> RowShown:
    return RowShown(
        kept["row"], kept["source_number"], kept["title"], RequestType(kept["request_type"]),
        OrderClass(kept["order_class"]), datetime.fromisoformat(kept["received_at"]), kept["lead"],
        Stage(kept["stage"]),
    )


def _shown(batch: ImportBatch) -> ImportPreview:
    told = batch.summary
    return ImportPreview(
        id=batch.id, file_name=batch.file_name, state=BatchState(batch.state), uploaded_at=batch.uploaded_at,
        finished_at=batch.finished_at, good=told["good"], existing=told["existing"], bad=told["bad"],
        added=told.get("added", 0), problem_count=told["problem_count"],
        problems=tuple(BadCell(**kept) for kept in told["problems"]), rows=tuple(map(_row, told["rows"])),
        stages=tuple((stage, told["stages"][stage]) for stage in Stage if stage in told["stages"]),
        new_units=tuple(told["new_units"]), units_in_use=tuple(told.get("units_in_use", ())),
        add_departments=told["add_departments"],
        new_codes=tuple(told.get("new_codes", ())), add_codes=told.get("add_codes", False),
    )


def import_preview(batch_id: int, *, by: Actor) -> ImportPreview:
    """Raises NotFound for an upload that does not exist or is another person's."""
    require(by, Permission.IMPORT_ORDERS)
    batch = db.session.scalar(
        select(ImportBatch).where(ImportBatch.id == batch_id, ImportBatch.uploaded_by_id == by.id)
    )
    if batch is None:
        raise NotFound(N_("没有找到这次导入，请重新上传。"))
    return _shown(batch)


def own_imports(*, by: Actor) -> tuple[ImportPreview, ...]:
    """The person's latest uploads, newest first."""
    require(by, Permission.IMPORT_ORDERS)
    found = db.session.scalars(
        select(ImportBatch).where(ImportBatch.uploaded_by_id == by.id)
        .order_by(ImportBatch.uploaded_at.desc(), ImportBatch.id.desc()).limit(MOST_SHOWN)
    )
    return tuple(map(_shown, found))
