"""月报 as a workbook: which sheets and columns. Figures come from domain.bulletin, cells and print set-up from writer.py.

The names of sheets and headers are fixed: other people's scripts read them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from tracker.domain.bulletin import Bulletin, Line, Table
from tracker.domain.figures import Figure, Measure
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
    Measure.TIMES: Look.COUNT,
    Measure.POINTS: Look.RATE,
    Measure.SCORE: Look.DECIMAL,
}

OVERVIEW_COLUMNS = (
    Column("指标", 26), Column("数值", 12, Look.COUNT), Column("上月", 12, Look.COUNT), Column("环比", 11, Look.RATE),
    Column("去年同月", 12, Look.COUNT), Column("同比", 11, Look.RATE), Column("单位", 9, Look.WORD),
    Column("分子", 12, Look.COUNT), Column("分母", 12, Look.COUNT), Column("口径", 74),
)
NOTE_COLUMNS = (Column("指标", 26), Column("所在表", 10, Look.WORD), Column("口径", 104))


def period_words(report: Bulletin) -> str:
    """2026年10月, with the last counted day while the month runs."""
    period = report.period
    month = f"{period.start:%Y}年{period.start.month}月"
    return month if period.is_over else f"{month}（截至{local_moment(report.made_at):%Y-%m-%d %H:%M}）"


def _value(figure: Figure | None, measure: Measure) -> Cell:
    if figure is None or figure.value is None:
        return Cell(NOTHING, LOOKS[measure])
    return Cell(figure.value, LOOKS[measure])


def _overview(report: Bulletin) -> Iterator[Row]:
    for heading, figure in report.overview:
        base: Row = (None, None)
        if figure.base is not None:
            is_whole = figure.part == figure.part.to_integral_value()
            base = (Cell(figure.part, Look.COUNT if is_whole else Look.DECIMAL), figure.base)
        compared: list[Cell] = []
        for earlier in (report.before, report.year_ago):
            compared += [
                _value((earlier or {}).get(heading.key), heading.measure),
                _value(report.changed(heading, earlier), Measure.RATE),
            ]
        yield (
            heading.label, _value(figure, heading.measure), *compared, heading.measure.label, *base,
            "".join(heading.said))


def _row(table: Table, line: Line) -> Row:
    return (line.label, *(_value(line.figures.get(column.key), column.measure) for column in table.columns))


def _columns(first: str, table: Table, renamed: Mapping[str, str] | None = None) -> Sequence[Column]:
    return (Column(first, 28), *(
        Column((renamed or {}).get(column.key, column.label), 11, LOOKS[column.measure]) for column in table.columns))


def _sheet(name: str, first: str, table: Table, renamed: Mapping[str, str] | None = None) -> Sheet:
    *rows, whole = table.lines
    return Sheet(
        name, _columns(first, table, renamed), (_row(table, line) for line in rows), total=_row(table, whole))


def _notes(report: Bulletin) -> Iterator[Row]:
    period, general = report.period, "全部"
    yield "统计期", general, (
        f"{period.start:%Y-%m-%d} 00:00 至 {period.last_day:%Y-%m-%d} 24:00（北京时间）。"
        + ("" if period.is_over else f"本月未满，统计到 {local_moment(report.made_at):%Y-%m-%d %H:%M}。")
    )
    yield "生成时间", general, f"{local_moment(report.made_at):%Y-%m-%d %H:%M:%S}，编制单位：{report.office_name}。"
    yield "比率", general, "分子÷分母，以百分数计四舍五入保留两位小数；分母为零的写“—”，不写 0% 或 100%。"
    yield "是否联系", general, "联系、办结、评价等情况以生成时系统中的记录为准。"
    for heading, _figure in report.overview:
        yield heading.label, "总览", "".join(heading.said)
    for name, key in (("渠道", "channels"), ("类型", "types"), ("单位", "units")):
        for column in report.tables[key].columns:
            if column.said and column.label not in {one.label for one, _figure in report.overview}:
                yield column.label, name, "".join(column.said)
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
    counted = {"received": "件数"}
    return (
        Sheet("总览", OVERVIEW_COLUMNS, _overview(report), signed_by="制表：　　　　　审核：　　　　　签发：　　　　　"),
        _sheet("渠道", "来源渠道", report.tables["channels"], counted),
        _sheet("类型", "诉求类型", report.tables["types"], counted),
        _sheet("单位", "单位", report.tables["units"]),
        Sheet("口径说明", NOTE_COLUMNS, _notes(report)),
        Sheet("明细", _ledger_columns(), ledger, has_filter=True, is_register=True),
    )


def write_monthly(report: Bulletin, ledger: Iterable[Row], path: Path) -> None:
    """Write the month's workbook; `ledger` has one row per order received, its values in LEDGER's order."""
    period = period_words(report)
    title = f"12345热线工单月报（{period}）"
    write_book(Book(title, report.office_name, period, report.made_at, _sheets(report, ledger)), path)
