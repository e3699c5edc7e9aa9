"""How any workbook is written: rows streamed into sheets, print set-up, the same bytes for the same data.

Cells: cells.py. What stands in a workbook is decided in its own module (monthly.py); reading one is in reader.py.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain, repeat
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.writer.excel import ExcelWriter

from tracker.clock import LOCAL
from tracker.sheets.cells import Cell, Value, local_moment, written_cell
from tracker.sheets.looks import Look, add_styles

NOTHING = "—"
"Written for a figure that does not exist."
A4, A3 = 9, 8
LINE_HEIGHT, ROW_PADDING, REGISTER_HEIGHT = 16, 8, 22
"Points."


@dataclass(frozen=True)
class Column:
    """One column: header, width in characters, and how its values look."""

    header: str
    width: float
    look: Look = Look.TEXT


@dataclass(frozen=True)
class Sheet:
    """One sheet: a header row and rows below it, nothing above, so that other people's scripts can read it."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value | Cell]]
    frozen_columns: int = 1
    total: Sequence[Value | Cell] | None = None
    has_filter: bool = False
    is_register: bool = False
    "A long list: plain rows of one height, on A3, two pages wide with the first column on both."
    signed_by: str = ""
    "Who signs, in the middle of the foot."


@dataclass(frozen=True)
class Book:
    """A workbook: what is printed on every page, and its sheets."""

    title: str
    office_name: str
    period: str
    made_at: datetime
    sheets: Sequence[Sheet] = field(default_factory=tuple)


class _PinnedZip(ZipFile):
    """A package whose entries all bear one time, so that the same data give the same bytes."""

    def __init__(self, path: Path, at: datetime) -> None:
        super().__init__(path, "w", ZIP_DEFLATED, allowZip64=True)
        self._at = at.astimezone(LOCAL).timetuple()[:6]

    def _entry(self, name: str) -> ZipInfo:
        entry = ZipInfo(name, self._at)
        entry.compress_type = ZIP_DEFLATED
        entry.external_attr = 0o600 << 16
        return entry

    def writestr(self, zinfo_or_arcname: Any, data: Any, *args: Any, **kwargs: Any) -> None:
        super().writestr(self._entry(str(zinfo_or_arcname)), data)

    def write(self, filename: Any, arcname: Any = None, *args: Any, **kwargs: Any) -> None:
        with open(filename, "rb") as source, self.open(self._entry(str(arcname or filename)), "w") as entry:
            while chunk := source.read(1 << 20):
                entry.write(chunk)


def _row(sheet: Any, columns: Sequence[Column], values: Sequence[Value | Cell], bold: bool) -> Iterator[Any]:
    for column, value in zip(columns, values, strict=True):
        shown = value if isinstance(value, Cell) else Cell(value, column.look)
        look = shown.look.bold if bold else shown.look
        yield None if shown.value is None and not look.has_border else written_cell(sheet, shown.value, look)


def _ampersands(text: str) -> str:
    """& begins a code in headers and footers."""
    return text.replace("&", "&&")


def _set_up(sheet: Any, planned: Sheet, book: Book) -> None:
    sheet.freeze_panes = f"{get_column_letter(planned.frozen_columns + 1)}2"
    for place, column in enumerate(planned.columns, 1):
        sheet.column_dimensions[get_column_letter(place)].width = column.width
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    page = sheet.page_setup
    page.orientation, page.paperSize = "landscape", A3 if planned.is_register else A4
    page.fitToWidth, page.fitToHeight = 2 if planned.is_register else 1, 0
    sheet.print_title_rows = "1:1"
    if planned.is_register:
        sheet.sheet_format.defaultRowHeight, sheet.sheet_format.customHeight = REGISTER_HEIGHT, True
        sheet.print_title_cols, page.pageOrder = f"A:{get_column_letter(planned.frozen_columns)}", "overThenDown"
        sheet.print_options.gridLines = True
    sheet.row_dimensions[1].height = 30
    _set_margins(sheet, planned, book)


def _set_margins(sheet: Any, planned: Sheet, book: Book) -> None:
    """What stands around the table on paper: title, office and period above, time and page below."""
    sheet.print_options.horizontalCentered = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.5
    margins.top, margins.bottom, margins.header, margins.footer = 0.9, 0.7, 0.4, 0.35
    head, foot = sheet.oddHeader, sheet.oddFooter
    head.center.text, head.center.size = _ampersands(f"{book.title}　{planned.name}"), 15
    head.left.text, head.left.size = _ampersands(f"编制单位：{book.office_name}"), 10
    head.right.text, head.right.size = _ampersands(f"统计期：{book.period}"), 10
    foot.left.text, foot.left.size = f"生成时间：{local_moment(book.made_at):%Y-%m-%d %H:%M}", 9
    if planned.signed_by:
        foot.center.text, foot.center.size = _ampersands(planned.signed_by), 11
    foot.right.text, foot.right.size = "第 &P 页，共 &N 页", 9


def _height(columns: Sequence[Column], values: Sequence[Value | Cell]) -> float:
    """The row's height in points for its longest wrapped text; Excel and others do not fit rows by themselves."""
    lines = 1
    for column, value in zip(columns, values, strict=True):
        text = value.value if isinstance(value, Cell) else value
        if isinstance(text, str):
            # A Chinese character is as wide as two digits; a little room for other fonts.
            wide = sum(1 if character < "\u1100" else 2 for character in text)
            lines = max(lines, -(-wide * 108 // 100 // max(1, int(column.width) - 1)))
    return lines * LINE_HEIGHT + ROW_PADDING


def _fill(sheet: Any, planned: Sheet) -> None:
    columns, count = planned.columns, 1
    sheet.append([written_cell(sheet, column.header, Look.HEADER) for column in columns])
    totals = [] if planned.total is None else [planned.total]
    for values, bold in chain(zip(planned.rows, repeat(False)), zip(totals, repeat(True))):
        count += 1
        if not planned.is_register:
            sheet.row_dimensions[count].height = _height(columns, values)
        sheet.append(list(_row(sheet, columns, values, bold)))
    last = get_column_letter(len(columns))
    if planned.has_filter:
        sheet.auto_filter.ref = f"A1:{last}{count}"
    sheet.print_area = f"A1:{last}{count}"


def _abandon(workbook: Workbook) -> None:
    """Remove the temporary files in which openpyxl gathers rows."""
    for sheet in workbook.worksheets:
        sheet.close()
        sheet._writer.cleanup()


def write_book(book: Book, path: Path) -> None:
    """Write the workbook to `path`, row by row. The same book gives the same bytes."""
    workbook = Workbook(write_only=True)
    add_styles(workbook)
    made_at = book.made_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    properties = workbook.properties
    properties.creator = properties.lastModifiedBy = book.office_name
    properties.title, properties.created, properties.modified = book.title, made_at, made_at
    try:
        for planned in book.sheets:
            sheet = workbook.create_sheet(planned.name)
            _set_up(sheet, planned, book)
            _fill(sheet, planned)
    except BaseException:
        _abandon(workbook)
        raise
    # ExcelWriter rather than Workbook.save, which stamps the machine's clock on the package.
    ExcelWriter(workbook, _PinnedZip(path, book.made_at)).save()
