"""How a sheet stands on screen and on paper: widths, frozen panes, page, what is printed around the table."""

from typing import Any

from openpyxl.utils import get_column_letter

from tracker.sheets.book import Book, Sheet
from tracker.sheets.cells import local_moment

A4, A3 = 9, 8
REGISTER_HEIGHT = 22
"Points."


def _ampersands(text: str) -> str:
    """& begins a code in headers and footers."""
    return text.replace("&", "&&")


def set_up(sheet: Any, planned: Sheet, book: Book) -> None:
    """Everything that does not depend on how many rows there will be."""
    if planned.has_header:
        sheet.freeze_panes = f"{get_column_letter(planned.frozen_columns + 1)}2"
    for place, column in enumerate(planned.columns, 1):
        width = sheet.column_dimensions[get_column_letter(place)]
        width.width = column.width
        if column.blank_format:
            width.number_format = column.blank_format
    if planned.tab_color:
        sheet.sheet_properties.tabColor = planned.tab_color
    _add_what_lies_over(sheet, planned)
    _set_page(sheet, planned)
    _set_margins(sheet, planned, book)


def _add_what_lies_over(sheet: Any, planned: Sheet) -> None:
    for cells in planned.merged:
        # Not merge_cells(), which makes cells of its own.
        sheet.merged_cells.add(cells)
    for chart, anchor in planned.charts:
        sheet.add_chart(chart, anchor)
    for cells, rule in planned.conditional:
        sheet.conditional_formatting.add(cells, rule)
    for validation in planned.validations:
        sheet.add_data_validation(validation)


def _set_page(sheet: Any, planned: Sheet) -> None:
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    page = sheet.page_setup
    page.orientation, page.paperSize = planned.orientation, A3 if planned.is_register else A4
    wide = 2 if planned.is_register else planned.pages_wide
    page.fitToWidth, page.fitToHeight = wide, 0 if planned.has_header else 1
    if planned.has_header:
        sheet.print_title_rows = "1:1"
    else:
        sheet.sheet_view.showGridLines = False
    if wide > 1:
        sheet.print_title_cols, page.pageOrder = f"A:{get_column_letter(planned.frozen_columns)}", "overThenDown"
    if planned.is_register:
        sheet.sheet_format.defaultRowHeight, sheet.sheet_format.customHeight = REGISTER_HEIGHT, True
        sheet.print_options.gridLines = True


def _set_margins(sheet: Any, planned: Sheet, book: Book) -> None:
    """What stands around the table on paper: title, office and period above, time and page below."""
    sheet.print_options.horizontalCentered = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.5
    margins.top, margins.bottom, margins.header, margins.footer = 0.9, 0.7, 0.4, 0.35
    if not planned.has_header:
        return
    head, foot = sheet.oddHeader, sheet.oddFooter
    head.center.text, head.center.size = _ampersands(f"{book.title}　{planned.name}"), 15
    head.left.text, head.left.size = _ampersands(f"编制单位：{book.office_name}"), 10
    if book.period:
        head.right.text, head.right.size = _ampersands(f"统计期：{book.period}"), 10
    foot.left.text, foot.left.size = f"生成时间：{local_moment(book.made_at):%Y-%m-%d %H:%M}", 9
    if planned.signed_by or book.watermark:
        foot.center.text, foot.center.size = _ampersands(planned.signed_by or book.watermark), 11
    foot.right.text, foot.right.size = "第 &P 页，共 &N 页", 9


def close_table(sheet: Any, planned: Sheet, rows: int) -> None:
    """What depends on how many rows were written, the header's among them."""
    last = f"{get_column_letter(len(planned.columns))}{rows}"
    if planned.has_filter:
        sheet.auto_filter.ref = f"A1:{last}"
    if planned.print_to or not planned.charts:
        sheet.print_area = f"A1:{planned.print_to or last}"
