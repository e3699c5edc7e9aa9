"""What a workbook is to be: its sheets, their columns and rows, what stands around them. Written by writer.py."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from openpyxl.chart._chart import ChartBase
from openpyxl.formatting.rule import Rule
from openpyxl.worksheet.datavalidation import DataValidation

from tracker.sheets.cells import Cell, Value
from tracker.sheets.looks import Look

Row = Sequence[Value | Cell]


@dataclass(frozen=True)
class Column:
    """One column: header, width in characters, and how its values look."""

    header: str
    width: float
    look: Look = Look.TEXT
    blank_format: str = ""
    "The number format of cells that are still to be filled in."


@dataclass(frozen=True)
class Sheet:
    """One sheet: a header row and rows below it, nothing above, so that other people's scripts can read it."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Row]
    frozen_columns: int = 1
    total: Row | None = None
    has_filter: bool = False
    is_register: bool = False
    "A long list: plain rows of one height, on A3, two pages wide with the first column on both."
    signed_by: str = ""
    "Who signs, in the middle of the foot."
    charts: Sequence[tuple[ChartBase, str]] = ()
    "openpyxl's charts and the cells at which their upper left corners stand. They name their data as '总览'!$B$2:$B$9."
    conditional: Sequence[tuple[str, Rule]] = ()
    "Ranges and openpyxl's rules for them."
    validations: Sequence[DataValidation] = ()
    "What may be entered where; each names its own ranges."
    tab_color: str = ""
    "RRGGBB"
    orientation: str = "landscape"
    "Or portrait."
    print_to: str = ""
    "The last cell that is printed; else the table's. A sheet with charts and none named is printed whole."
    pages_wide: int = 1
    "Over how many pages a wide table is spread; its first columns are printed on each."
    has_header: bool = True
    "Without: a page to read, such as a cover: its rows from the first line on, nothing in the margins."
    merged: Sequence[str] = ()
    "Ranges that are shown as one cell."
    heights: Mapping[int, float] = field(default_factory=dict)
    "Points of the rows that are not to be fitted to their text."


@dataclass(frozen=True)
class Book:
    """A workbook: what is printed on every page, and its sheets."""

    title: str
    office_name: str
    period: str
    "What it counts over; empty for a list of what there is, whose moment stands in the foot."
    made_at: datetime
    sheets: Sequence[Sheet] = field(default_factory=tuple)
    watermark: str = ""
    "Who took it away, in the middle of every page's foot, where nobody signs there."
