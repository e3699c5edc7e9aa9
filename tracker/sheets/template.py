"""The import template as a workbook: the ledger's own columns, empty, with lists to choose from; how to fill them."""

from collections.abc import Mapping, Sequence
from math import ceil
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties

from tracker.domain.cells import COUNT_MAX
from tracker.sheets.columns import LEDGER, Kind, LedgerColumn
from tracker.sheets.looks import Look, add_styles

FILLED_ROWS = 5_000
"Rows down to which the cells offer their lists."
LONGEST_LIST = 255
"Characters that Excel takes as a list of choices."
FORMATS = {Kind.CODE: "@", Kind.MOMENT: "yyyy-mm-dd hh:mm", Kind.COUNT: "0"}
EXPLAINED_WIDTHS = (20, 14, 84, 36)
LINE = 15
"Points of a line."
YES_NO = ("是", "否")


def _choices(column: LedgerColumn, names: Mapping[str, Sequence[str]]) -> str:
    """The list as Excel wants it, or nothing where there is none or it would be too long."""
    offered = [word.label for word in column.words] if column.words else names.get(column.field, ())
    offered = YES_NO if column.kind is Kind.YES_NO else offered
    # The list is a text within a formula: a quotation mark would end it, a comma would part a name in two.
    text = ",".join(name.replace('"', '""') for name in offered if "," not in name)
    return f'"{text}"' if text and len(text) + 2 <= LONGEST_LIST else ""


def _hold(sheet: Any, letter: str, rule: DataValidation) -> None:
    rule.add(f"{letter}2:{letter}{FILLED_ROWS}")
    sheet.add_data_validation(rule)


def _column(sheet: Any, place: int, column: LedgerColumn, names: Mapping[str, Sequence[str]]) -> None:
    letter = get_column_letter(place)
    head = sheet.cell(1, place, column.header)
    head.style = Look.HEADER.style
    width = sheet.column_dimensions[letter]
    width.width, width.number_format = column.width, FORMATS.get(column.kind, "General")
    choices = _choices(column, names)
    if choices:
        rule = DataValidation(type="list", formula1=choices, allow_blank=True, showErrorMessage=True)
        rule.error, rule.errorTitle = "请从列表中选择。", column.header
        _hold(sheet, letter, rule)
    if column.kind is Kind.COUNT:
        rule = DataValidation(
            type="whole", operator="between", formula1="0", formula2=str(COUNT_MAX), allow_blank=True,
            showErrorMessage=True)
        rule.error, rule.errorTitle = f"请填 0 至 {COUNT_MAX} 的整数。", column.header
        _hold(sheet, letter, rule)


def _explain(sheet: Any) -> None:
    sheet.append(["列", "可否没有此列", "怎样填", "示例"])
    for column in LEDGER:
        sheet.append([column.header, "必须有" if column.is_required else "可以没有", column.advice, column.example])
    for letter, width in zip("ABCD", EXPLAINED_WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    for row in sheet.iter_rows():
        for cell in row:
            cell.style = (Look.HEADER if cell.row == 1 else Look.TEXT).style
            cell.alignment = Alignment(vertical="center", wrap_text=True)
        # A height of its own: not every program makes room for what is wrapped.
        lines = max(ceil(2 * len(cell.value or "") / width) for cell, width in zip(row, EXPLAINED_WIDTHS, strict=True))
        sheet.row_dimensions[row[0].row].height = 6 + LINE * max(lines, 1)
    sheet.freeze_panes = "B2"
    sheet.print_title_rows = "1:1"


def _on_one_page_wide(sheet: Any) -> None:
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def write_template(path: Path, names: Mapping[str, Sequence[str]]) -> None:
    """Two sheets: 台账 to fill in, 填写说明 to read. `names` are the choices of columns whose list is data, by field."""
    book = Workbook()
    add_styles(book)
    sheet = book.active
    sheet.title = "台账"
    for place, column in enumerate(LEDGER, 1):
        _column(sheet, place, column, names)
    sheet.row_dimensions[1].height = 24
    sheet.freeze_panes = "B2"
    _explain(book.create_sheet("填写说明"))
    for sheet in book.worksheets:
        _on_one_page_wide(sheet)
    book.save(path)
