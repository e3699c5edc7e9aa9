"""A published bulletin's counts as a ledger, taken through the import door, and the month's workbook read back.

Counts that a bulletin prints apart (by channel, by type, by unit) say nothing of each other: they are dealt to the same
orders side by side, each list as long as there are orders.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from tests.conftest import make_app
from tracker.clock import LOCAL
from tracker.domain.permissions import PROGRAM
from tracker.sheets.columns import LEDGER, Kind
from tracker.sheets.looks import Look
from tracker.sheets.opening import open_to_read
from tracker.sheets.reader import MOST_ROWS
from tracker.sheets.writer import Book, Column, Sheet, write_book
from tracker.store.db import db
from tracker.usecases.change_setting import change_setting
from tracker.usecases.import_orders import import_orders
from tracker.usecases.make_monthly_workbook import make_monthly_workbook

NOW = datetime(2026, 3, 9, 9, 0, tzinfo=LOCAL)
Row = dict[str, Any]
Counts = Mapping[Any, int]


def dealt(counts: Counts | Sequence[tuple[Any, int]], size: int | None = None, rest: Any = None) -> list[Any]:
    """Each value as often as it is counted, filled up to `size` with `rest`."""
    pairs = counts.items() if isinstance(counts, Mapping) else counts
    values = [value for value, count in pairs for _one in range(count)]
    if size is not None:
        assert len(values) <= size, f"{len(values)} are more than {size}"
        values += [rest] * (size - len(values))
    return values


def orders(month: str, size: int, prefix: str = "A", days: Sequence[int] = range(20), **columns: Sequence[Any]
           ) -> list[Row]:
    """`size` orders received in turn on the month's `days` (0 is the first), each column with one value an order.

    None is a blank.
    """
    first = date.fromisoformat(f"{month}-01")
    made = []
    for number in range(size):
        received = datetime.combine(first + timedelta(days=days[number % len(days)]), time(9), tzinfo=LOCAL)
        row: Row = {
            "来源编号": f"{prefix}{month}-{number:06}", "来源渠道": "12345电话", "诉求类型": "投诉", "标题": "诉求",
            "内容": "按通报的件数建的台账。", "受理时间": received,
        }
        row |= {header: values[number] for header, values in columns.items() if values[number] is not None}
        made.append(row)
    return made


def direct(row: Row) -> Row:
    """The order answered at once by whoever took it."""
    return row | {"是否直办": "是", "办结时间": row["受理时间"]}


def done(row: Row, days: int = 2, due_days: int = 9, **more: Any) -> Row:
    """The order sent, answered and closed within the month, in time."""
    received = row["受理时间"]
    return row | {
        "派单时间": received + timedelta(hours=1), "签收时间": received + timedelta(hours=2),
        "到期时间": received + timedelta(days=due_days), "答复时间": received + timedelta(days=days),
        "办结时间": received + timedelta(days=days, hours=1),
    } | more


class Month:
    """The month's workbook, sheet by sheet, as another program would read it."""

    def __init__(self, path: Path) -> None:
        self.book = open_to_read(path)
        self._read: dict[str, list[dict[str, Any]]] = {}

    def rows(self, name: str) -> list[dict[str, Any]]:
        """The rows of a sheet by its one header row."""
        if name not in self._read:
            heads, *rows = self.book[name].iter_rows(values_only=True)
            self._read[name] = [dict(zip(heads, row)) for row in rows]
        return self._read[name]

    def by_first(self, name: str) -> dict[str, dict[str, Any]]:
        """first column → row."""
        return {str(next(iter(row.values()))): row for row in self.rows(name)}

    def overview(self, indicator: str, column: str = "数值") -> Any:
        """One figure of 总览."""
        return self.by_first("总览")[indicator][column]


def percent(value: Any) -> Decimal:
    """A rate as a bulletin prints it: two decimals of a percentage."""
    return (Decimal(str(value)) * 100).quantize(Decimal("0.01"), ROUND_HALF_UP)


def half_up_share(part: int, whole: int) -> Decimal:
    """The share as a bulletin prints it, reckoned from the whole numbers."""
    return (Decimal(100 * part) / whole).quantize(Decimal("0.01"), ROUND_HALF_UP)


def fitted(rate: str, most: int) -> tuple[int, int]:
    """(part, base): the largest base up to `most` over which some whole part is printed as `rate` percent."""
    for base in range(most, 0, -1):
        part = int((Decimal(rate) * base / 100).to_integral_value(ROUND_HALF_UP))
        for near in (part - 1, part, part + 1):
            if 0 <= near <= base and percent(Decimal(near) / base) == Decimal(rate):
                return near, base
    raise AssertionError(f"no whole numbers give {rate} %")


def brought_in(rows: Sequence[Row], folder: Path) -> None:
    """Through the import door, a file at a time: no file may have more than 100,000 rows."""
    used = {header for row in rows for header in row}
    columns = [column for column in LEDGER if column.is_required or column.header in used]
    shown = [Column(one.header, 10, Look.MOMENT if one.kind is Kind.MOMENT else Look.LEDGER) for one in columns]
    for start in range(0, len(rows), MOST_ROWS):
        some = [[row.get(one.header) for one in columns] for row in rows[start:start + MOST_ROWS]]
        path = folder / "ledger.xlsx"
        write_book(Book("台账", "办公室", "", NOW, [Sheet("台账", shown, some)]), path)
        found = import_orders(path, "ledger.xlsx", add_departments=True, add_codes=True, by=PROGRAM, now=NOW)
        assert found.added == min(len(rows) - start, MOST_ROWS) and not found.problems


@contextmanager
def office(folder: Path, rows: Iterable[Row], **settings: str) -> Iterator[Path]:
    """An office with nothing but this ledger; yields the folder in which workbooks are made."""
    app = make_app(folder / "data")
    with app.app_context():
        choose(**settings)
        brought_in(list(rows), folder)
        yield folder
        db.session.remove()
        db.engine.dispose()


def choose(**settings: str) -> None:
    """The office's choices, in force at all times."""
    for key, value in settings.items():
        change_setting(key, value, effective_from=date(2000, 1, 1), by=PROGRAM, now=NOW)


def exported(folder: Path, month: str) -> Month:
    """The month's workbook, made and read."""
    return Month(make_monthly_workbook(month, by=PROGRAM, now=NOW, out=folder).path)
