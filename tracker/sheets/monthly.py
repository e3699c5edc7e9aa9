"""月报, and the report of any other period, as a workbook: which sheets, in which order.

Figures come from domain.bulletin, cells and print set-up from writer.py; each sheet has its file in bulletin/. The
names of sheets and headers are fixed: other people's scripts read them.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

from tracker.domain.bulletin import Bulletin
from tracker.domain.period_names import kind_of, written
from tracker.sheets.bulletin.corrections import corrections_sheets
from tracker.sheets.bulletin.notes import notes_sheet
from tracker.sheets.bulletin.overview import overview_sheet, trend_sheet
from tracker.sheets.bulletin.shares import share_sheet
from tracker.sheets.bulletin.units import unit_sheet
from tracker.sheets.cells import local_moment
from tracker.sheets.columns import LEDGER, Kind
from tracker.sheets.looks import Look
from tracker.sheets.writer import Book, Column, Row, Sheet, write_book


def period_words(report: Bulletin) -> str:
    """2026年10月, with the last counted moment while the period runs."""
    words = written(report.period)
    return words if report.period.is_over else f"{words}（截至{local_moment(report.made_at):%Y-%m-%d %H:%M}）"


def _ledger_columns() -> Sequence[Column]:
    return tuple(
        Column(column.header, column.width, Look.LEDGER_MOMENT if column.kind is Kind.MOMENT else Look.LEDGER)
        for column in LEDGER
    )


def _sheets(report: Bulletin, ledger: Iterable[Row]) -> Sequence[Sheet]:
    return (
        overview_sheet(report),
        share_sheet(report, "channels", "渠道", "来源渠道"),
        share_sheet(report, "types", "类型", "诉求类型"),
        unit_sheet(report),
        trend_sheet(report),
        notes_sheet(report),
        *corrections_sheets(report),
        Sheet("明细", _ledger_columns(), ledger, has_filter=True, is_register=True),
    )


def write_monthly(report: Bulletin, ledger: Iterable[Row], path: Path) -> None:
    """Write the period's workbook; `ledger` has one row per order received, its values in LEDGER's order."""
    period = period_words(report)
    title = f"12345热线工单{kind_of(report.period).label}（{period}）"
    write_book(Book(title, report.office_name, period, report.made_at, _sheets(report, ledger)), path)
