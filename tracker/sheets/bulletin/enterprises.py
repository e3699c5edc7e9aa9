"""涉企专题: 涉企工单 and 市场主体诉求工单 apart: what became of them, by topic, by enterprise and by town."""

from collections.abc import Iterator
from typing import NamedTuple

from tracker.domain.bulletin import Bulletin, Line, Table
from tracker.domain.words import OrderClass
from tracker.sheets.book import Column, Row, Sheet
from tracker.sheets.bulletin import rules
from tracker.sheets.bulletin.figures import cell, columns_of, look_of, summed
from tracker.sheets.bulletin.shares import COUNTED, place_of
from tracker.sheets.cells import Cell
from tracker.sheets.looks import Look

FIRST = (Column("工单类别", 22), Column("分组", 12, Look.WORD), Column("名称", 34))
MOST = 20
"Enterprises with most orders that are named; the others are counted together in the sum."


class Part(NamedTuple):
    """One way to part a class's orders: the table's last name, what it is called."""

    table: str
    name: str


PARTS = (Part("types", "诉求类型"), Part("matters", "事项"), Part("enterprises", "企业"), Part("places", "发生地"))


def _table(report: Bulletin, order_class: OrderClass, part: Part) -> Table | None:
    key = f"types.{order_class.value}" if part.table == "types" else f"{order_class.value}.{part.table}"
    return report.tables.get(key)


def _row(line: Line, first: tuple[str, str, str], template: Table, is_sum: bool) -> list[Cell]:
    made = [Cell(text, (look.bold if is_sum else look)) for text, look in zip(
        first, (Look.MUTED, Look.WORD, Look.TEXT), strict=True)]
    for heading in template.columns:
        look = look_of(heading).bold if is_sum else look_of(heading)
        # A narrower table leaves the cell empty: it is not counted by that.
        known = heading.key in line.figures
        made.append(cell(line.figures[heading.key], heading.measure, look) if known else Cell(None, look))
    return made


def _part(report: Bulletin, order_class: OrderClass, part: Part, template: Table) -> Iterator[list[Cell]]:
    """The part's lines and its sum."""
    table = _table(report, order_class, part)
    if table is None or not table.whole.figures["received"].part:
        return
    counted = [line for line in table.rows if line.figures["received"].part]
    shown = counted[:MOST] if part.table == "enterprises" else counted
    for line in shown:
        yield _row(line, (order_class.label, part.name, line.label), template, False)
    more = len(counted) - len(shown)
    name = f"合计（含未列出的 {more} 家）" if more else "合计"
    yield _row(table.whole, (order_class.label, part.name, name), template, True)


def _overall(report: Bulletin, order_class: OrderClass, template: Table) -> Iterator[list[Cell]]:
    """The class in one line, even where nothing was received."""
    table = report.tables.get(f"{order_class.value}.matters")
    if table is not None:
        yield _row(table.whole, (order_class.label, "总况", order_class.label), template, True)


def enterprise_sheet(report: Bulletin) -> Sheet | None:
    """涉企专题; none where the figures were not kept by class."""
    classes = [one for one in OrderClass if one.concerns_enterprise and f"{one.value}.matters" in report.tables]
    if not classes:
        return None
    template, rows = report.tables[f"{classes[0].value}.matters"], []
    for order_class in classes:
        rows += list(_overall(report, order_class, template))
        for part in PARTS:
            block = list(_part(report, order_class, part, template))
            if block:
                summed(block, len(block) - 1, range(len(block) - 1), first_row=len(rows) + 2)
            rows += block
    last, on_time = len(rows) + 1, place_of(template, "on_time", len(FIRST))
    shown: list[Row] = list(rows)
    return Sheet(
        "涉企专题", [*FIRST, *columns_of(template, report, COUNTED)], shown, frozen_columns=3,
        conditional=[(f"{on_time}2:{on_time}{last}", rules.below(f"{on_time}2", report.basis.on_time_floor))])
