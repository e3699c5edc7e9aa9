"""导出: a selection or everything that a list finds as a workbook; names and phones masked, the taking on record."""

import os
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path

from tracker.clock import LOCAL
from tracker.domain.filters import Filters, without_phones
from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.refusals import Invalid
from tracker.domain.words import N_
from tracker.sheets.listing import HEADERS, write_listing
from tracker.store import sections, tables
from tracker.store.db import transaction
from tracker.store.finding import conditions, span
from tracker.store.ledger import Value
from tracker.store.listed import listed_rows
from tracker.store.lists import sections_of
from tracker.store.models import WorkOrder
from tracker.store.story import journal

MOST = 10_000
"Rows of one workbook: the page waits for it."


@dataclass(frozen=True)
class Exported:
    """The workbook, and the name under which it is sent."""

    file: BytesIO
    file_name: str
    count: int


def _ids(filters: Filters, order_ids: Sequence[int] | None, by: Actor, now: datetime) -> list[int]:
    if order_ids is not None:
        wanted = sections_of("", [WorkOrder.id.in_(order_ids)], by)
    else:
        wanted = sections_of(filters.q, conditions(filters, now), by, span(filters))
    found = sections.ids(wanted, MOST + 1)
    if not found:
        raise Invalid(N_("没有可以导出的工单。请勾选工单，或放宽条件。"))
    if len(found) > MOST:
        raise Invalid(
            N_("结果超过 %(most)d 件，页面上一次导不完。请缩小受理时间范围分几次导出；整月的可以用月报的明细。"), most=MOST)
    return found


def _write(rows: Iterator[dict[str, Value]], now: datetime) -> bytes:
    handle, name = tempfile.mkstemp(prefix="orders-", suffix=".xlsx")
    os.close(handle)
    path = Path(name)
    try:
        office = tables.settings_on(now.astimezone(LOCAL).date()).office_name
        write_listing(([row.get(header) for header in HEADERS] for row in rows), office, now, path)
        return path.read_bytes()
    finally:
        path.unlink(missing_ok=True)


def export_orders(
    filters: Filters, *, query: str = "", order_ids: Sequence[int] | None = None, by: Actor, now: datetime
) -> Exported:
    """The orders that `filters` find, or those of the selection that the person may see.

    `query` is the filters' address for the journal. Refuses nothing to export and more than fit.
    """
    require(by, Permission.EXPORT_ORDERS)
    found = _ids(filters, order_ids, by, now)
    data = _write(listed_rows(found), now)
    name = f"工单清单 {now.astimezone(LOCAL):%Y%m%d-%H%M%S}.xlsx"
    with transaction():
        journal(
            "orders.exported", name, by, now, count=len(found), is_selection=order_ids is not None,
            filter="" if order_ids is not None else without_phones(query),
        )
    return Exported(BytesIO(data), name, len(found))
