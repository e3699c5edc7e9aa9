"""月报 as a workbook: which sheets and columns. Figures come from domain.bulletin, cells and print set-up from writer.py.

The names of sheets and headers are fixed: other people's scripts read them.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from tracker.domain import bulletin as tables
from tracker.domain.bulletin import Bulletin, Line, TypeLine
from tracker.domain.indicators import Figure, Indicator, Measure
from tracker.domain.words import OrderClass
from tracker.sheets.cells import Cell, Value, local_moment
from tracker.sheets.columns import LEDGER, Kind
from tracker.sheets.looks import Look
from tracker.sheets.writer import NOTHING, Book, Column, Sheet, write_book

Row = Sequence[Value | Cell]

LOOKS = {
    Measure.ORDERS: Look.COUNT,
    Measure.HANDLINGS: Look.COUNT,
    Measure.RATE: Look.RATE,
    Measure.WORKING_DAYS: Look.DECIMAL,
    Measure.HOURS: Look.DECIMAL,
}

OVERVIEW_COLUMNS = (
    Column("指标", 26), Column("数值", 12, Look.COUNT), Column("单位", 9, Look.WORD), Column("分子", 12, Look.COUNT),
    Column("分母", 12, Look.COUNT), Column("口径", 74),
)
NOTE_COLUMNS = (Column("指标", 26), Column("所在表", 10, Look.WORD), Column("口径", 104))


def period_words(report: Bulletin) -> str:
    """2026年10月, with the last counted day while the month runs."""
    period = report.period
    month = f"{period.start:%Y}年{period.start.month}月"
    return month if period.is_over else f"{month}（截至{local_moment(report.made_at):%Y-%m-%d %H:%M}）"


def _value(figure: Figure, indicator: Indicator) -> Cell:
    if figure.value is None:
        return Cell(NOTHING, LOOKS[indicator.measure])
    return Cell(figure.value, LOOKS[indicator.measure])


def _said(indicator: Indicator, report: Bulletin) -> str:
    return "".join(indicator.said(report.basis))


def _overview(report: Bulletin) -> Iterator[Row]:
    for indicator, figure in report.overview:
        base: Row = (None, None)
        if figure.base is not None:
            part_look = Look.COUNT if indicator.per == 1 else Look.DECIMAL
            base = (Cell(figure.part, part_look), figure.base)
        yield (indicator.label, _value(figure, indicator), indicator.measure.label, *base, _said(indicator, report))


def _unit_row(line: Line) -> Row:
    figures = (_value(line.figures[column.key], column) for column in tables.UNIT_COLUMNS)
    return (line.label, line.kind.label if line.kind else None, *figures)


def _unit_columns() -> Sequence[Column]:
    figures = (Column(column.label, 9.5, LOOKS[column.measure]) for column in tables.UNIT_COLUMNS)
    return (Column("单位", 28), Column("类别", 10, Look.WORD), *figures)


def _type_row(line: TypeLine) -> Row:
    share = Cell(NOTHING if line.share.value is None else line.share.value, Look.RATE)
    figures = (_value(line.figures[column.key], column) for column in tables.TYPE_COLUMNS)
    return (line.label, line.count, share, *(line.by_class[one] for one in OrderClass), *figures)


def _type_columns() -> Sequence[Column]:
    return (
        Column("诉求类型", 14), Column("件数", 11, Look.COUNT), Column("占比", 11, Look.RATE),
        *(Column(one.label, 12 if len(one.label) < 6 else 18, Look.COUNT) for one in OrderClass),
        *(Column(column.label, 12, LOOKS[column.measure]) for column in tables.TYPE_COLUMNS),
    )


def _notes(report: Bulletin) -> Iterator[Row]:
    period, general = report.period, "全部"
    yield "统计期", general, (
        f"{period.start:%Y-%m-%d} 00:00 至 {period.last_day:%Y-%m-%d} 24:00（北京时间）。"
        + ("" if period.is_over else f"本月未满，统计到 {local_moment(report.made_at):%Y-%m-%d %H:%M}。")
    )
    yield "生成时间", general, f"{local_moment(report.made_at):%Y-%m-%d %H:%M:%S}，编制单位：{report.office_name}。"
    yield "比率", general, "分子÷分母，以百分数计四舍五入保留两位小数；分母为零的写“—”，不写 0% 或 100%。"
    yield "是否联系", general, "联系、办结、评价等情况以生成时系统中的记录为准。"
    for indicator, _figure in report.overview:
        yield indicator.label, "总览", _said(indicator, report)
    yield "单位", "单位", (
        "件次各列按派给单位的件次计，主办、协办单位都计；到期件、参评件、有结论件和按时办结率、满意率、解决率按主办单位的工单件数计，口径与总览相同。"
        "没有任何件次和工单的单位不列。"
    )
    for column in tables.UNIT_COLUMNS:
        if column not in tables.OVERVIEW:
            yield column.label, "单位", _said(column, report)
    yield "件数、占比", "类型", "件数是统计期内受理的工单，按诉求类型和工单类别分；占比＝件数÷受理量，四舍五入后各项之和可能与 100% 相差 0.01 个百分点。"
    yield "明细", "明细", (
        "统计期内受理的每一件工单一行，表头与导入模板相同，逐月的明细导入空库即得到全部工单。"
        "含诉求人姓名和电话等个人信息，只供内部使用，不得外传。"
    )


def _ledger_columns() -> Sequence[Column]:
    return tuple(
        Column(column.header, column.width, Look.LEDGER_MOMENT if column.kind is Kind.MOMENT else Look.LEDGER)
        for column in LEDGER
    )


def _sheets(report: Bulletin, ledger: Iterable[Row]) -> Sequence[Sheet]:
    *unit_lines, unit_total = report.units
    *type_lines, type_total = report.types
    return (
        Sheet("总览", OVERVIEW_COLUMNS, _overview(report), signed_by="制表：　　　　　审核：　　　　　签发：　　　　　"),
        Sheet("单位", _unit_columns(), map(_unit_row, unit_lines), total=_unit_row(unit_total)),
        Sheet("类型", _type_columns(), map(_type_row, type_lines), total=_type_row(type_total)),
        Sheet("口径说明", NOTE_COLUMNS, _notes(report)),
        Sheet("明细", _ledger_columns(), ledger, has_filter=True, is_register=True),
    )


def write_monthly(report: Bulletin, ledger: Iterable[Row], path: Path) -> None:
    """Write the month's workbook; `ledger` has one row per order received, its values in LEDGER's order."""
    period = period_words(report)
    title = f"12345热线工单月报（{period}）"
    write_book(Book(title, report.office_name, period, report.made_at, _sheets(report, ledger)), path)
