"""The import template: our headers, the choices under each, and how to fill them."""

from pathlib import Path

from tracker.domain.words import CodeTable
from tracker.sheets.template import write_template
from tracker.store import tables


def make_template(path: Path) -> None:
    """Write the template workbook at `path`, with the channels that the office uses now."""
    write_template(path, {"channel": list(tables.code_names(CodeTable.CHANNEL, active_only=True).values())})
