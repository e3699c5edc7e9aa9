"""How a ledger from outside is read: which sheet, which columns, its rows by field. How a cell reads: domain.cells."""

import warnings
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

from openpyxl.utils.datetime import from_excel
from openpyxl.utils.exceptions import InvalidFileException

from tracker.domain.identifiers import halved
from tracker.domain.words import N_
from tracker.sheets.apart import read_bounded
from tracker.sheets.columns import BY_HEADER, HEADER_OF, LEDGER, Kind
from tracker.sheets.opening import open_to_read
from tracker.sheets.package import BROKEN, UnreadableSheet

__all__ = ["UnreadableSheet", "read_ledger"]

MOST_ROWS = 100_000
MOST_COLUMNS = 200
HEADER_WITHIN = 10
BLANK_ROWS_END = 1_000
"A sheet ends after so many empty rows: its own word on how long it is may be a lie."
LOOKED_FURTHER = 20_000
"Rows below such an end that are looked through, lest a second block be lost unseen."
LAST_SERIAL = 2_958_465
"Excel's number for 9999-12-31; a larger number in a date column is a date written as 20260105."

MOMENTS = frozenset(column.field for column in LEDGER if column.kind in (Kind.MOMENT, Kind.MOMENTS))
Row = tuple[int, dict[str, Any]]
Fields = dict[int, str]
"Column place → field."


def _is_blank(values: tuple[Any, ...]) -> bool:
    return all(value is None or (isinstance(value, str) and not value.strip()) for value in values)


def _header(value: Any) -> str:
    """The header as we write it: without blanks, marks of obligation and remarks in brackets."""
    return "".join(halved(str(value)).split()).strip("*").partition("(")[0].strip("*")


def _headers(values: tuple[Any, ...]) -> list[tuple[int, str]]:
    found = ((place, BY_HEADER.get(_header(value))) for place, value in enumerate(values) if value is not None)
    return [(place, column.field) for place, column in found if column is not None]


def _header_row(sheet: Any) -> tuple[int, list[tuple[int, str]]]:
    """(row number, headers) of the row among the first ten that has most of our headers."""
    rows = enumerate(sheet.iter_rows(values_only=True, max_row=HEADER_WITHIN, max_col=MOST_COLUMNS), 1)
    given = [(number, _headers(values)) for number, values in rows]
    return max(given, key=lambda row: len({field for _place, field in row[1]}), default=(0, []))


def _missing(headers: list[tuple[int, str]]) -> list[str]:
    given = {field for _place, field in headers}
    return [column.header for column in LEDGER if column.is_required and column.field not in given]


def _fields(headers: list[tuple[int, str]]) -> Fields:
    names = [field for _place, field in headers]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise UnreadableSheet(N_("表头“%(header)s”出现了两次，请删去多余的一列。"), header=HEADER_OF[twice])
    return dict(headers)


def _chosen(book: Any) -> tuple[Any, int, Fields]:
    """The one sheet with our headers: of the month's workbook its 明细, of a bureau's own its ledger."""
    shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    found = [(sheet, *_header_row(sheet)) for sheet in shown]
    whole = [(sheet, row, headers) for sheet, row, headers in found if headers and not _missing(headers)]
    if len(whole) > 1:
        raise UnreadableSheet(
            N_("工作表“%(first)s”和“%(second)s”都是台账，请分成两个文件分别导入。"),
            first=whole[0][0].title, second=whole[1][0].title,
        )
    if not whole:
        headers = max((headers for _sheet, _row, headers in found), key=len, default=[])
        raise UnreadableSheet(
            N_("表头缺少：%(missing)s。表头应在前 %(within)d 行内，请下载模板对照整理后再上传。"),
            missing="、".join(_missing(headers)), within=HEADER_WITHIN,
        )
    sheet, row, headers = whole[0]
    return sheet, row, _fields(headers)


def _refuse_second_block(rows: Iterator[tuple[int, tuple[Any, ...]]]) -> None:
    for number, values in islice(rows, LOOKED_FURTHER):
        if not _is_blank(values):
            raise UnreadableSheet(
                N_("第 %(row)d 行之前空了 %(blank)d 多行，其下又有内容。请删去空行或多余的内容后再上传。"),
                row=number, blank=BLANK_ROWS_END,
            )


def _value(field: str, value: Any, epoch: datetime) -> Any:
    """A plain number in a date column is Excel's count of days."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if field not in MOMENTS or not is_number or not 1 <= value <= LAST_SERIAL:
        return value
    try:
        return from_excel(value, epoch)
    except OverflowError:  # past the year 9999 where days are counted from 1904
        return value


def _rows(sheet: Any, header_row: int, fields: Fields, epoch: datetime) -> Iterator[Row]:
    rows = enumerate(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS), 1)
    blank = 0
    for number, values in islice(rows, header_row, None):
        blank = blank + 1 if _is_blank(values) else 0
        if blank >= BLANK_ROWS_END:
            _refuse_second_block(rows)
            return
        if not blank:
            # Rows may be ragged: trailing blanks are simply missing.
            yield number, {
                field: _value(field, values[place], epoch) for place, field in fields.items() if place < len(values)
            }


def _read(path: Path) -> list[Row]:
    # Our own handle: openpyxl leaves its own open when the contents disappoint it.
    with path.open("rb") as file:
        book = open_to_read(file)
        taken = list(islice(_rows(*_chosen(book), book.epoch), MOST_ROWS + 1))
    if len(taken) > MOST_ROWS:
        raise UnreadableSheet(N_("超过 %(most)d 行，请按年份拆分后分次导入。"), most=MOST_ROWS)
    if not taken:
        raise UnreadableSheet(N_("表头下面没有内容，没有可以导入的行。"))
    return taken


def read_ledger(path: Path) -> list[Row]:
    """(row number as on the sheet, field → raw value) of every row that is not blank; raises UnreadableSheet."""
    return read_bounded(path, "ledger", read_here)


def read_here(path: Path) -> list[Row]:
    """The same, of a package that has been looked into, in this very process."""
    with warnings.catch_warnings():
        # What openpyxl warns of (styles, lists of choices, drawings) has no part in the values.
        warnings.simplefilter("ignore")
        try:
            return _read(path)
        except (
            AttributeError, BadZipFile, EOFError, InvalidFileException, LookupError, OSError, ParseError, TypeError,
            ValueError,
        ) as error:
            raise UnreadableSheet(BROKEN) from error
