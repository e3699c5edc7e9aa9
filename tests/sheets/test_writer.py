"""Cells that Excel cannot misread, a sheet ready for paper, and the same bytes for the same data."""

import csv
import hashlib
import shutil
import subprocess
import tracemalloc
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font
from python_calamine import CalamineWorkbook

from tracker.clock import LOCAL
from tracker.sheets.cells import LONGEST_TEXT, Cell
from tracker.sheets.looks import Look
from tracker.sheets.writer import Book, Column, Sheet, write_book

MADE_AT = datetime(2026, 11, 1, 0, 30, tzinfo=LOCAL)
CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1"
"LibreOffice's name for commas, quotes, UTF-8, from the first row."


def book(*rows: Sequence[Any], **sheet: Any) -> Book:
    """One sheet with a text, a count and a moment."""
    columns = (Column("标题", 30), Column("件数", 10, Look.COUNT), Column("受理时间", 20, Look.MOMENT))
    planned = Sheet("明细", columns, rows, **sheet)
    return Book("12345热线工单月报（2026年10月）", "梅江区政务服务和数据管理局", "2026年10月", MADE_AT, (planned,))


def written(path: Path, *rows: Sequence[Any], **sheet: Any) -> Any:
    write_book(book(*rows, **sheet), path)
    return load_workbook(path)["明细"]


def endless(count: int) -> Sheet:
    """A register whose rows come one at a time, each with a text of its own."""
    columns = (Column("标题", 30, Look.LEDGER), Column("件数", 10, Look.LEDGER))
    return Sheet("明细", columns, ((f"第 {number} 件 {'诉' * 80}", number) for number in range(count)), is_register=True)


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


def test_markup_in_data_is_text(tmp_path: Path) -> None:
    text = 'a</t></is></c><c r="Z9"><f>1+1</f></c> & <b>"粗"</b> ]]>\t\ud800\uffff'
    sheet = written(tmp_path / "book.xlsx", (text, 1, None), (Cell("&amp;", Look.TEXT), 2, None))

    assert sheet["A2"].value == text[:-2]  # a half character and a non-character cannot be written at all
    assert sheet["A3"].value == "&amp;"
    assert sheet.max_column == 3


def test_text_of_characters_beyond_the_first_plane_is_cut_where_excel_counts(tmp_path: Path) -> None:
    cell = written(tmp_path / "book.xlsx", ("𠮷" * 20_000, 1, None))["A2"]

    assert len(cell.value.encode("utf-16-le")) // 2 <= LONGEST_TEXT
    assert cell.value.startswith("𠮷" * 10_000) and cell.value.endswith("已截断）")


def test_figures_are_written_to_the_last_digit(tmp_path: Path) -> None:
    write_book(book(("一", Decimal("12345678901234.56789"), None), ("二", Decimal("1E+3"), None)), tmp_path / "b.xlsx")
    text = ZipFile(tmp_path / "b.xlsx").read("xl/worksheets/sheet1.xml").decode()

    assert "<v>12345678901234.56789</v>" in text and "<v>1000</v>" in text


@pytest.mark.parametrize("value", [Decimal("NaN"), float("inf"), True, object()])
def test_what_is_no_figure_is_refused_and_leaves_no_file(tmp_path: Path, value: Any) -> None:
    with pytest.raises((ValueError, TypeError)):
        write_book(book(("一", value, None)), tmp_path / "book.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_a_sum_is_a_formula_for_people_and_a_figure_for_scripts(tmp_path: Path) -> None:
    total = ("合计", Cell(Decimal(12), Look.COUNT, formula="SUM(B2:B3)"), None)
    write_book(book(("一", 5, None), ("二", 7, None), total=total), tmp_path / "book.xlsx")
    shown, said = (load_workbook(tmp_path / "book.xlsx", data_only=read)["明细"]["B4"] for read in (False, True))

    assert (shown.value, shown.font.bold, said.value) == ("=SUM(B2:B3)", True, 12)
    assert list(CalamineWorkbook.from_path(tmp_path / "book.xlsx").get_sheet_by_name("明细").to_python()[3]) == [
        "合计", 12, ""]


def test_a_sheet_carries_charts_rules_and_a_coloured_tab(tmp_path: Path) -> None:
    chart = BarChart()
    chart.add_data(Reference(range_string="'明细'!$B$1:$B$3"), titles_from_data=True)
    rule = CellIsRule(operator="greaterThan", formula=["6"], font=Font(color="FFC00000"))
    sheet = written(
        tmp_path / "book.xlsx", ("一", 5, None), ("二", 7, None), charts=[(chart, "E2")], tab_color="0F766E",
        conditional=[("B2:B3", rule)], orientation="portrait", print_to="M20",
    )

    [drawn] = sheet._charts
    assert drawn.series[0].val.numRef.f == "'明细'!$B$2:$B$3" and drawn.anchor._from.col == 4
    [(cells, [kept])] = [(str(one.sqref), one.rules) for one in sheet.conditional_formatting]
    assert cells == "B2:B3" and kept.formula == ["6"] and kept.dxf.font.color.rgb == "FFC00000"
    assert sheet.sheet_properties.tabColor.rgb == "000F766E"
    assert sheet.page_setup.orientation == "portrait"
    assert sheet.print_area == "'明细'!$A$1:$M$20"


def test_a_long_list_is_written_with_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    tracemalloc.start()
    write_book(Book("清单", "中心", "2026年10月", MADE_AT, (endless(20_000),)), path)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 8_000_000
    assert CalamineWorkbook.from_path(path).get_sheet_by_name("明细").height == 20_001


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


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_it_and_reads_the_same(tmp_path: Path) -> None:
    total = ("合计", Cell(12, Look.COUNT, formula="SUM(B2:B3)"), None)
    made = book(("=1+1", 5, MADE_AT), ("甲&乙<丙>\n第二行", 7, None), total=total)
    write_book(made, tmp_path / "book.xlsx")
    subprocess.run(
        ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", CSV,
         "--outdir", tmp_path, tmp_path / "book.xlsx"], check=True, capture_output=True, timeout=240)

    with (tmp_path / "book.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == [
            ["标题", "件数", "受理时间"], ["=1+1", "5", "2026-11-01 00:30:00"], ["甲&乙<丙>\n第二行", "7", ""],
            ["合计", "12", ""],
        ]
