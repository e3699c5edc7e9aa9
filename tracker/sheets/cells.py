"""One cell as XML, so that Excel cannot misread it: text stays text, moments are the office's wall clock.

How the cells of a row come together is seen to in rows.py; how they look: looks.py.
"""

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from math import isfinite
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

from openpyxl.utils.datetime import to_excel

from tracker.clock import LOCAL
from tracker.sheets.looks import Look

LONGEST_TEXT = 32_767
"Excel keeps no more UTF-16 units in a cell and calls the file damaged."
CUT = "…（超过单元格上限，已截断）"
_RISKY = re.compile("[\\s\u3000'＇‘’\\ufeff\\u200b-\\u200f]*[=+\\-@＝＋－＠﹢﹣﹦﹫−|%]|[\\s'＇]")
"How texts begin that a spreadsheet might take for a formula once somebody edits the cell, or its blanks are cut off."
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"XML has no way to say these."
_ESCAPE_LOOKALIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_NEEDS_CARE = re.compile(r"[&<>\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_x")

Value = str | int | Decimal | date | datetime | None


class Cell(NamedTuple):
    """A value that is shown otherwise than its column, or that a formula gives.

    `formula`, without its equals sign, is ours alone and never made of data; `value` is what it comes to, for readers
    that do not calculate.
    """

    value: Value
    look: Look
    formula: str = ""


def is_risky(text: str) -> bool:
    """Must it be marked as text, so that it stays text even after somebody edits the cell?"""
    return _RISKY.match(text) is not None


def safe_text(text: str) -> str:
    """The text as Excel will show it: no control characters, no accidental escapes, no more than a cell holds."""
    text = _UNWRITABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _ESCAPE_LOOKALIKE.sub("_x005F_", text)
    units = text.encode("utf-16-le") if len(text) * 2 > LONGEST_TEXT else b""
    if len(units) <= LONGEST_TEXT * 2:
        return text
    return units[: (LONGEST_TEXT - len(CUT)) * 2].decode("utf-16-le", "ignore") + CUT


def text_xml(text: str) -> str:
    """The text between tags."""
    if len(text) * 2 <= LONGEST_TEXT and not _NEEDS_CARE.search(text):
        return text
    return escape(safe_text(text))


def local_moment(moment: datetime) -> datetime:
    """The office's wall clock to the second: Excel knows no time zones."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone cannot be written")
    return moment.astimezone(LOCAL).replace(tzinfo=None, microsecond=0)


def _decimal(value: Decimal) -> str:
    if not value.is_finite():
        raise ValueError(f"{value} is no figure that can be written")
    return format(value, "f")


def _float(value: float) -> str:
    if not isfinite(value):
        raise ValueError(f"{value} is no figure that can be written")
    return repr(value)


NUMBERS: dict[type, Callable[[Any], str]] = {
    int: str,
    Decimal: _decimal,
    float: _float,
    datetime: lambda moment: repr(to_excel(local_moment(moment))),
    date: lambda day: repr(to_excel(day)),
}
"What is kept as a number, and how it is written; a moment is a number of days."


def number_xml(value: Any) -> str:
    """A figure or moment between tags; refuses what is neither."""
    write = NUMBERS.get(type(value))
    if write is None and not isinstance(value, bool):
        write = next((NUMBERS[base] for base in type(value).__mro__ if base in NUMBERS), None)
    if write is None:
        raise TypeError(f"a {type(value).__name__} cannot be written into a cell")
    return write(value)
