"""What a list of articles shows, as the workbook's rows: all pages of it."""

from datetime import date, datetime

from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.words import CodeTable
from tracker.reads.knowledge_list import Filters, matching
from tracker.reads.knowledge_rows import unit_names, uses
from tracker.store import tables

OFFICE_NAME = "热线办"
Row = dict[str, str | int | date | None]


def sheet_rows(filters: Filters, *, by: Actor, now: datetime) -> list[Row]:
    """Values by the field of sheets.knowledge.COLUMNS."""
    require(by, Permission.WRITE_KNOWLEDGE)
    found = matching(filters, by=by, now=now).found
    used, units = uses(one.id for one, _ in found), unit_names(one.department_id for one, _ in found)
    matters = tables.code_names(CodeTable.MATTER)
    return [
        {
            "kind": text.kind.label, "title": text.title, "body": text.body, "question": text.question,
            "keywords": text.keywords, "matter": matters.get(text.matter_code or "", ""),
            "legal_basis": text.legal_basis, "valid_from": text.valid_from.isoformat(),
            "valid_to": text.valid_to.isoformat() if text.valid_to else "",
            "unit": units.get(article.department_id, OFFICE_NAME), "state": article.state.label,
            "version": article.version, "uses": used.get(article.id, 0),
        }
        for article, text in found
    ]
