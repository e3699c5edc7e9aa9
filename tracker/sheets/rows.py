"""Rows as XML text for a sheet's <sheetData>: several times faster than a tree of elements, and flat in memory.

What a cell may hold is decided in cells.py; into which package the text goes: splice.py.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter

from tracker.sheets.book import Column, Row, Sheet
from tracker.sheets.cells import Cell, Value, is_risky, number_xml, text_xml
from tracker.sheets.looks import Look

HEADER_HEIGHT, LINE_HEIGHT, ROW_PADDING = 30, 16, 8
"Points."


class StyleIds(NamedTuple):
    """The numbers that the package gave to one look."""

    plain: int
    quoted: int
    "Text that stays text even after somebody edits the cell."


def _style_id(sheet: Any, look: Look, is_quoted: bool) -> int:
    cell = WriteOnlyCell(sheet)
    cell.style = look.style
    if is_quoted:
        cell.quotePrefix = True
    number: int = cell.style_id
    return number


def style_ids(sheet: Any) -> dict[Look, StyleIds]:
    """Every look's numbers in the workbook of `sheet`."""
    return {look: StyleIds(_style_id(sheet, look, False), _style_id(sheet, look, True)) for look in Look}


def height(columns: Sequence[Column], values: Row) -> float:
    """The row's height in points for its longest wrapped text; Excel and others do not fit rows by themselves."""
    lines = 1
    for column, value in zip(columns, values, strict=True):
        text = value.value if isinstance(value, Cell) else value
        if isinstance(text, str):
            # A Chinese character is as wide as two digits; a little room for other fonts.
            wide = sum(1 if character < "\u1100" else 2 for character in text)
            lines = max(lines, -(-wide * 108 // 100 // max(1, int(column.width) - 1)))
    return lines * LINE_HEIGHT + ROW_PADDING


class RowWriter:
    """Writes a sheet's rows under each other; `count` is the number of the last."""

    def __init__(self, sheet: Sheet, styles: dict[Look, StyleIds]) -> None:
        self.count = 0
        self._sheet, self._styles = sheet, styles
        self._letters = [get_column_letter(place) for place in range(1, len(sheet.columns) + 1)]
        self._looks = [column.look for column in sheet.columns]

    def text(self) -> Iterator[str]:
        """Header, rows and total, a row at a time."""
        sheet, columns = self._sheet, self._sheet.columns
        if sheet.has_header:
            yield self._row([Cell(column.header, Look.HEADER) for column in columns], HEADER_HEIGHT)
        for values in sheet.rows:
            yield self._row(values, self._height(values))
        if sheet.total is not None:
            bold = [
                value._replace(look=value.look.bold) if isinstance(value, Cell) else Cell(value, look.bold)
                for value, look in zip(sheet.total, self._looks, strict=True)
            ]
            yield self._row(bold, None if sheet.is_register else height(columns, bold))

    def _height(self, values: Row) -> float | None:
        if self._sheet.is_register:
            return None
        return self._sheet.heights.get(self.count + 1) or height(self._sheet.columns, values)

    def _row(self, values: Row, tall: float | None) -> str:
        self.count = number = self.count + 1
        parts = [f'<row r="{number}">' if tall is None else f'<row r="{number}" ht="{tall:g}" customHeight="1">']
        for letter, value, look in zip(self._letters, values, self._looks, strict=True):
            if isinstance(value, Cell):
                parts.append(self._shown(f"{letter}{number}", value))
            else:
                parts.append(self._cell(f"{letter}{number}", value, look))
        if values[-1] is None and not self._looks[-1].has_border:
            # Readers that take rows as they come find every row as long as the header.
            parts.append(f'<c r="{self._letters[-1]}{number}"/>')
        parts.append("</row>")
        return "".join(parts)

    def _cell(self, place: str, value: Value, look: Look) -> str:
        """One cell; nothing for a blank one that is not drawn."""
        ids = self._styles[look]
        if isinstance(value, str):
            style = ids.quoted if is_risky(value) else ids.plain
            text = f'<is><t xml:space="preserve">{text_xml(value)}</t></is>'
            return f'<c r="{place}" s="{style}" t="inlineStr">{text}</c>'
        if value is None:
            return f'<c r="{place}" s="{ids.plain}"/>' if look.has_border else ""
        return f'<c r="{place}" s="{ids.plain}"><v>{number_xml(value)}</v></c>'

    def _shown(self, place: str, cell: Cell) -> str:
        """A cell with a look of its own, or with a formula and the value it comes to."""
        if not cell.formula:
            return self._cell(place, cell.value, cell.look)
        start = f'<c r="{place}" s="{self._styles[cell.look].plain}"'
        formula, value = f"<f>{text_xml(cell.formula)}</f>", cell.value
        if isinstance(value, str):
            return f'{start} t="str">{formula}<v>{text_xml(value)}</v></c>'
        return f"{start}>{formula}" + ("" if value is None else f"<v>{number_xml(value)}</v>") + "</c>"
