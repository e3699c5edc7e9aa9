"""One cell, so that Excel cannot misread it: text stays text, moments are the office's wall clock."""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from tracker.clock import LOCAL
from tracker.sheets.looks import Look

LONGEST_TEXT = 32_767
"Excel keeps no more characters in a cell; openpyxl would cut the rest silently."
CUT = "…（超过单元格上限，已截断）"
_ESCAPE_LOOKALIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_RISKY_STARTS = ("=", "+", "-", "@")

Value = str | int | Decimal | date | datetime | None


class Cell(NamedTuple):
    """A value that is shown otherwise than its column."""

    value: Value
    look: Look


def safe_text(text: str) -> str:
    """The text as Excel will show it: no control characters, no accidental escapes, no more than a cell holds."""
    text = ILLEGAL_CHARACTERS_RE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _ESCAPE_LOOKALIKE.sub("_x005F_", text)
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - len(CUT)] + CUT


def local_moment(moment: datetime) -> datetime:
    """The office's wall clock to the second: Excel knows no time zones."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone cannot be written")
    return moment.astimezone(LOCAL).replace(tzinfo=None, microsecond=0)


def written_cell(sheet: Any, value: Value, look: Look) -> WriteOnlyCell:
    """The value as a cell of `sheet`."""
    cell = WriteOnlyCell(sheet)
    if isinstance(value, str):
        cell.value = safe_text(value)
        cell.data_type = "s"  # never a formula, never an error value
        cell.style = look.style
        if value.startswith(_RISKY_STARTS):
            cell.quotePrefix = True  # stays text even after somebody edits the cell
        return cell
    cell.value = local_moment(value) if isinstance(value, datetime) else value
    cell.style = look.style
    return cell
