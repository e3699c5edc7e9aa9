"""Ledgers as a bureau's clerk would make them: a workbook with our headers and the rows given."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from tracker.sheets.columns import LEDGER

HEADERS = [column.header for column in LEDGER]

PLAIN = {
    "来源编号": "A-1", "来源渠道": "12345电话", "诉求类型": "投诉", "标题": "夜间噪声", "内容": "工地夜间施工。",
    "受理时间": datetime(2026, 1, 5, 9, 30),
}
"The least that an order needs."


def write_ledger(path: Path, rows: Iterable[Mapping[str, Any]], headers: Iterable[str] = HEADERS) -> Path:
    """A workbook of `rows` (header → value; what is not given stays empty)."""
    headers = list(headers)
    rows = list(rows)  # all there before a workbook is begun: where real data is missing, the test stops here
    book = Workbook(write_only=True)
    sheet = book.create_sheet("台账")
    sheet.append(headers)
    for row in rows:
        sheet.append([row.get(header) for header in headers])
    book.save(path)
    return path
