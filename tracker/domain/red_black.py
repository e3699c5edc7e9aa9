"""红黑榜: the best and the worst units by a rate, departments and towns apart; only where the office wants it.

Units over few orders are left out. Nobody is on the black list who is as good as the units of the same kind together,
so that where all do well there is no black list (国办函〔2025〕66号: no ranking for its own sake).
"""

from typing import NamedTuple

from tracker.domain.bulletin import Bulletin, Heading, Line, Rank, Table
from tracker.domain.figures import Figure
from tracker.domain.words import DepartmentKind

RATES = ("on_time", "satisfaction", "solved")
"By which units are set in order."
MOST = 5


class Ranked(NamedTuple):
    """One unit on a list; units with the same rate bear the same rank."""

    kind: DepartmentKind
    heading: Heading
    is_red: bool
    rank: int
    unit: str
    figure: Figure


def _eligible(table: Table, kind: DepartmentKind, key: str, least: int) -> list[Line]:
    return [
        line for line in table.rows
        if line.kind is kind and line.figures[key].value is not None and (line.figures[key].base or 0) >= least
    ]


def _average(table: Table, kind: DepartmentKind, key: str) -> Figure | None:
    return next(
        (line.figures[key] for line in table.lines if line.rank is Rank.SUBTOTAL and line.kind is kind), None)


def _listed(
    lines: list[Line], kind: DepartmentKind, heading: Heading, average: Figure, is_red: bool
) -> list[Ranked]:
    found: list[Ranked] = []
    sign = -1 if is_red else 1
    lines = sorted(lines, key=lambda line: (sign * (line.figures[heading.key].value or 0), line.label))
    for place, line in enumerate(lines[:MOST], 1):
        figure = line.figures[heading.key]
        assert figure.value is not None and average.value is not None
        if figure.value < average.value if is_red else figure.value >= average.value:
            break
        is_tied = bool(found) and found[-1].figure.value == figure.value
        found.append(Ranked(kind, heading, is_red, found[-1].rank if is_tied else place, line.label, figure))
    return found


def red_black(report: Bulletin) -> list[Ranked]:
    """Both lists of every kind and rate; nothing where the office has not asked for them."""
    table, found = report.tables["units"], []
    headings = [heading for heading in table.columns if heading.key in RATES]
    if not report.basis.red_black_list:
        return []
    for kind in DepartmentKind:
        for heading in headings:
            lines = _eligible(table, kind, heading.key, report.basis.small_base)
            average = _average(table, kind, heading.key)
            if average is not None and average.value is not None and len(lines) > 1:
                for is_red in (True, False):
                    found += _listed(lines, kind, heading, average, is_red)
    return found
