"""总览: every indicator with what it is made of and compared with. 趋势: the same month by month."""

from collections.abc import Iterator, Sequence

from openpyxl.utils import get_column_letter

from tracker.domain import bulletin as b
from tracker.domain.bulletin import Bulletin, Heading
from tracker.domain.figures import Figure, Measure, change_measure
from tracker.domain.period_names import COMPARED, kind_of
from tracker.sheets.book import Column, Row, Sheet
from tracker.sheets.bulletin import charts, rules
from tracker.sheets.bulletin.figures import COUNTED, LOOKS, cell
from tracker.sheets.cells import Cell
from tracker.sheets.looks import Look

SIGNED_BY = "制表：　　　　　审核：　　　　　签发：　　　　　"
TREND = tuple(one.key for one in b.TREND_COLUMNS)
VOLUMES, RATES = ("received", "closed", "open"), ("closure_rate", "on_time", "satisfaction", "solved")
"What the charts of 趋势 draw."
LATE = ("overdue",)
WATCHED = ("on_time",)
"Rates that are held against the office's mark."


def _columns(report: Bulletin) -> Sequence[Column]:
    names = COMPARED[kind_of(report.period)]
    return (
        Column("指标", 26), Column("数值", 12, Look.COUNT), Column(names.before, 12, Look.COUNT),
        Column(names.on_before, 15, Look.CHANGE), Column(names.year_ago, 12, Look.COUNT),
        Column(names.on_year, 15, Look.CHANGE), Column("单位", 9, Look.WORD), Column("分子", 12, Look.COUNT),
        Column("分母", 12, Look.COUNT), Column("口径", 112),
    )


def _made_of(figure: Figure) -> Row:
    if figure.base is None:
        return None, None
    is_whole = figure.part == figure.part.to_integral_value()
    return Cell(figure.part, Look.COUNT if is_whole else Look.DECIMAL), figure.base


def _change(report: Bulletin, heading: Heading, earlier: b.Overview | None) -> Cell:
    measure = change_measure(heading.measure)
    look = Look.POINTS if measure is Measure.POINTS else Look.CHANGE
    return cell(report.changed(heading, earlier), measure, look)


def _rows(report: Bulletin) -> Iterator[Row]:
    for heading, figure in report.overview:
        look = LOOKS[heading.measure]
        compared: list[Cell] = []
        for earlier in (report.before, report.year_ago):
            compared.append(cell((earlier or {}).get(heading.key), heading.measure, look))
            compared.append(_change(report, heading, earlier))
        yield (
            heading.label, cell(figure, heading.measure, look), *compared, heading.measure.label, *_made_of(figure),
            "".join(heading.said))


def overview_sheet(report: Bulletin) -> Sheet:
    """总览, signed at the foot; the definitions stand beside the printed page."""
    places = {heading.key: at for at, (heading, _figure) in enumerate(report.overview, 2)}
    conditional = [(f"B{places[key]}", rules.late()) for key in LATE if key in places]
    conditional += [
        (f"B{places[key]}", rules.below(f"B{places[key]}", report.basis.on_time_floor))
        for key in WATCHED if key in places]
    return Sheet(
        "总览", _columns(report), list(_rows(report)), signed_by=SIGNED_BY, conditional=conditional,
        orientation="portrait", print_to=f"I{len(report.overview) + 1}")


def _trend_headings(report: Bulletin) -> list[Heading]:
    return sorted(
        (heading for heading, _figure in report.overview if heading.key in TREND), key=lambda one: TREND.index(one.key))


def _trend_cell(figure: Figure | None, heading: Heading) -> Cell:
    # A dash would be drawn as nought.
    shown = cell(figure, heading.measure, LOOKS[heading.measure])
    return shown._replace(value=None) if isinstance(shown.value, str) else shown


def trend_sheet(report: Bulletin) -> Sheet:
    """趋势: a line a month, the oldest first, drawn below."""
    headings = _trend_headings(report)
    rows = [
        (month.month, *(_trend_cell(month.figures.get(one.key), one) for one in headings)) for month in report.trend]
    columns = [Column("月份", 11, Look.WORD)] + [
        Column(one.label, max(10.0, 2.1 * len(one.label) + 2), LOOKS[one.measure]) for one in headings]
    return Sheet(
        "趋势", columns, rows, charts=_trend_charts(headings, len(rows)) if rows else (),
        conditional=_trend_rules(headings, len(rows), report.basis.on_time_floor) if rows else ())


def _letters(headings: Sequence[Heading]) -> dict[str, str]:
    return {one.key: get_column_letter(at) for at, one in enumerate(headings, 2)}


def _trend_charts(headings: Sequence[Heading], count: int) -> list[tuple[object, str]]:
    letters, rows = _letters(headings), range(2, count + 2)
    made: list[tuple[object, str]] = []
    for title, keys, number_format, place in (
        ("受理、办结与在办（件）", VOLUMES, "#,##0", "A"), ("办结、按时、满意与解决（%）", RATES, "0%", "H"),
    ):
        drawn = [
            (f"'趋势'!${letters[key]}$1", charts.reference("趋势", letters[key], rows))
            for key in keys if key in letters]
        if drawn:
            chart = charts.lines(title, charts.reference("趋势", "A", rows), drawn, number_format)
            made.append((chart, f"{place}{count + 3}"))
    return made


def _trend_rules(headings: Sequence[Heading], count: int, floor: int) -> list[tuple[str, object]]:
    letters = _letters(headings)
    found: list[tuple[str, object]] = []
    for heading in headings:
        cells = f"{letters[heading.key]}2:{letters[heading.key]}{count + 1}"
        if heading.key in LATE:
            found.append((cells, rules.late()))
        elif heading.key in WATCHED:
            found.append((cells, rules.below(f"{letters[heading.key]}2", floor)))
        elif heading.key == "received" and heading.measure in COUNTED:
            found.append((cells, rules.bars()))
    return found
