"""渠道 and 类型: how the orders are made up, with each line's share, drawn below."""

from openpyxl.utils import get_column_letter

from tracker.domain.bulletin import SHARE, Bulletin, Table
from tracker.sheets.book import Column, Sheet
from tracker.sheets.bulletin import charts, rules
from tracker.sheets.bulletin.figures import columns_of, rows_of, with_total

COUNTED = {"received": "件数"}
"What the shared column is called."


def place_of(table: Table, key: str, before: int = 1) -> str:
    """The letter of the table's column, behind so many others."""
    return get_column_letter(before + 1 + [heading.key for heading in table.columns].index(key))


def share_sheet(report: Bulletin, key: str, name: str, first: str) -> Sheet:
    """One of the two, by the table's key."""
    table = report.tables[key]
    rows, whole = with_total(rows_of(table))
    last, marked = len(table.lines), []
    for heading in table.columns:
        letter = place_of(table, heading.key)
        if heading.key == "received" and rows:
            marked.append((f"{letter}2:{letter}{last}", rules.bars()))
        if heading.key == "on_time":
            marked.append((f"{letter}2:{letter}{last + 1}", rules.below(f"{letter}2", report.basis.on_time_floor)))
    drawn = [at for at, line in enumerate(table.lines[:-1], 2) if line.figures["received"].part]
    return Sheet(
        name, [Column(first, 24), *columns_of(table, report, COUNTED)], rows, total=whole, conditional=marked,
        charts=_charts(name, table, drawn, last) if drawn else ())


def _charts(name: str, table: Table, drawn: list[int], last: int) -> list[tuple[object, str]]:
    labels = charts.reference(name, "A", drawn)
    counts, shares = (
        charts.reference(name, place_of(table, key), drawn) for key in ("received", SHARE.key))
    below = last + 3
    return [
        (charts.bars(f"各{name}件数", "件数", labels, counts, len(drawn)), f"A{below}"),
        (charts.pie(f"各{name}占比", "占比", labels, shares), f"H{below}"),
    ]


def destination_sheet(report: Bulletin) -> Sheet | None:
    """去向: where the orders went; none in a month that was closed before it was counted."""
    table = report.tables.get("destinations")
    if table is None:
        return None
    rows, whole = with_total(rows_of(table))
    return Sheet(
        "去向", [Column("去向", 28), *columns_of(table, report)], rows, total=whole,
        conditional=[(f"B2:B{len(table.lines)}", rules.bars())] if rows else ())
