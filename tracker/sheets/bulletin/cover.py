"""封面: what a leader signs: title, period and number, the figures at the head, the paragraph on enterprises."""

from collections.abc import Sequence

from tracker.domain.bulletin import Bulletin, Heading
from tracker.domain.figures import Figure, Measure, change_measure
from tracker.domain.period_names import COMPARED, PeriodKind, kind_of, written
from tracker.domain.yearly_paragraph import said
from tracker.sheets.book import Column, Row, Sheet
from tracker.sheets.bulletin.figures import LOOKS, cell
from tracker.sheets.cells import Cell, local_moment
from tracker.sheets.looks import Look
from tracker.sheets.rows import LINE_HEIGHT

HEADLINES = (
    "received", "closed", "open", "closure_rate", "on_time", "overdue", "satisfaction", "solved", "mean_days",
    "enterprise_received", "market_entity_received",
)
COLUMNS = tuple(Column("", width) for width in (26, 16, 16, 16, 16))
WIDTH = sum(column.width for column in COLUMNS)
"Characters of a merged line."
SIGNED = (("制表", "审核", "签发"), ("日期", "日期", "日期"))


def _wide(text: str, look: Look) -> Row:
    return (Cell(text, look), *(Cell(None, look) for _column in COLUMNS[1:]))


def issue(report: Bulletin) -> str:
    """第n期 of the year for a month; any other report is the only one of its period."""
    period = report.period
    number = f"第{period.first_day.month}期" if kind_of(period) is PeriodKind.MONTH else ""
    return f"{written(period)}　{number}".strip()


def title(report: Bulletin) -> str:
    """What the report is called."""
    return f"12345热线工单{kind_of(report.period).label}"


def _ends(left: str, right: str) -> Row:
    blank = Cell(None, Look.COVER_LEFT)
    return Cell(left, Look.COVER_LEFT), blank, blank, Cell(right, Look.COVER_RIGHT), Cell(None, Look.COVER_RIGHT)


def _headline(report: Bulletin, heading: Heading, figure: Figure) -> Row:
    measure = change_measure(heading.measure)
    look = Look.POINTS if measure is Measure.POINTS else Look.CHANGE
    return (
        Cell(heading.label, Look.TEXT), cell(figure, heading.measure, LOOKS[heading.measure]),
        Cell(heading.measure.label, Look.WORD),
        *(cell(report.changed(heading, earlier), measure, look) for earlier in (report.before, report.year_ago)))


class _Page:
    """Lines under each other, some of them one cell wide."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.merged: list[str] = []
        self.heights: dict[int, float] = {}

    def line(self, row: Row, height: float, *merged: str) -> None:
        """A line of so many points; `merged` are column pairs such as AE."""
        self.rows.append(row)
        at = len(self.rows)
        self.heights[at] = height
        self.merged += [f"{pair[0]}{at}:{pair[1]}{at}" for pair in merged]

    def wide(self, text: str, look: Look, height: float) -> None:
        """A line that is one cell."""
        self.line(_wide(text, look), height, "AE")


def _lines(text: str, size: float) -> int:
    """How many lines the text takes in a merged line; two widths a character at 11 points."""
    return -(-int(len(text) * 2.1 * size / 11) // int(WIDTH - 4))


def _text(page: _Page, text: str) -> None:
    page.wide(f"　　{text}", Look.COVER_TEXT, (_lines(text, 13) + 0.4) * LINE_HEIGHT * 1.5)


def _head(page: _Page, report: Bulletin) -> None:
    page.wide("内部资料　注意保存", Look.COVER_MARK, 24)
    page.wide("", Look.COVER_TITLE, 18)
    page.wide(title(report), Look.COVER_TITLE, 54)
    page.wide(issue(report), Look.COVER_ISSUE, 32)
    made = local_moment(report.made_at)
    page.line(_ends(report.office_name, f"{made.year}年{made.month}月{made.day}日"), 32, "AC", "DE")
    page.line(tuple(Cell(None, Look.COVER_RULE) for _column in COLUMNS), 6)


def _headlines(page: _Page, report: Bulletin) -> None:
    names = COMPARED[kind_of(report.period)]
    page.wide("一、主要指标", Look.COVER_HEAD, 34)
    page.line(tuple(Cell(name, Look.HEADER) for name in ("指标", "数值", "单位", names.on_before, names.on_year)), 26)
    shown = {heading.key: (heading, figure) for heading, figure in report.overview}
    for key in HEADLINES:
        if key in shown:
            page.line(_headline(report, *shown[key]), 24)


def _running(report: Bulletin) -> str:
    if report.period.is_over:
        return ""
    return f"统计期未满，以上各数统计到{local_moment(report.made_at):%Y-%m-%d %H:%M}。"


def cover_sheet(report: Bulletin) -> Sheet:
    """封面, one page of A4."""
    page = _Page()
    _head(page, report)
    _headlines(page, report)
    told: Sequence[str] = [one for one in (said(report),) if one]
    if told:
        page.wide("二、涉企诉求", Look.COVER_HEAD, 34)
        _text(page, told[0])
    note = f"{_running(report)}各项指标的口径见“口径说明”。"
    page.wide(note, Look.COVER_LEFT, 28)
    page.wide("", Look.COVER_LEFT, 30)
    for names in SIGNED:
        first, second, third = (Cell(f"{name}：", Look.COVER_LEFT) for name in names)
        blank = Cell(None, Look.COVER_LEFT)
        page.line((first, second, blank, third, blank), 36, "BC", "DE")
    return Sheet(
        "封面", COLUMNS, page.rows, has_header=False, merged=page.merged, heights=page.heights, orientation="portrait")
