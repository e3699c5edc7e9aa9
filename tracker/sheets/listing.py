"""工单清单: what a list finds as a workbook of one sheet, a row an order. Names and phones come masked."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from tracker.domain.exports import COLUMNS
from tracker.sheets.cells import Value
from tracker.sheets.columns import BY_HEADER, Kind
from tracker.sheets.looks import Look
from tracker.sheets.writer import Book, Column, Sheet, write_book

WIDTHS = {"工单编号": 18, "事项分类": 14}
SHORT_WIDTH = 10
"Of what is neither in the ledger nor named here."
HEADERS = COLUMNS
"Every column, in its order on the sheet."


def _column(header: str) -> Column:
    known = BY_HEADER.get(header)
    if known:
        return Column(header, known.width, Look.LEDGER_MOMENT if known.kind is Kind.MOMENT else Look.LEDGER)
    return Column(header, WIDTHS.get(header, SHORT_WIDTH), Look.LEDGER)


def write_listing(
    rows: Iterable[Sequence[Value]], office_name: str, made_at: datetime, path: Path, *,
    headers: Sequence[str] = HEADERS, watermark: str = "",
) -> None:
    """Write the workbook; each row has its values in the order of `headers`."""
    sheet = Sheet("工单", [_column(header) for header in headers], rows, has_filter=True, is_register=True)
    write_book(Book("工单清单", office_name, "", made_at, (sheet,), watermark), path)
