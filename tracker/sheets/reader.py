"""How a workbook from outside is read: what is refused as a whole, and its rows by header. Cells: domain.cells."""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

from defusedxml.common import DefusedXmlException
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from tracker.domain.refusals import Invalid
from tracker.domain.words import N_
from tracker.sheets.columns import BY_HEADER, LEDGER

MOST_ROWS = 100_000
BLANK_ROWS_END = 1_000
"A sheet ends after so many empty rows: its own word on how long it is may be a lie."
HEADER_WITHIN = 10
MOST_COLUMNS = 200
MOST_UNPACKED = 300 * 1024 * 1024
MOST_SHARED = 80 * 1024 * 1024
"Bytes of one part of the package when unpacked: shared strings are held in memory."

Row = tuple[int, dict[str, Any]]


class UnreadableSheet(Invalid):
    """The file as a whole cannot be taken."""

    def __init__(self, message: str, **params: Any) -> None:
        super().__init__(message, field="file", **params)


def _look_at_head(path: Path) -> None:
    with path.open("rb") as file:
        head = file.read(8)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableSheet(N_("文件加了密码，或是旧版 .xls 格式。请用 Excel 去掉密码，另存为 .xlsx 后再上传。"))
    if not head.startswith(b"PK"):
        raise UnreadableSheet(N_("这不是 Excel 工作簿。请上传 .xlsx 文件，可先下载模板对照。"))


def _unpacked_sizes(path: Path) -> tuple[list[str], list[int]]:
    """Names and sizes of the package's parts, each checked against its checksum unless the whole is too big."""
    try:
        with zipfile.ZipFile(path) as package:
            names = package.namelist()
            sizes = [entry.file_size for entry in package.infolist()]
            broken = package.testzip() if sum(sizes) <= MOST_UNPACKED else None
    except (BadZipFile, OSError, EOFError, zipfile.zlib.error) as error:
        raise UnreadableSheet(N_("文件不完整或已损坏，请重新从原处导出一次再上传。")) from error
    if broken is not None:
        raise UnreadableSheet(N_("文件不完整或已损坏，请重新从原处导出一次再上传。"))
    return names, sizes


def _look_inside(path: Path) -> None:
    """Refuse what is no plain .xlsx before openpyxl touches it."""
    _look_at_head(path)
    names, sizes = _unpacked_sizes(path)
    if any("vbaproject" in name.lower() or "macrosheets" in name.lower() for name in names):
        raise UnreadableSheet(N_("文件含有宏，出于安全不能导入。请另存为不含宏的 .xlsx 后再上传。"))
    if "xl/workbook.xml" not in names:
        raise UnreadableSheet(N_("这不是 Excel 工作簿。请上传 .xlsx 文件，可先下载模板对照。"))
    if sum(sizes) > MOST_UNPACKED or max(sizes) > MOST_SHARED * 3:
        raise UnreadableSheet(N_("文件解开后过大，可能有异常内容。请按月份或年份拆分后再上传。"))


def _is_blank(values: tuple[Any, ...]) -> bool:
    return all(value is None or (isinstance(value, str) and not value.strip()) for value in values)


def _headers(values: tuple[Any, ...]) -> dict[int, str]:
    """Column place → field, of the headers that are ours."""
    found: dict[int, str] = {}
    for place, value in enumerate(values):
        column = BY_HEADER.get("".join(str(value).split())) if value is not None else None
        if column is None:
            continue
        if column.field in found.values():
            raise UnreadableSheet(N_("表头“%(header)s”出现了两次，请删去多余的一列。"), header=column.header)
        found[place] = column.field
    return found


def _check_headers(fields: dict[int, str]) -> None:
    missing = [column.header for column in LEDGER if column.is_required and column.field not in fields.values()]
    if missing:
        raise UnreadableSheet(
            N_("表头缺少：%(missing)s。请下载模板，按模板的表头整理后再上传。"), missing="、".join(missing)
        )


def _rows(sheet: Any) -> Iterator[Row]:
    fields: dict[int, str] = {}
    blank = taken = 0
    for number, values in enumerate(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS), 1):
        if _is_blank(values):
            blank += 1
            if blank >= BLANK_ROWS_END:
                break
            continue
        blank = 0
        if not fields:
            given = _headers(values)
            if len(given) >= 3 or number >= HEADER_WITHIN:
                _check_headers(given)
                fields = given
            continue
        taken += 1
        if taken > MOST_ROWS:
            raise UnreadableSheet(N_("超过 %(most)d 行，请按年份拆分后分次导入。"), most=MOST_ROWS)
        # Rows may be ragged: trailing blanks are simply missing.
        yield number, {field: values[place] for place, field in fields.items() if place < len(values)}
    if not fields:
        _check_headers({})


def read_ledger(path: Path) -> Iterator[Row]:
    """(row number, field → raw value) of the sheet 明细, else of the first; raises UnreadableSheet."""
    _look_inside(path)
    try:
        book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
        try:
            # The month's workbook comes back in: its orders stand in 明细, behind the tables.
            yield from _rows(book["明细"] if "明细" in book.sheetnames else book.worksheets[0])
        finally:
            book.close()
    except (InvalidFileException, BadZipFile, KeyError, IndexError, ValueError, ParseError, DefusedXmlException,
            AttributeError, TypeError, EOFError) as error:
        raise UnreadableSheet(N_("文件不完整或已损坏，请重新从原处导出一次再上传。")) from error
