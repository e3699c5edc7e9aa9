"""导出审计记录: what a search finds, as a workbook; who took it is on record like everything else."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from tracker import clock
from tracker.domain.audit_search import Wanted
from tracker.domain.permissions import Actor, Permission, require
from tracker.sheets.audit import write_audit
from tracker.sheets.cells import Value
from tracker.store import tables
from tracker.store.db import transaction
from tracker.store.story import journal


def export_audit(
    path: Path, rows: Iterable[Sequence[Value]], wanted: Wanted, *, by: Actor, now: datetime,
) -> None:
    """Write the rows of the search (reads.audit_sheet) as a workbook at `path`."""
    require(by, Permission.EXPORT_AUDIT)
    local = now.astimezone(clock.LOCAL)
    count = 0

    def counted() -> Iterator[Sequence[Value]]:
        nonlocal count
        for row in rows:
            count += 1
            yield row

    mark = f"{by.name} {local:%Y-%m-%d %H:%M} 导出"
    write_audit(path, counted(), tables.settings_on(local.date()).office_name, local, watermark=mark)
    with transaction():
        journal("audit.exported", wanted.said(), by, now, rows=count)
