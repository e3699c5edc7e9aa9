"""突出问题: what was named prominent in the period, the topic of the month first: its orders, its lead, how far it came."""

from collections.abc import Sequence
from fractions import Fraction

from tracker.domain.figures import Measure, half_up
from tracker.domain.issues import IssueLine
from tracker.sheets.book import Column, Row, Sheet
from tracker.sheets.cells import Cell
from tracker.sheets.looks import Look

COLUMNS = (
    Column("突出问题", 34), Column("标签", 22), Column("本期件数", 10, Look.COUNT), Column("上期件数", 10, Look.COUNT),
    Column("增减", 11, Look.CHANGE), Column("累计件数", 10, Look.COUNT), Column("牵头单位", 24),
    Column("状态", 10, Look.WORD), Column("每月一题", 10, Look.WORD), Column("目标日期", 13, Look.DAY),
    Column("情况", 60),
)
NEW = "新增"


def _growth(growth: Fraction | None) -> Cell:
    return Cell(NEW if growth is None else half_up(growth, Measure.RATE.places), Look.CHANGE)


def _row(line: IssueLine) -> Row:
    return (
        line.name, "、".join(mark.label for mark in line.marks), line.count, line.before, _growth(line.growth),
        line.total, line.lead_unit, line.state.label, "是" if line.is_topic else None, line.target_on, line.text)


def issue_sheet(lines: Sequence[IssueLine]) -> Sheet:
    """突出问题, empty but for its header where none was named."""
    return Sheet("突出问题", COLUMNS, [_row(line) for line in lines], has_filter=True)
