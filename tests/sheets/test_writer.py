"""Cells that Excel cannot misread, a sheet ready for paper, and the same bytes for the same data."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from tracker.clock import LOCAL
from tracker.sheets.cells import LONGEST_TEXT, Cell
from tracker.sheets.looks import Look
from tracker.sheets.writer import Book, Column, Sheet, write_book

MADE_AT = datetime(2026, 11, 1, 0, 30, tzinfo=LOCAL)


def book(*rows: Sequence[Any], **sheet: Any) -> Book:
    """One sheet with a text, a count and a moment."""
    columns = (Column("标题", 30), Column("件数", 10, Look.COUNT), Column("受理时间", 20, Look.MOMENT))
    planned = Sheet("明细", columns, rows, **sheet)
    return Book("12345热线工单月报（2026年10月）", "梅江区政务服务和数据管理局", "2026年10月", MADE_AT, (planned,))


def written(path: Path, *rows: Sequence[Any], **sheet: Any) -> Any:
    write_book(book(*rows, **sheet), path)
    return load_workbook(path)["明细"]


@pytest.mark.parametrize("text", [
    "=1+1", '=HYPERLINK("http://example.test","点这里")', "+86 753", "-5", "@SUM(A1)", "#N/A", "#REF!", "0012", "1e5",
])
def test_text_stays_text_whatever_it_looks_like(tmp_path: Path, text: str) -> None:
    cell = written(tmp_path / "book.xlsx", (text, 1, None))["A2"]

    assert (cell.data_type, cell.value) == ("s", text)
    assert cell.quotePrefix == text.startswith(("=", "+", "-", "@"))


def test_control_characters_are_left_out_and_line_breaks_kept(tmp_path: Path) -> None:
    cell = written(tmp_path / "book.xlsx", ("第一行\r\n第二行\x00\x0b\x1f完", 1, None))["A2"]

    assert cell.value == "第一行\n第二行完"


def test_what_excel_would_read_as_an_escape_is_escaped(tmp_path: Path) -> None:
    cell = written(tmp_path / "book.xlsx", ("答复_x000D_如下", 1, None))["A2"]

    assert cell.value == "答复_x005F_x000D_如下"  # which Excel shows as it was typed


def test_text_beyond_a_cell_is_cut_and_says_so(tmp_path: Path) -> None:
    cell = written(tmp_path / "book.xlsx", ("诉" * 40_000, 1, None))["A2"]

    assert len(cell.value) == LONGEST_TEXT
    assert cell.value.endswith("已截断）")


def test_moments_are_the_office_s_wall_clock(tmp_path: Path) -> None:
    sheet = written(tmp_path / "book.xlsx", ("一", 1, datetime(2026, 9, 30, 16, 0, 5, 900_000, tzinfo=UTC)))

    assert sheet["C2"].value == datetime(2026, 10, 1, 0, 0, 5)
    assert sheet["C2"].is_date


def test_a_naive_moment_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="time zone"):
        write_book(book(("一", 1, datetime(2026, 10, 1))), tmp_path / "book.xlsx")


def test_figures_are_numbers_with_their_format(tmp_path: Path) -> None:
    row = ("满意率", Cell(Decimal("0.9882"), Look.RATE), None)
    sheet = written(tmp_path / "book.xlsx", row, total=("合计", 12345, None))

    assert (sheet["B2"].value, sheet["B2"].number_format) == (0.9882, "0.00%")
    assert (sheet["B3"].value, sheet["B3"].number_format, sheet["B3"].font.bold) == (12345, "#,##0", True)


def test_a_sheet_is_ready_for_paper(tmp_path: Path) -> None:
    sheet = written(tmp_path / "book.xlsx", ("一", 1, None), ("二", 2, None), has_filter=True)

    assert [cell.value for cell in sheet[1]] == ["标题", "件数", "受理时间"]
    assert sheet.freeze_panes == "B2"
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.print_area == "'明细'!$A$1:$C$3"
    assert sheet.auto_filter.ref == "A1:C3"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert "12345热线工单月报（2026年10月）" in sheet.oddHeader.center.text
    assert "梅江区政务服务和数据管理局" in sheet.oddHeader.left.text
    assert "2026-11-01 00:30" in sheet.oddFooter.left.text
    assert "&P" in sheet.oddFooter.right.text
    assert sheet.column_dimensions["A"].width == 30


def test_the_same_data_give_the_same_bytes(tmp_path: Path) -> None:
    first, second = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    for path in (first, second):
        write_book(book(("一", 1, MADE_AT)), path)

    assert hashlib.sha256(first.read_bytes()).digest() == hashlib.sha256(second.read_bytes()).digest()
    with ZipFile(first) as package:
        assert {entry.date_time for entry in package.infolist()} == {(2026, 11, 1, 0, 30, 0)}
    assert load_workbook(first).properties.created == datetime(2026, 10, 31, 16, 30)


def test_an_ampersand_in_the_office_s_name_is_printed(tmp_path: Path) -> None:
    made = book(("一", 1, None))
    write_book(Book(made.title, "A&B 中心", made.period, made.made_at, made.sheets), tmp_path / "book.xlsx")

    assert "A&&B 中心" in load_workbook(tmp_path / "book.xlsx")["明细"].oddHeader.left.text
