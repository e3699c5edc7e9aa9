"""导出知识库: what a list shows, as a workbook; who took it is on record."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from tracker import clock
from tracker.domain.permissions import Actor, Permission, require
from tracker.sheets.knowledge import write_knowledge, write_knowledge_template
from tracker.store import tables
from tracker.store.db import transaction
from tracker.store.story import journal


def export_articles(path: Path, rows: Sequence[Mapping[str, Any]], *, tab: str, by: Actor, now: datetime) -> None:
    """Write the rows of the list (reads.knowledge_sheet) as a workbook at `path`."""
    require(by, Permission.WRITE_KNOWLEDGE)
    with transaction():
        local = now.astimezone(clock.LOCAL)
        write_knowledge(path, rows, tables.settings_on(local.date()).office_name, local)
        journal("knowledge.exported", "知识库", by, now, tab=tab, count=len(rows))


def make_knowledge_template(path: Path, *, by: Actor, now: datetime) -> None:
    """Write the template to fill in."""
    require(by, Permission.WRITE_KNOWLEDGE)
    local = now.astimezone(clock.LOCAL)
    write_knowledge_template(path, tables.settings_on(local.date()).office_name, local)
