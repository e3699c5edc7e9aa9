"""Every figure leads to its orders: the addresses of the lists that stand behind a table's cells."""

from flask import url_for

from tracker.domain.bulletin import Heading, Line
from tracker.domain.figure_refs import INDICATORS, Side, ref_of
from tracker.domain.figures import Figure
from tracker.domain.periods import Period


def figure_url(heading: Heading, figure: Figure, period: Period, line: Line | None = None, side: str = "part") -> str:
    """The orders that the figure counts (or its base is reckoned over); empty where there is no such list."""
    if not heading.is_drilled or heading.key not in INDICATORS or not (figure.part if side == "part" else figure.base):
        return ""
    group = dict(line.group) if line else {}
    if line is not None and line.rank.value == "subtotal":
        return ""
    return url_for("orders.index", figure=str(ref_of(heading.key, Side(side), period, group)))
