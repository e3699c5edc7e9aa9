"""单位渠道: what each unit was given by each channel, the channels side by side, then the unit in all.

The layout of 宁国's bulletin, whose two channels are the hotline and the web; the busiest channels stand apart, the rest
together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from openpyxl.utils import get_column_letter

from tracker.domain.bulletin import Bulletin, Heading, Line, Rank, Table
from tracker.sheets.book import Column, Row, Sheet
from tracker.sheets.bulletin import rules
from tracker.sheets.bulletin.figures import cell, label_of, look_of, parts_of, summed
from tracker.sheets.cells import Cell
from tracker.sheets.looks import Look

APART = 4
"Channels that have columns of their own."
REST = "其他渠道"
STATES = ("handled_met", "handled_late", "handled_unlimited", "handled_open")
"What became of a unit's part; 无时限 only where there is any."
ALWAYS = ("handled_met", "handled_late", "handled_open")
WHOLE = ("handled_met", "handled_late", "handled_unlimited", "handled_open", "closure", "on_time", "dissatisfied",
         "dissatisfaction")
"The unit in all, as 单位 has it."


@dataclass(frozen=True)
class Group:
    """Channels that stand together under one name."""

    name: str
    channels: frozenset[str]


def _channels(table: Table) -> list[Group]:
    """The busiest channels by themselves, what is left as one."""
    sums: dict[str, Decimal] = {}
    for line in table.rows:
        sums[line.parent] = sums.get(line.parent, Decimal(0)) + line.figures["handlings"].part
    order = sorted(sums, key=lambda name: -sums[name])
    apart = order if len(order) <= APART + 1 else order[:APART]
    groups = [Group(name, frozenset([name])) for name in apart]
    return groups + ([Group(REST, frozenset(order[len(apart):]))] if len(apart) < len(order) else [])


def _states(table: Table, group: Group) -> list[str]:
    """Which columns the group has."""
    return [
        key for key in STATES
        if key in ALWAYS or any(line.figures[key].part for line in table.rows if line.parent in group.channels)]


def _by_unit(table: Table) -> dict[object, list[Line]]:
    found: dict[object, list[Line]] = {}
    for line in table.rows:
        found.setdefault(line.unit_id, []).append(line)
    return found


def _added(lines: Sequence[Line], key: str) -> Decimal:
    return sum((line.figures[key].part for line in lines), Decimal(0))


class _Layout:
    """Which columns the sheet has, and what stands in a unit's line."""

    def __init__(self, report: Bulletin) -> None:
        self.units, self.table = report.tables["units"], report.tables["unit_channels"]
        self.groups = _channels(self.table)
        self._labels = {column.key: column.label for column in self.table.columns}
        self._states = {group.name: _states(self.table, group) for group in self.groups}
        known: Mapping[str, Heading] = {column.key: column for column in self.units.columns}
        self.whole = [known[key] for key in WHOLE if key in known]
        self._own = _by_unit(self.table)

    def columns(self) -> list[Column]:
        """单位, 派单总数, each channel's states, the unit in all."""
        columns = [Column("单位", 28), Column("件次", 9, Look.COUNT)]
        for group in self.groups:
            columns += [
                Column(f"{group.name} {self._labels[key]}", max(12, 2.2 * len(group.name) + 2), Look.COUNT)
                for key in self._states[group.name]]
        return columns + [
            Column(f"{one.label}合计" if one.key in STATES else one.label, 11, look_of(one)) for one in self.whole]

    def row(self, line: Line) -> list[Cell]:
        """A line of 单位 with its channels."""
        count = Look.COUNT if line.rank is Rank.ROW else Look.COUNT_TOTAL
        lines = self._lines(line)
        cells = [label_of(line), cell(line.figures["handlings"], self.units.columns[0].measure, count)]
        for group in self.groups:
            mine = [one for one in lines if one.parent in group.channels]
            cells += [Cell(_added(mine, key), count) for key in self._states[group.name]]
        for one in self.whole:
            look = look_of(one) if line.rank is Rank.ROW else look_of(one).bold
            cells.append(cell(line.figures.get(one.key), one.measure, look))
        return cells

    def _lines(self, line: Line) -> Sequence[Line]:
        """The channels' lines that belong to a line of 单位."""
        if line.rank is Rank.TOTAL:
            return self.table.rows
        if line.rank is Rank.SUBTOTAL:
            return [one for one in self.table.rows if one.kind is line.kind]
        return self._own.get(line.unit_id, ()) if line.unit_id is not None else ()


def unit_channel_sheet(report: Bulletin) -> Sheet:
    """单位渠道."""
    layout = _Layout(report)
    lines = layout.units.lines
    rows = [layout.row(line) for line in lines]
    for at in range(len(rows)):
        summed(rows, at, parts_of(lines, at))
    columns, last = layout.columns(), len(lines) + 1
    late = [at for at, column in enumerate(columns, 1) if column.header.endswith(("超时办结", "超时办结合计"))]
    shown: list[Row] = list(rows)
    return Sheet(
        "单位渠道", columns, shown[:-1], total=shown[-1], pages_wide=2 if len(columns) > 20 else 1,
        conditional=[
            (f"{get_column_letter(at)}2:{get_column_letter(at)}{last}", rules.late()) for at in late])
