"""The import template as a workbook; the columns are the ledger's own."""

from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from tracker.sheets.columns import LEDGER

WIDE = {"内容": 40, "公开答复": 40, "标题": 28, "统一社会信用代码": 22, "主办单位": 22, "企业名称": 24}
EXAMPLE = {
    "来源编号": "示例-001", "来源渠道": "12345电话", "诉求类型": "求助", "工单类别": "涉企工单", "企业名称": "某某科技有限公司",
    "标题": "园区道路积水", "内容": "连续下雨后园区主干道积水，货车无法进出。导入前请删去本示例行。", "发生地": "西阳镇",
    "紧急程度": "一般", "受理时间": "2026-01-05 09:30",
}


def write_template(path: Path) -> None:
    """Two sheets: 台账 to fill in, 填写说明 to read."""
    book = Workbook()
    sheet = book.active
    sheet.title = "台账"
    sheet.append([column.header for column in LEDGER])
    sheet.append([EXAMPLE.get(column.header) for column in LEDGER])
    for place, column in enumerate(LEDGER, 1):
        head = sheet.cell(1, place)
        head.font = Font(bold=True, color="FFFFFF")
        head.fill = PatternFill("solid", fgColor="0F5C66" if column.is_required else "6B7F86")
        head.alignment = Alignment(horizontal="center", vertical="center")
        sheet.column_dimensions[get_column_letter(place)].width = WIDE.get(column.header, 16)
    sheet.freeze_panes = "A2"
    notes = book.create_sheet("填写说明")
    notes.append(["列", "是否必须有此列", "怎样填"])
    for column in LEDGER:
        notes.append([column.header, "是" if column.is_required else "否", column.advice])
    for letter, width in (("A", 20), ("B", 16), ("C", 70)):
        notes.column_dimensions[letter].width = width
    for cell in notes[1]:
        cell.font = Font(bold=True)
    book.save(path)
