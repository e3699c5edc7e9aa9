"""The month's workbook: fixed names, one header row a sheet, figures as numbers, every definition in it."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from python_calamine import CalamineWorkbook

from tests.factories.bulletins import MADE_AT, sample_bulletin
from tracker.clock import LOCAL
from tracker.domain.bulletin_lists import Again, AgainRow, Lists, Pressing, PressingRow, Rating, RatingRow
from tracker.domain.figure_settings import Basis
from tracker.domain.issues import IssueLine, IssueMark, IssueState
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
    return load_workbook(tmp_path / "month.xlsx", data_only=True)


def table(book: Workbook, name: str) -> list[dict[str, Any]]:
    """The rows of a sheet by their headers."""
    heads, *rows = book[name].iter_rows(values_only=True)
    return [dict(zip(heads, row, strict=True)) for row in rows]


def test_sheets_and_first_headers_have_the_names_that_scripts_read(book: Workbook) -> None:
    assert book.sheetnames == [
        "封面", "总览", "渠道", "类型", "热点", "单位", "单位渠道", "涉企专题", "督办超期", "重办退单", "满意度", "突出问题", "趋势",
        "口径说明", "明细"]
    fixed = ("总览", "渠道", "类型", "单位", "趋势", "口径说明", "明细")
    assert [book[name]["A1"].value for name in fixed] == [
        "指标", "来源渠道", "诉求类型", "单位", "月份", "指标", "来源编号"]
    heads = {name: [cell.value for cell in book[name][1]] for name in fixed}
    assert heads["总览"][:6] == ["指标", "数值", "上月", "环比", "去年同月", "同比"]
    assert heads["渠道"][1:3] == heads["类型"][1:3] == ["件数", "占比"]
    assert heads["单位"][1:12] == [
        "件次", "按时办结", "超时办结", "未办结", "办结率", "按时办结率", "满意率", "解决率", "重办", "延期", "退单"]
    assert not any(book[name].merged_cells.ranges for name in fixed)


def test_other_readers_find_the_fixed_sheets(tmp_path: Path) -> None:
    write_monthly(sample_bulletin(), [], tmp_path / "month.xlsx")
    found = CalamineWorkbook.from_path(tmp_path / "month.xlsx")

    rows = {row[0]: row for row in found.get_sheet_by_name("总览").to_python()}
    assert rows["受理量"][1] == 626 and rows["按时办结率"][1] == 0.9933
    assert found.get_sheet_by_name("单位").to_python()[-1][:2] == ["合计", 641]
    assert found.get_sheet_by_name("趋势").to_python()[1][:2] == ["2026-09", 626]


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


def test_a_sum_is_a_formula_whose_value_is_the_figure(tmp_path: Path) -> None:
    write_monthly(sample_bulletin(), [], tmp_path / "month.xlsx")
    formulas, values = (load_workbook(tmp_path / "month.xlsx", data_only=one) for one in (False, True))

    assert [cell.value for cell in formulas["单位"]["B"]][2:] == [
        "=SUM(B2)", 20, "=SUM(B4)", 0, "=SUM(B3,B5:B6)"]
    assert [cell.value for cell in values["单位"]["B"]][1:] == [621, 621, 20, 20, 0, 641]
    assert (formulas["类型"]["B9"].value, values["类型"]["B9"].value) == ("=SUM(B2:B8)", 626)
    assert formulas["单位"]["F7"].value == values["单位"]["F7"].value  # a rate is no sum


def test_changes_of_rates_are_in_points(tmp_path: Path) -> None:
    report = sample_bulletin()
    earlier = dict(report.figures)
    earlier["on_time"] = replace(earlier["on_time"], value=Decimal("0.9950"))
    earlier["received"] = replace(earlier["received"], value=Decimal(500))
    write_monthly(replace(report, before=earlier), [], tmp_path / "month.xlsx")
    cells = {row[0].value: row for row in load_workbook(tmp_path / "month.xlsx")["总览"].iter_rows(min_row=2)}

    assert cells["按时办结率"][3].value == -0.17  # 99.33 % after 99.50 %
    assert "个百分点" in cells["按时办结率"][3].number_format
    assert cells["受理量"][3].value == 0.252 and cells["受理量"][3].number_format.startswith("+0.00%")


def test_a_year_is_compared_with_the_year_before(tmp_path: Path) -> None:
    write_monthly(sample_bulletin(period="2025"), [], tmp_path / "year.xlsx")
    book = load_workbook(tmp_path / "year.xlsx")

    assert [cell.value for cell in book["总览"][1]][:6] == ["指标", "数值", "上年", "比上年", "去年同期", "同比"]
    assert "上年" in [cell.value for cell in book["渠道"][1]]
    assert book["总览"].oddHeader.center.text == "12345热线工单年报（2025年）　总览"


def test_rates_over_few_orders_are_marked(book: Workbook, tmp_path: Path) -> None:
    lines = {row["单位"]: row for row in table(book, "单位")}

    assert lines["区住房和城乡建设局"]["备注"] is None
    assert lines["西阳镇人民政府"]["备注"] is None
    assert lines["合计"]["备注"] is None
    few = sample_bulletin(basis=Basis(small_base=21))
    write_monthly(few, [], tmp_path / "few.xlsx")
    sheet = load_workbook(tmp_path / "few.xlsx")["单位"]
    marked = {row[0].value: (row[-1].value, row[7].number_format, row[7].font.color) for row in sheet.iter_rows()}
    assert marked["西阳镇人民政府"][0] == "样本少" and marked["西阳镇人民政府"][2].rgb == "FF667085"
    assert marked["区住房和城乡建设局"][2] is None


def test_units_are_scored_and_the_notes_say_by_which_weights(book: Workbook) -> None:
    found = {row["单位"]: [row[key] for key in ("三率得分", "单位得分", "档", "档内名次")] for row in table(book, "单位")}

    assert found["区住房和城乡建设局"] == [98.43, 94.43, "大件量", "样本少"], "503 of 511 pleased, 4 late"
    assert found["西阳镇人民政府"] == [100, 100, "中件量", "样本少"]
    assert found["区直部门小计"] == [98.43, "—", "—", "—"]
    notes = {row["指标"]: row["口径"] for row in table(book, "口径说明")}
    assert "三项权重依次为百分之30、35、35。" in notes["三率得分"] and "1、1" in notes["单位得分"]
    assert notes["三率权重"].startswith("30，35，35。")


def test_charts_stand_below_the_tables(book: Workbook) -> None:
    for name in ("渠道", "类型", "热点", "单位", "趋势"):
        sheet = book[name]
        assert sheet._charts, name
        assert all(chart.anchor._from.row > sheet.max_row for chart in sheet._charts), name


def test_what_is_late_is_red_and_what_is_below_the_mark_amber(book: Workbook) -> None:
    rules = {str(one.sqref): one.rules for one in book["单位"].conditional_formatting}

    assert rules["D2:D7"][0].formula == ["0"] and rules["D2:D7"][0].dxf.font.color.rgb == "FFB42318"
    assert "<0.95" in rules["G2:G7"][0].formula[0]
    assert rules["B2"][0].type == rules["B4"][0].type == "dataBar"


def test_the_cover_names_the_issue_the_headlines_and_who_signs(book: Workbook) -> None:
    sheet = book["封面"]
    said = [cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None]

    for text in ("12345热线工单月报", "2026年10月　第10期", "梅江区政务服务和数据管理局", "制表：", "审核：", "签发："):
        assert text in said
    figures = {row[0].value: row[1].value for row in sheet.iter_rows()}
    assert figures["受理量"] == 626 and figures["市场主体诉求工单受理量"] == 5
    assert any("共受理涉企工单20件，满意率100%" in str(text) for text in said)
    assert sheet.page_setup.orientation == "portrait" and not sheet.oddHeader.center.text


def test_topics_stand_above_their_matters_and_are_their_sums(tmp_path: Path) -> None:
    write_monthly(sample_bulletin(), [], tmp_path / "month.xlsx")
    sheet = load_workbook(tmp_path / "month.xlsx")["热点"]

    assert [[cell.value for cell in row[:4]] for row in sheet.iter_rows(min_row=2)] == [
        [1, "交通出行", "全部", "=SUM(D3)"], [None, "交通出行", "道路设施", 601],
        [2, "住房保障", "全部", "=SUM(D5)"], [None, "住房保障", "物业", 20],
        [None, "（未填）", "全部", 5], [None, "合计", None, "=SUM(D2,D4,D6)"]]
    (chart,) = sheet._charts
    assert chart.series[0].val.numRef.f == "('热点'!$D$2,'热点'!$D$4)"


def test_units_stand_by_channel_and_in_all(book: Workbook) -> None:
    rows = {row["单位"]: row for row in table(book, "单位渠道")}

    housing = rows["区住房和城乡建设局"]
    assert (housing["件次"], housing["12345电话 按时办结"], housing["12345电话 未办结"]) == (621, 610, 7)
    assert (housing["按时办结合计"], housing["未办结合计"], housing["按时办结率"]) == (610, 7, 0.9933)
    assert rows["合计"]["12345电话 按时办结"] == 610 and rows["合计"]["件次"] == 641
    assert rows["西阳镇人民政府"]["网站 按时办结"] == rows["镇街小计"]["网站 按时办结"] == 20


def test_the_two_classes_of_enterprises_stand_apart(book: Workbook) -> None:
    rows = table(book, "涉企专题")

    whole = {row["名称"]: (row["件数"], row["满意率"]) for row in rows if row["分组"] == "总况"}
    assert whole == {"涉企工单": (20, 1), "市场主体诉求工单": (5, "—")}
    assert [row["名称"] for row in rows if row["工单类别"] == "涉企工单" and row["分组"] == "企业"] == ["甲公司", "合计"]


def test_red_and_black_lists_only_where_the_office_wants_them(book: Workbook, tmp_path: Path) -> None:
    assert "红黑榜" not in book.sheetnames
    write_monthly(sample_bulletin(basis=Basis(red_black_list=True)), [], tmp_path / "listed.xlsx")
    assert "红黑榜" in load_workbook(tmp_path / "listed.xlsx").sheetnames


def test_the_lists_stand_in_the_workbook(tmp_path: Path) -> None:
    late = PressingRow(Pressing.MISSED, "MJ1", "=路灯", "区住建局", "", MADE_AT, MADE_AT, None, 3, "未答复")
    again = AgainRow(Again.RETURNED, "MJ2", "井盖", "区交通局", MADE_AT, 1, "职责不符")
    rated = RatingRow(Rating.DISSATISFIED, "MJ3", "噪声", "区城管局", "投诉", MADE_AT, "不满意", "未解决", "没有来人")
    issue = IssueLine(1, "万达夜间烧烤", (IssueMark.PUBLIC,), 12, 0, 15, "区城管局", IssueState.TACKLED, True,
                      date(2026, 12, 1), "每晚巡查")
    write_monthly(sample_bulletin(), [], tmp_path / "month.xlsx", Lists((late,), (again,), (rated,), (issue,)))
    book = load_workbook(tmp_path / "month.xlsx")

    assert table(book, "督办超期")[0]["超期工作日"] == 3 and book["督办超期"]["C2"].data_type == "s"
    assert table(book, "重办退单")[0]["原因"] == "职责不符"
    assert table(book, "满意度")[0]["类别"] == "不满意"
    shown = table(book, "突出问题")[0]
    assert (shown["标签"], shown["增减"], shown["目标日期"]) == ("群众反映集中", "新增", datetime(2026, 12, 1))
