"""Charts that a person can edit, over the cells of a table; where they stand is decided by each sheet."""

from collections.abc import Sequence
from typing import Any

from openpyxl.chart import BarChart, LineChart, PieChart
from openpyxl.chart.data_source import AxDataSource, NumDataSource, NumRef, StrRef
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.series import Series, SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.line import LineProperties

COLORS = ("0F766E", "B45309", "3B6EA5", "9A3B6B", "6B7280", "4D7C0F", "7C5BB0", "B91C1C")
WIDTH, HEIGHT = 17.0, 8.0
"Centimetres."
BAR_HEIGHT, MARGIN = 0.62, 2.2


def reference(sheet: str, column: str, rows: Sequence[int]) -> str:
    """'单位'!$B$2:$B$9 for rows in a row, else each by itself."""
    if list(rows) == list(range(rows[0], rows[-1] + 1)):
        return f"'{sheet}'!${column}${rows[0]}:${column}${rows[-1]}"
    return "(" + ",".join(f"'{sheet}'!${column}${row}" for row in rows) + ")"


def _series(place: int, name: str, labels: str, values: str) -> Any:
    series = Series(idx=place, order=place)
    series.tx = SeriesLabel(strRef=StrRef(f=name)) if "!" in name else SeriesLabel(v=name)
    series.cat = AxDataSource(strRef=StrRef(f=labels))
    series.val = NumDataSource(numRef=NumRef(f=values))
    return series


def _shown(chart: Any, title: str) -> None:
    chart.title, chart.width, chart.height = title, WIDTH, HEIGHT
    for axis in (getattr(chart, "x_axis", None), getattr(chart, "y_axis", None)):
        if axis is not None:
            # Left unsaid, Excel draws no axis at all.
            axis.delete = False


def bars(title: str, name: str, labels: str, values: str, count: int) -> BarChart:
    """Lying bars, the first line's on top."""
    chart = BarChart()
    chart.type, chart.gapWidth, chart.legend = "bar", 45, None
    series = _series(0, name, labels, values)
    series.graphicalProperties = GraphicalProperties(solidFill=COLORS[0])
    series.dLbls = _labels(showVal=True)
    chart.series.append(series)
    _shown(chart, title)
    chart.height = max(5.0, MARGIN + BAR_HEIGHT * count)
    chart.x_axis.scaling.orientation = "maxMin"
    chart.y_axis.majorGridlines = None
    chart.y_axis.delete = True
    return chart


def _labels(**shown: bool) -> DataLabelList:
    nothing = dict.fromkeys(("showVal", "showPercent", "showCatName", "showSerName", "showLegendKey"), False)
    return DataLabelList(**nothing | shown)


def pie(title: str, name: str, labels: str, values: str) -> PieChart:
    """Shares of a whole."""
    chart = PieChart()
    series = _series(0, name, labels, values)
    series.dLbls = _labels(showPercent=True)
    series.dLbls.numFmt = "0.0%"
    chart.series.append(series)
    _shown(chart, title)
    chart.legend.position = "r"
    return chart


def lines(title: str, labels: str, series: Sequence[tuple[str, str]], number_format: str) -> LineChart:
    """Lines over the months; `series` are (the header's cell, the values)."""
    chart = LineChart()
    for place, (name, values) in enumerate(series):
        drawn = _series(place, name, labels, values)
        drawn.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=COLORS[place], w=28_000))
        drawn.marker.symbol, drawn.marker.size, drawn.smooth = "circle", 5, False
        drawn.marker.graphicalProperties = GraphicalProperties(solidFill=COLORS[place])
        chart.series.append(drawn)
    _shown(chart, title)
    chart.legend.position = "b"
    chart.y_axis.number_format, chart.y_axis.numFmt.sourceLinked = number_format, False
    chart.x_axis.tickLblPos = "low"
    return chart
