"""单位: departments and towns apart, each kind with its sum; the rates over few orders are marked."""

from collections.abc import Sequence

from openpyxl.formatting.rule import Rule

from tracker.domain.bulletin import Bulletin, Line, Rank, Table
from tracker.domain.figures import Figure
from tracker.domain.words import DepartmentKind
from tracker.sheets.book import Column, Row, Sheet
from tracker.sheets.bulletin import charts, rules
from tracker.sheets.bulletin.figures import columns_of, rows_of
from tracker.sheets.bulletin.shares import place_of
from tracker.sheets.cells import Cell
from tracker.sheets.looks import Look

FEW = "样本少"
RATES = ("closure", "on_time", "satisfaction", "solved")
"The rates that units are judged by."
NOTED = Column("备注", 24)
WIDEST = 14


def is_few(figure: Figure | None, least: int) -> bool:
    """Is the rate taken over fewer than `least`?"""
    return figure is not None and figure.base is not None and 0 < figure.base < least


def _note(table: Table, line: Line, least: int) -> str | None:
    """Which of the unit's rates say little."""
    if line.rank is not Rank.ROW:
        return None
    if 0 < line.figures["handlings"].part < least:
        return FEW
    few = [one.label for one in table.columns if one.key in RATES and is_few(line.figures.get(one.key), least)]
    return f"{'、'.join(few)}{FEW}" if few else None


def _rows(table: Table, least: int) -> list[Row]:
    made: list[Row] = []
    for line, cells in zip(table.lines, rows_of(table), strict=True):
        shown = list(cells)
        for at, heading in enumerate(table.columns, 1):
            if heading.measure.value == "rate" and line.rank is Rank.ROW and shown[at].look is Look.RATE:
                if is_few(line.figures.get(heading.key), least):
                    shown[at] = shown[at]._replace(look=Look.FEW)
        made.append((*shown, Cell(_note(table, line, least), Look.TEXT if line.rank is Rank.ROW else Look.TEXT_TOTAL)))
    return made


def _marks(table: Table, report: Bulletin) -> list[tuple[str, Rule]]:
    last, keys = len(table.lines) + 1, [heading.key for heading in table.columns]
    found: list[tuple[str, Rule]] = []
    for key in ("handled_late",):
        if key in keys:
            found.append((f"{place_of(table, key)}2:{place_of(table, key)}{last}", rules.late()))
    if "on_time" in keys:
        letter = place_of(table, "on_time")
        enough = f"{place_of(table, 'due')}2>={report.basis.small_base}" if "due" in keys else ""
        found.append((f"{letter}2:{letter}{last}", rules.below(f"{letter}2", report.basis.on_time_floor, enough)))
    letter = place_of(table, "handlings")
    for rows in _kinds(table).values():
        found.append((f"{letter}{rows[0]}:{letter}{rows[-1]}", rules.bars()))
    return found


def _kinds(table: Table) -> dict[DepartmentKind, list[int]]:
    """Each kind's rows on the sheet."""
    found: dict[DepartmentKind, list[int]] = {}
    for row, line in enumerate(table.lines, 2):
        if line.rank is Rank.ROW and line.kind is not None:
            found.setdefault(line.kind, []).append(row)
    return found


def _charts(table: Table) -> list[tuple[object, str]]:
    letter, below = place_of(table, "handlings"), len(table.lines) + 4
    made: list[tuple[object, str]] = []
    for (kind, rows), place in zip(_kinds(table).items(), "BIPW", strict=False):
        chart = charts.bars(
            f"{kind.label}承办件次", "件次", charts.reference("单位", "A", rows), charts.reference("单位", letter, rows),
            len(rows))
        made.append((chart, f"{place}{below}"))
    return made


def unit_sheet(report: Bulletin) -> Sheet:
    """单位, its columns over two pages."""
    table = report.tables["units"]
    rows: Sequence[Row] = _rows(table, report.basis.small_base)
    columns = [Column("单位", 28), *columns_of(table, report), NOTED]
    return Sheet(
        "单位", columns, rows[:-1], total=rows[-1], pages_wide=2, conditional=_marks(table, report),
        charts=_charts(table))
