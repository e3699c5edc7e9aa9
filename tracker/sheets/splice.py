"""A package made by openpyxl (styles, widths, print set-up, charts), into whose sheets our rows are streamed.

openpyxl builds a tree of elements for every cell; text goes several times faster and needs no memory. The entries
of the package all bear one time, so that the same data give the same bytes.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter

from tracker.clock import LOCAL

ROWS_AT_ONCE = 200
"Rows that are handed to the compressor together."
_TABLE = re.compile(r"<sheetData\s*(?:/>|>\s*</sheetData>)")
_DIMENSION = re.compile(r"<dimension [^>]*/>")


class PinnedZip(ZipFile):
    """A package whose entries all bear one time."""

    def __init__(self, path: Path, at: datetime) -> None:
        super().__init__(path, "w", ZIP_DEFLATED, allowZip64=True)
        self._at = at.astimezone(LOCAL).timetuple()[:6]

    def _entry(self, name: str) -> ZipInfo:
        entry = ZipInfo(name, self._at)
        entry.compress_type = ZIP_DEFLATED
        entry.external_attr = 0o600 << 16
        return entry

    def writestr(self, zinfo_or_arcname: Any, data: Any, *args: Any, **kwargs: Any) -> None:
        super().writestr(self._entry(str(zinfo_or_arcname)), data)

    def stream(self, name: str, parts: Iterable[str]) -> None:
        """An entry written part by part."""
        with self.open(self._entry(name), "w", force_zip64=True) as entry:
            coming = iter(parts)
            while some := "".join(islice(coming, ROWS_AT_ONCE)):
                entry.write(some.encode())


class SplicingWriter(ExcelWriter):  # type: ignore[misc]
    """Writes the package; `rows` gives the text of a sheet's rows, and is done with the sheet when it ends.

    A sheet's head is taken before its rows and its tail after them, since filter and print area depend on their number.
    """

    def __init__(self, workbook: Any, archive: PinnedZip, rows: Callable[[Any], Iterable[str]]) -> None:
        super().__init__(workbook, archive)
        self._rows = rows

    def write_worksheet(self, ws: Any) -> None:
        """openpyxl's own step for one sheet, without its elements for cells."""
        ws._drawing = SpreadsheetDrawing()
        ws._drawing.charts, ws._drawing.images = ws._charts, ws._images
        self._archive.stream(ws.path[1:], self._parts(ws))
        self.manifest.append(ws)

    def _parts(self, ws: Any) -> Iterator[str]:
        # The size is not yet known, and a wrong one would make readers stop early.
        yield _DIMENSION.sub("", self._around(ws)[0]) + "<sheetData>"
        yield from self._rows(ws)
        yield "</sheetData>" + self._around(ws)[1]

    @staticmethod
    def _around(ws: Any) -> tuple[str, str]:
        """What openpyxl writes before and after the empty table."""
        writer = WorksheetWriter(ws, BytesIO())
        writer.write()
        head, tail = _TABLE.split(writer.read().decode())
        ws._rels = writer._rels
        return head, tail
