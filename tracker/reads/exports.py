"""我的导出: a person's exports, newest first, how far each is, and until when its file lies there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from tracker.clock import LOCAL
from tracker.domain.exports import COLUMNS, ExportState
from tracker.domain.permissions import Actor, Permission, require
from tracker.store import sections, tables
from tracker.store.db import db
from tracker.store.exports import found_by
from tracker.store.models import Export

MOST_SHOWN = 50
COUNTED = 10_000
"The form counts no further."


@dataclass(frozen=True)
class ExportRow:
    """One export; `size` in bytes."""

    id: int
    asked_at: datetime
    said: str
    selected: int | None
    "How many were ticked; None for everything that the list found."
    columns: int
    is_unmasked: bool
    reason: str
    state: ExportState
    total: int | None
    done: int
    message: str
    params: Mapping[str, Any]
    finished_at: datetime | None
    size: int
    sha256: str
    downloads: int
    kept_until: datetime | None
    "When the file goes; None where there is none."
    is_removed: bool

    @property
    def percent(self) -> int:
        """How far, of a hundred."""
        return min(100, 100 * self.done // self.total) if self.total else 0


def _row(export: Export, days: int) -> ExportRow:
    has_file = export.state is ExportState.DONE and export.removed_at is None and export.finished_at is not None
    kept_until = export.finished_at + timedelta(days=days) if has_file and export.finished_at else None
    return ExportRow(
        export.id, export.asked_at, export.said, None if export.order_ids is None else len(export.order_ids),
        len(export.columns), export.is_unmasked, export.reason, export.state, export.total, export.done,
        export.message, export.params, export.finished_at, export.size, export.sha256, export.downloads,
        kept_until, export.removed_at is not None,
    )


def my_exports(*, by: Actor, now: datetime) -> tuple[ExportRow, ...]:
    """The person's newest exports."""
    require(by, Permission.EXPORT_ORDERS)
    days = tables.settings_on(now.astimezone(LOCAL).date()).export_days
    found = db.session.scalars(
        select(Export).where(Export.person_id == by.id).order_by(Export.id.desc()).limit(MOST_SHOWN))
    return tuple(_row(export, days) for export in found)


@dataclass(frozen=True)
class ExportChoices:
    """What the form offers: the columns that the person took last, how many orders there are, and what it may hold."""

    columns: tuple[str, ...]
    count: int
    is_more: bool
    may_unmask: bool
    most_direct: int
    most_unmasked: int


def export_choices(
    filters: dict[str, Any], order_ids: list[int] | None, *, by: Actor, now: datetime
) -> ExportChoices:
    """For the orders that the list finds, or a selection of them."""
    require(by, Permission.EXPORT_ORDERS)
    rules = tables.settings_on(now.astimezone(LOCAL).date())
    last = db.session.scalar(
        select(Export.columns).where(Export.person_id == by.id).order_by(Export.id.desc()).limit(1))
    count = len(sections.ids(found_by(filters, order_ids, by, now), COUNTED + 1))
    return ExportChoices(
        tuple(header for header in last or COLUMNS if header in COLUMNS), min(count, COUNTED), count > COUNTED,
        by.may(Permission.REVEAL_CALLER), rules.export_direct_rows, rules.export_unmasked_rows,
    )
