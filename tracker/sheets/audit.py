"""审计记录 as a workbook of one sheet, a row an entry."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from tracker.sheets.cells import Value
from tracker.sheets.looks import Look
from tracker.sheets.writer import Book, Column, Sheet, write_book

COLUMNS = (
    Column("时间", 19, Look.LEDGER_MOMENT), Column("人员", 12, Look.LEDGER), Column("来源", 26, Look.LEDGER),
    Column("记录", 10, Look.LEDGER), Column("类别", 22, Look.LEDGER), Column("内容", 60, Look.LEDGER),
    Column("工单编号", 18, Look.LEDGER), Column("结果", 10, Look.LEDGER), Column("变更前后和说明", 80, Look.LEDGER),
    Column("序号", 10, Look.LEDGER),
)


def write_audit(
    path: Path, rows: Iterable[Sequence[Value]], office_name: str, made_at: datetime, *, watermark: str = "",
) -> None:
    """Write the workbook."""
    sheet = Sheet("审计记录", list(COLUMNS), rows, has_filter=True, is_register=True)
    write_book(Book("审计记录", office_name, "", made_at, (sheet,), watermark), path)
