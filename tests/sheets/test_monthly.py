"""The month's workbook: fixed names, one header row a sheet, figures as numbers, every definition in it."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from tests.factories.bulletins import MADE_AT, sample_bulletin
from tracker.clock import LOCAL
from tracker.domain.figure_settings import Basis
from tracker.sheets.columns import LEDGER
from tracker.sheets.monthly import write_monthly

HEADERS = (
    "来源编号 来源渠道 诉求类型 工单类别 诉求人 联系电话 企业名称 统一社会信用代码 标题 内容 发生地 紧急程度 受理时间 主办单位 协办单位 "
    "派单时间 签收时间 首次联系时间 到期时间 答复时间 公开答复 办结时间 是否解决 满意度"
).split()


@pytest.fixture
def book(tmp_path: Path) -> Workbook:
    row = ["=1+1" if column.header == "标题" else MADE_AT if column.header.endswith("时间") else "甲" for column in LEDGER]
    write_monthly(sample_bulletin(), [row], tmp_path / "month.xlsx")
    return load_workbook(tmp_path / "month.xlsx")


def table(book: Workbook, name: str) -> list[dict[str, Any]]:
    """The rows of a sheet by their headers."""
    heads, *rows = book[name].iter_rows(values_only=True)
    return [dict(zip(heads, row, strict=True)) for row in rows]


def test_sheets_and_first_headers_have_the_names_that_scripts_read(book: Workbook) -> None:
    assert {name: book[name]["A1"].value for name in book.sheetnames} == {
        "总览": "指标", "渠道": "来源渠道", "类型": "诉求类型", "单位": "单位", "口径说明": "指标", "明细": "来源编号",
    }


def test_the_overview_gives_value_part_base_and_definition(book: Workbook) -> None:
    rows = {row["指标"]: row for row in table(book, "总览")}

    assert rows["受理量"]["数值"] == 626 and rows["受理量"]["单位"] == "件"
    on_time = rows["按时办结率"]
    assert (on_time["数值"], on_time["分子"], on_time["分母"]) == (0.9933, 597, 601)
    assert rows["平均办结时长"]["数值"] == 2.51 and rows["平均办结时长"]["单位"] == "工作日"
    assert rows["涉企工单满意率"]["数值"] == 1
    assert rows["市场主体诉求工单满意率"]["数值"] == "—"
    assert all(row["口径"].endswith("。") for row in rows.values())


def test_rates_are_numbers_shown_as_percentages(book: Workbook) -> None:
    cells = {row[0].value: row[1] for row in book["总览"].iter_rows(min_row=2)}

    assert cells["满意率"].number_format == "0.00%"
    assert cells["受理量"].number_format == "#,##0"
    assert cells["平均办结时长"].number_format == "#,##0.00"


def test_the_units_close(book: Workbook) -> None:
    *lines, whole = table(book, "单位")
    assert [row["单位"] for row in lines] == ["区住房和城乡建设局", "区直部门小计", "西阳镇人民政府", "镇街小计", "（未记主办单位）"]
    units = [row for row in lines if not row["单位"].endswith("小计")]

    for header in ("件次", "按时办结", "超时办结", "无时限办结", "未办结", "到期件", "参评件", "有结论件"):
        assert whole[header] == sum(row[header] for row in units)
    for row in (*units, whole):
        assert row["件次"] == row["按时办结"] + row["超时办结"] + row["无时限办结"] + row["未办结"]
    assert units[0]["按时办结率"] == 0.9933 and whole["单位"] == "合计"


def test_the_types_close(book: Workbook) -> None:
    *types, whole = table(book, "类型")

    assert [row["诉求类型"] for row in types] == ["咨询", "求助", "建议", "投诉", "举报", "表扬", "其他"]
    assert whole["件数"] == sum(row["件数"] for row in types) == 626
    assert next(row for row in types if row["诉求类型"] == "投诉")["占比"] == 0.9601
    assert whole["占比"] == 1


def test_every_figure_s_definition_stands_in_the_workbook(book: Workbook) -> None:
    defined = {row["指标"] for row in table(book, "口径说明")}

    assert {row["指标"] for row in table(book, "总览")} <= defined
    assert {"统计期", "生成时间", "件次", "办结率", "明细"} <= defined


def test_whether_basically_satisfied_counts_is_said(tmp_path: Path) -> None:
    write_monthly(sample_bulletin(basis=Basis(basically_counts=False)), [], tmp_path / "month.xlsx")
    rows = {row["指标"]: row for row in table(load_workbook(tmp_path / "month.xlsx"), "总览")}

    assert rows["满意率"]["分子"] == 520
    assert "不计入" in rows["满意率"]["口径"]


def test_a_running_month_says_up_to_when_it_was_counted(tmp_path: Path) -> None:
    write_monthly(sample_bulletin(datetime(2026, 10, 20, 9, 5, tzinfo=LOCAL)), [], tmp_path / "month.xlsx")
    book = load_workbook(tmp_path / "month.xlsx")

    assert "截至2026-10-20 09:05" in book["总览"].oddHeader.right.text
    assert any("本月未满" in row["口径"] for row in table(book, "口径说明"))


def test_the_ledger_has_the_import_s_columns_and_its_text_is_text(book: Workbook) -> None:
    sheet = book["明细"]

    assert [cell.value for cell in sheet[1]][:len(HEADERS)] == HEADERS
    assert sheet["I2"].value == "=1+1" and sheet["I2"].data_type == "s"
    assert sheet["M2"].value == datetime(2026, 11, 1, 0, 30)
    assert sheet.auto_filter.ref == sheet.print_area.replace("$", "").removeprefix("'明细'!")
    assert sheet.page_setup.paperSize == 8  # A3
