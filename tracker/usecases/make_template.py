"""The import template: our headers, what to enter under each, and one example row."""

from pathlib import Path

from tracker.sheets.template import write_template


def make_template(path: Path) -> None:
    """Write the template workbook at `path`."""
    write_template(path)
