"""How any workbook is written: one path for all, rows streamed into sheets, the same bytes for the same data.

What stands in a workbook is decided in its own module (monthly.py, listing.py …), as a Book (book.py). Cells: cells.py;
the page: paper.py; reading a workbook: reader.py.
"""

from collections.abc import Iterator
from datetime import UTC
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from tracker.sheets.book import Book, Column, Row, Sheet
from tracker.sheets.looks import add_styles
from tracker.sheets.paper import close_table, set_up
from tracker.sheets.rows import RowWriter, style_ids
from tracker.sheets.splice import PinnedZip, SplicingWriter

__all__ = ["NOTHING", "Book", "Column", "Row", "Sheet", "write_book"]

NOTHING = "—"
"Written for a figure that does not exist."


def _package(book: Book) -> Workbook:
    """Everything but the rows."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    add_styles(workbook)
    made_at = book.made_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    properties = workbook.properties
    properties.creator = properties.lastModifiedBy = book.office_name
    properties.title, properties.created, properties.modified = book.title, made_at, made_at
    for planned in book.sheets:
        set_up(workbook.create_sheet(planned.name), planned, book)
    return workbook


def write_book(book: Book, path: Path) -> None:
    """Write the workbook to `path`, row by row; a broken attempt leaves no file. The same book gives the same bytes."""
    workbook = _package(book)
    styles = style_ids(workbook.worksheets[0])
    planned_of = dict(zip(workbook.worksheets, book.sheets, strict=True))

    def rows(sheet: Any) -> Iterator[str]:
        planned = planned_of[sheet]
        writer = RowWriter(planned, styles)
        yield from writer.text()
        close_table(sheet, planned, writer.count)

    archive = PinnedZip(path, book.made_at)
    try:
        # ExcelWriter rather than Workbook.save, which stamps the machine's clock on the package.
        SplicingWriter(workbook, archive, rows).save()
    except BaseException:
        archive.close()
        path.unlink(missing_ok=True)
        raise
