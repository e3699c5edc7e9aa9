"""热点: the ten busiest topics with their matters and shares, then the rest; the ten are drawn below."""

from itertools import pairwise

from tracker.domain.bulletin import UNNAMED, Bulletin, Line, Rank, Table
from tracker.sheets.book import Column, Row, Sheet
from tracker.sheets.bulletin import charts, rules
from tracker.sheets.bulletin.figures import cells_of, columns_of, summed
from tracker.sheets.bulletin.shares import COUNTED, place_of
from tracker.sheets.cells import Cell
from tracker.sheets.looks import Look

TOP = 10
FIRST = (Column("名次", 7, Look.WORD), Column("热点分类", 22), Column("事项", 22))


def _is_topic(line: Line) -> bool:
    return line.rank is not Rank.TOTAL and not line.parent


def _named(line: Line, rank: int | None) -> list[Cell]:
    """Rank, topic and matter; a topic bears its rank, and its matters its name once more for whoever filters."""
    if _is_topic(line):
        return [Cell(rank, Look.WORD_TOTAL), Cell(line.label, Look.TEXT_TOTAL), Cell("全部", Look.TEXT_TOTAL)]
    if line.rank is Rank.TOTAL:
        return [Cell(None, Look.WORD_TOTAL), Cell(line.label, Look.TEXT_TOTAL), Cell(None, Look.TEXT_TOTAL)]
    return [Cell(None, Look.WORD), Cell(line.parent, Look.MUTED), Cell(line.label, Look.TEXT)]


def _bold(cells: list[Cell]) -> list[Cell]:
    return [cell._replace(look=cell.look.bold) for cell in cells]


def _rows(table: Table) -> list[list[Cell]]:
    made: list[list[Cell]] = []
    rank = 0
    for line in table.lines:
        is_ranked = _is_topic(line) and line.label != UNNAMED
        rank += is_ranked
        cells = cells_of(line, table.columns)
        made.append([*_named(line, rank if is_ranked else None), *(_bold(cells) if _is_topic(line) else cells)])
    topics = [at for at, line in enumerate(table.lines) if _is_topic(line)]
    for at, after in pairwise([*topics, len(table.lines) - 1]):
        summed(made, at, range(at + 1, after))
    summed(made, len(made) - 1, topics)
    return made


def topic_sheet(report: Bulletin) -> Sheet:
    """热点."""
    table = report.tables["topics"]
    *rows, whole = _rows(table)
    last = len(table.lines) + 1
    top = [at for at, line in enumerate(table.lines, 2) if _is_topic(line) and line.label != UNNAMED][:TOP]
    count, on_time = (place_of(table, key, len(FIRST)) for key in ("received", "on_time"))
    shown: list[Row] = list(rows)
    return Sheet(
        "热点", [*FIRST, *columns_of(table, report, COUNTED)], shown, total=whole, frozen_columns=3,
        orientation="portrait",
        conditional=[(f"{on_time}2:{on_time}{last}", rules.below(f"{on_time}2", report.basis.on_time_floor))],
        charts=[(charts.bars(
            f"热点 TOP{len(top)}（件）", "件数", charts.reference("热点", "B", top), charts.reference("热点", count, top),
            len(top)), f"A{last + 2}")] if top else ())
