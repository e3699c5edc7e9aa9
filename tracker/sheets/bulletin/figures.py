"""A figure as a cell, a table's columns and lines as a sheet's; sums that a reader would check are formulas."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from openpyxl.utils import get_column_letter

from tracker.domain.bulletin import Bulletin, Heading, Line, Rank, Table
from tracker.domain.figures import Figure, Measure
from tracker.domain.period_names import compared_label
from tracker.sheets.book import Column, Row
from tracker.sheets.cells import Cell
from tracker.sheets.looks import Look
from tracker.sheets.writer import NOTHING

COUNTED = (Measure.ORDERS, Measure.HANDLINGS, Measure.TIMES)
"What adds up from line to line."

LOOKS = {
    Measure.ORDERS: Look.COUNT,
    Measure.HANDLINGS: Look.COUNT,
    Measure.TIMES: Look.COUNT,
    Measure.RATE: Look.RATE,
    Measure.WORKING_DAYS: Look.DECIMAL,
    Measure.HOURS: Look.DECIMAL,
    Measure.POINTS: Look.POINTS,
    Measure.SCORE: Look.DECIMAL,
    Measure.WORDS: Look.WORD,
}
WIDTHS = {Look.POINTS: 15.0, Look.CHANGE: 11.0}
WIDTH = 10.0


def look_of(heading: Heading) -> Look:
    """How the column's figures look; a change bears its sign."""
    if heading.measure is Measure.RATE and ".on_" in heading.key:
        return Look.CHANGE
    return LOOKS[heading.measure]


def value_of(figure: Figure, measure: Measure) -> Decimal | None:
    """The number in the cell: points as they are said (0.12), everything else as it is kept."""
    if figure.value is None or measure is not Measure.POINTS:
        return figure.value
    return (figure.value * 100).quantize(Decimal("0.01"))


def cell(figure: Figure | None, measure: Measure, look: Look) -> Cell:
    """The figure's cell; a dash where there is none."""
    value = None if figure is None else value_of(figure, measure)
    return Cell(NOTHING if value is None else value, look)


def columns_of(table: Table, report: Bulletin, renamed: Mapping[str, str] | None = None) -> list[Column]:
    """The table's columns, comparisons called as the period's kind has it."""
    made = []
    for heading in table.columns:
        label = (renamed or {}).get(heading.key) or compared_label(heading.key, heading.label, report.period)
        look = look_of(heading)
        made.append(Column(label, max(WIDTHS.get(look, WIDTH), 2.2 * len(label) + 2), look))
    return made


def cells_of(line: Line, columns: Sequence[Heading]) -> list[Cell]:
    """The line's figures, those of a sum in bold."""
    made = []
    for heading in columns:
        look = look_of(heading)
        look = look if line.rank is Rank.ROW else look.bold
        if heading.measure is Measure.WORDS:
            made.append(Cell(line.notes.get(heading.key, NOTHING), look))
            continue
        made.append(cell(line.figures.get(heading.key), heading.measure, look))
    return made


def label_of(line: Line) -> Cell:
    """The line's name, that of a sum in bold."""
    return Cell(line.label, Look.TEXT if line.rank is Rank.ROW else Look.TEXT_TOTAL)


def parts_of(lines: Sequence[Line], at: int) -> list[int]:
    """The lines that add up to the sum at `at`: a subtotal's own rows, a total's subtotals and loose rows.

    A subtotal stands below its rows.
    """
    if lines[at].rank is Rank.ROW:
        return []
    found: list[int] = []
    for place in range(at - 1, -1, -1):
        line = lines[place]
        if lines[at].rank is Rank.SUBTOTAL:
            if line.rank is not Rank.ROW or line.kind is not lines[at].kind:
                break
            found.append(place)
        elif line.rank is Rank.SUBTOTAL or not _is_summed(lines, place):
            found.append(place)
    return found[::-1]


def _is_summed(lines: Sequence[Line], place: int) -> bool:
    """Is the row in a subtotal below it?"""
    return any(line.rank is Rank.SUBTOTAL and line.kind is lines[place].kind for line in lines[place:])


def ranges(column: str, rows: Sequence[int]) -> str:
    """B2:B9 or B2:B9,B12 for the rows' cells in one column."""
    spans: list[list[int]] = []
    for row in rows:
        if spans and spans[-1][1] == row - 1:
            spans[-1][1] = row
        else:
            spans.append([row, row])
    return ",".join(f"{column}{a}" if a == b else f"{column}{a}:{column}{b}" for a, b in spans)


def summed(rows: list[list[Cell]], at: int, parts: Sequence[int], first_row: int = 2) -> None:
    """Turn the whole numbers of row `at` into sums of the rows `parts`, where these do come to it.

    They do not where a line that has nothing to show this time is left out, but stood in the figure it is compared
    with.
    """
    for place, one in enumerate(rows[at]):
        values = [rows[part][place].value for part in parts]
        if not (parts and one.look in (Look.COUNT, Look.COUNT_TOTAL) and isinstance(one.value, Decimal)):
            continue
        if sum(value for value in values if isinstance(value, Decimal)) == one.value:
            where = ranges(get_column_letter(place + 1), [part + first_row for part in parts])
            rows[at][place] = one._replace(formula=f"SUM({where})")


def rows_of(table: Table) -> list[list[Cell]]:
    """The table's lines, each its name and its figures, with their sums."""
    rows = [[label_of(line), *cells_of(line, table.columns)] for line in table.lines]
    for at in range(len(rows)):
        summed(rows, at, parts_of(table.lines, at))
    return rows


def with_total(rows: list[list[Cell]]) -> tuple[Sequence[Row], Row]:
    """The rows, and the last of them apart."""
    return rows[:-1], rows[-1]
