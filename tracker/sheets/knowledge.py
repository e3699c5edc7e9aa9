"""知识库 as a workbook: one column table for export, template and import. What a row must hold: domain.knowledge_text."""

import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from tracker.domain.words import N_
from tracker.sheets.apart import read_bounded
from tracker.sheets.cells import Value
from tracker.sheets.looks import Look
from tracker.sheets.package import BROKEN, UnreadableSheet
from tracker.sheets.writer import Book, Column, Sheet, write_book

NAME, ADVICE = "知识库", "填写说明"
MOST_ROWS = 5_000
MOST_COLUMNS = 60
MOST_LINES = 200_000
"Blank ones, too: a sheet's own word on how long it is may be a lie."


class KnowledgeColumn(NamedTuple):
    """One column; what is not entered (`is_entered` False) is there to read and is passed over by an import."""

    header: str
    field: str
    width: float
    advice: str
    is_entered: bool = True
    look: Look = Look.TEXT


COLUMNS = (
    KnowledgeColumn("类别", "kind", 10, "必填。知识、标准话术"),
    KnowledgeColumn("标题", "title", 32, "必填。最多 100 字；本单位已有同名的不重复导入"),
    KnowledgeColumn("正文", "body", 60, "必填。纯文本，单元格内换行即分段，最多 10000 字"),
    KnowledgeColumn("常见问法", "question", 28, "可空。诉求人会怎样问"),
    KnowledgeColumn("关键词", "keywords", 18, "可空。用空格分开"),
    KnowledgeColumn("事项分类", "matter", 14, "可空。代码表“事项分类”中的名称"),
    KnowledgeColumn("依据", "legal_basis", 28, "可空。文件名称、文号和条款"),
    KnowledgeColumn("生效日期", "valid_from", 13, "可空，空着时为导入当日。如 2026-01-05"),
    KnowledgeColumn("失效日期", "valid_to", 13, "可空，空着时长期有效。最后一日仍有效"),
    KnowledgeColumn("所属单位", "unit", 22, "导出时填写；导入的一律归导入人所在单位", False),
    KnowledgeColumn("状态", "state", 10, "导出时填写", False, Look.WORD),
    KnowledgeColumn("版本", "version", 8, "导出时填写", False, Look.COUNT),
    KnowledgeColumn("引用次数", "uses", 10, "导出时填写", False, Look.COUNT),
)
REQUIRED = ("kind", "title", "body")


def _sheet(columns: Sequence[KnowledgeColumn], rows: Iterable[Sequence[Value]]) -> Sheet:
    return Sheet(NAME, [Column(one.header, one.width, one.look) for one in columns], rows, 2, has_filter=True)


def write_knowledge(path: Path, rows: Iterable[Mapping[str, Value]], office_name: str, now: datetime) -> None:
    """Write what a list shows; `rows` are values by field."""
    lines = ([row[column.field] for column in COLUMNS] for row in rows)
    write_book(Book(NAME, office_name, "", now, [_sheet(COLUMNS, lines)]), path)


def write_knowledge_template(path: Path, office_name: str, now: datetime) -> None:
    """Write the empty sheet to fill in, and how."""
    entered = [column for column in COLUMNS if column.is_entered]
    advice = Sheet(
        ADVICE, [Column("列", 14), Column("怎样填", 60)], [(column.header, column.advice) for column in entered])
    write_book(Book(NAME, office_name, "", now, [_sheet(entered, ()), advice]), path)


def _places(values: Sequence[Any]) -> dict[int, str]:
    by_header = {column.header: column.field for column in COLUMNS if column.is_entered}
    heads = ("" if value is None else "".join(str(value).split()).strip("*") for value in values)
    return {place: by_header[head] for place, head in enumerate(heads) if head in by_header}


def _rows(book: Any) -> Iterator[tuple[int, dict[str, Any]]]:
    for sheet in book.worksheets:
        rows = sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS)
        fields = _places(next(rows, ()))
        if set(REQUIRED) <= set(fields.values()):
            # A row may call itself the billionth, and all before it come as blank ones.
            for number, values in islice(enumerate(rows, 2), MOST_LINES):
                given = {field: values[place] for place, field in fields.items() if place < len(values)}
                if any(value not in (None, "") for value in given.values()):
                    yield number, given
            return
    raise UnreadableSheet(N_("第一行没有“类别”“标题”“正文”这些表头，请下载模板对照整理后再上传。"))


def read_knowledge(path: Path) -> list[tuple[int, dict[str, Any]]]:
    """(row number, field → raw value) of every row that is not blank; raises UnreadableSheet."""
    return read_bounded(path, "knowledge", read_here)


def read_here(path: Path) -> list[tuple[int, dict[str, Any]]]:
    """The same, of a package that has been looked into, in this very process."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with path.open("rb") as file:
                book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
                taken = list(islice(_rows(book), MOST_ROWS + 1))
        except (AttributeError, BadZipFile, EOFError, InvalidFileException, LookupError, OSError, ParseError,
                TypeError, ValueError) as error:
            raise UnreadableSheet(BROKEN) from error
    if len(taken) > MOST_ROWS:
        raise UnreadableSheet(N_("超过 %(most)d 行，请分成几个文件导入。"), most=MOST_ROWS)
    if not taken:
        raise UnreadableSheet(N_("表头下面没有内容，没有可以导入的行。"))
    return taken
