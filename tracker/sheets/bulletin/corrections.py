"""更正说明: figures of months that were closed before and that orders changed later; those months stay as they are."""

from collections.abc import Iterator
from decimal import Decimal

from tracker.domain.bulletin import Bulletin
from tracker.domain.figures import Measure
from tracker.sheets.book import Column, Row, Sheet
from tracker.sheets.bulletin.figures import LOOKS
from tracker.sheets.cells import Cell
from tracker.sheets.looks import Look
from tracker.sheets.writer import NOTHING

COLUMNS = (
    Column("更正月份", 11, Look.WORD), Column("指标", 26), Column("单位", 24), Column("原公布", 13, Look.COUNT),
    Column("更正为", 13, Look.COUNT), Column("涉及工单", 10, Look.COUNT), Column("工单编号", 90),
)


def _cell(value: Decimal | None, measure: Measure) -> Cell:
    return Cell(NOTHING if value is None else value, LOOKS[measure])


def _rows(report: Bulletin) -> Iterator[Row]:
    for one in report.corrections:
        numbers = "、".join(one.orders) + ("等" if one.order_count > len(one.orders) else "")
        yield (
            one.month, one.label, one.unit or "全部", _cell(one.was, one.measure), _cell(one.now, one.measure),
            one.order_count, numbers)


def corrections_sheets(report: Bulletin) -> tuple[Sheet, ...]:
    """The sheet, where there is something to correct."""
    return (Sheet("更正说明", COLUMNS, list(_rows(report))),) if report.corrections else ()
