"""月报, and the report of any other period, as a workbook: which sheets, in which order.

Figures come from domain.bulletin, cells and print set-up from writer.py; each sheet has its file in bulletin/. The
names of sheets and headers are fixed: other people's scripts read them.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

from tracker.domain.bulletin import Bulletin
from tracker.domain.bulletin_lists import Lists
from tracker.domain.period_names import written
from tracker.sheets.bulletin.corrections import corrections_sheets
from tracker.sheets.bulletin.cover import cover_sheet, title
from tracker.sheets.bulletin.enterprises import enterprise_sheet
from tracker.sheets.bulletin.issues import issue_sheet
from tracker.sheets.bulletin.lists import list_sheets
from tracker.sheets.bulletin.notes import notes_sheet
from tracker.sheets.bulletin.overview import overview_sheet, trend_sheet
from tracker.sheets.bulletin.red_black import red_black_sheet
from tracker.sheets.bulletin.shares import destination_sheet, share_sheet
from tracker.sheets.bulletin.topics import topic_sheet
from tracker.sheets.bulletin.unit_channels import unit_channel_sheet
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


def _sheets(report: Bulletin, ledger: Iterable[Row], lists: Lists) -> Sequence[Sheet]:
    planned = (
        cover_sheet(report),
        overview_sheet(report),
        share_sheet(report, "channels", "渠道", "来源渠道"),
        share_sheet(report, "types", "类型", "诉求类型"),
        destination_sheet(report),
        topic_sheet(report),
        unit_sheet(report),
        unit_channel_sheet(report),
        red_black_sheet(report),
        enterprise_sheet(report),
        *list_sheets(lists),
        issue_sheet(lists.issues),
        trend_sheet(report),
        notes_sheet(report),
        *corrections_sheets(report),
        Sheet("明细", _ledger_columns(), ledger, has_filter=True, is_register=True),
    )
    return [sheet for sheet in planned if sheet is not None]


def write_monthly(report: Bulletin, ledger: Iterable[Row], path: Path, lists: Lists = Lists()) -> None:
    """Write the period's workbook; `ledger` has one row per order received, its values in LEDGER's order."""
    period = period_words(report)
    name = f"{title(report)}（{period}）"
    write_book(Book(name, report.office_name, period, report.made_at, _sheets(report, ledger, lists)), path)
