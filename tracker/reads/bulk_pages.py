"""A selection before it is worked on, and what came of each of its orders afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from tracker.domain.permissions import Actor
from tracker.domain.refusals import NotFound
from tracker.domain.words import N_
from tracker.reads.order_rows import OrderRow, rows, with_lead
from tracker.store.db import db
from tracker.store.models import BulkItem, BulkRun, WorkOrder
from tracker.store.orders import visible_to


def selection(order_ids: Sequence[int], *, by: Actor, now: datetime) -> tuple[OrderRow, ...]:
    """The orders of the selection that the person may see, in its order."""
    found = db.session.scalars(with_lead(select(WorkOrder)).where(WorkOrder.id.in_(order_ids), visible_to(by)))
    places = {order_id: place for place, order_id in enumerate(order_ids)}
    return rows(sorted(found, key=lambda order: places[order.id]), by, now)


@dataclass(frozen=True)
class Result:
    """One order of a run; `row` is None for one that the person may not see (or no longer)."""

    row: OrderRow | None
    outcome: str
    message: str
    params: dict[str, Any]


@dataclass(frozen=True)
class BulkPage:
    """A run: its orders as they stand now, with what came of each."""

    action: str
    started_at: datetime
    is_finished: bool
    results: tuple[Result, ...]

    def count(self, outcome: str) -> int:
        """How many came out so."""
        return sum(result.outcome == outcome for result in self.results)


def bulk_page(run_id: int, *, by: Actor, now: datetime) -> BulkPage:
    """Raises NotFound for a run that is not the person's own."""
    run = db.session.scalar(select(BulkRun).where(BulkRun.id == run_id, BulkRun.person_id == by.id))
    if run is None:
        raise NotFound(N_("没有找到这次批量办理。"))
    items = db.session.scalars(select(BulkItem).where(BulkItem.run_id == run.id).order_by(BulkItem.id)).all()
    seen = {row.id: row for row in selection([item.order_id for item in items], by=by, now=now)}
    return BulkPage(run.action, run.started_at, run.finished_at is not None, tuple(
        Result(seen.get(item.order_id), item.outcome, item.message, dict(item.params)) for item in items
    ))
