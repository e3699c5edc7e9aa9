"""A workbook from outside, opened to be read: without asking its sheets how large they are.

Programs that stream their rows write a size before they know it (“A1”), at which openpyxl would stop reading, or none
at all, for which it would read the whole sheet twice.
"""

from pathlib import Path
from typing import IO, Any

from openpyxl.reader.excel import ExcelReader
from openpyxl.worksheet._read_only import ReadOnlyWorksheet


class _Sheet(ReadOnlyWorksheet):  # type: ignore[misc]
    def _get_size(self) -> None:
        """Left open: the rows are read to their end."""


class _Reader(ExcelReader):  # type: ignore[misc]
    def read_worksheets(self) -> None:
        """openpyxl's own step for a workbook that is only read, with sheets of our own."""
        for sheet, rel in self.parser.find_sheets():
            if rel.target not in self.valid_files:
                continue
            if "chartsheet" in rel.Type:
                self.read_chartsheet(sheet, rel)
                continue
            found = _Sheet(self.wb, sheet.name, rel.target, self.shared_strings)
            found.sheet_state = sheet.state
            self.wb._sheets.append(found)


def open_to_read(file: Path | IO[bytes]) -> Any:
    """The workbook with the values of its cells; rows come as they are asked for."""
    reader = _Reader(file, read_only=True, data_only=True, keep_links=False)
    reader.read()
    return reader.wb
