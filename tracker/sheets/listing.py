"""工单清单: what a list finds as a workbook of one sheet, a row an order. Names and phones come masked."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from tracker.sheets.cells import Value, local_moment
from tracker.sheets.columns import BY_HEADER, Kind
from tracker.sheets.looks import Look
from tracker.sheets.writer import Book, Column, Sheet, write_book

COUNTS = ("退单次数", "延期次数", "重办次数", "催办次数", "督办次数")

HEADERS: tuple[str, ...] = (
    "工单编号", "状态", "标题", "诉求类型", "工单类别", "紧急程度", "受理时间", "来源渠道", "来源编号", "诉求人", "联系电话",
    "企业名称", "统一社会信用代码", "发生地", "内容", "主办单位", "协办单位", "派单时间", "签收时间", "首次联系时间", "到期时间",
    "答复时间", "公开答复", "办结时间", "是否解决", "满意度", "是否保密", *COUNTS,
)


def _column(header: str) -> Column:
    known = BY_HEADER.get(header)
    if known:
        return Column(header, known.width, Look.LEDGER_MOMENT if known.kind is Kind.MOMENT else Look.LEDGER)
    return Column(header, 18 if header == "工单编号" else 10, Look.LEDGER)


def write_listing(
    rows: Iterable[Sequence[Value]], office_name: str, made_at: datetime, path: Path, *,
    headers: Sequence[str] = HEADERS, watermark: str = "",
) -> None:
    """Write the workbook; each row has its values in the order of `headers`."""
    sheet = Sheet("工单", [_column(header) for header in headers], rows, has_filter=True, is_register=True)
    period = f"{local_moment(made_at):%Y-%m-%d %H:%M} 导出"
    write_book(Book("工单清单", office_name, period, made_at, (sheet,), watermark), path)
