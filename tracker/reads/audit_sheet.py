"""审计记录 for a workbook: the rows that a search finds, each said in Chinese."""

from collections.abc import Iterator

from tracker.clock import LOCAL
from tracker.domain.audit_search import Detail, Outcome, Wanted
from tracker.domain.audit_words import field_label, origin_words
from tracker.domain.permissions import Actor, Permission, require
from tracker.reads.audit_page import audit_rows

MOST = 50_000
"Rows of one workbook; further back, the dates are narrowed."

SheetRow = tuple[str | int | None, ...]


def sheet_rows(wanted: Wanted, *, by: Actor) -> Iterator[SheetRow]:
    """The newest first."""
    require(by, Permission.EXPORT_AUDIT)
    for row in audit_rows(wanted, MOST):
        who = f"{row.who}（代 {row.on_behalf}）" if row.on_behalf else row.who
        yield (
            f"{row.at.astimezone(LOCAL):%Y-%m-%d %H:%M:%S}", who, origin_words(row.origin), row.story.label, row.kind,
            row.sentence % row.params, row.number,
            (Outcome.REFUSED if row.is_refused else Outcome.DONE).label, "；".join(map(_said, row.details)), row.id,
        )


def _said(detail: Detail) -> str:
    label = field_label(detail.name)
    return f"{label}：{detail.after}" if detail.before is None else f"{label}：{detail.before} → {detail.after}"
