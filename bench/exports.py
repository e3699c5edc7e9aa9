"""How fast a workbook of many rows is written, against bare write-only openpyxl of the same rows.

    python bench/exports.py [--rows 100000] [--runs 3] [--keep FOLDER]

The rows are invented (same seed, same rows): 25 columns, most of them unique Chinese texts, four moments, two counts.
Each writer runs in a child process of its own, whose peak memory the system tells; a third child only makes the rows.
The files are then read back and compared cell by cell. docs/performance.md has the figures.
"""

import argparse
import multiprocessing
import random
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from python_calamine import CalamineWorkbook

from tracker.clock import LOCAL
from tracker.sheets.listing import HEADERS, write_listing

COLUMNS = HEADERS[:25]
FIRST = datetime(2026, 1, 1, 8, 30, tzinfo=LOCAL)
MOMENTS = {"受理时间", "派单时间", "签收时间", "到期时间"}
LENGTHS = {"标题": 16, "内容": 80, "公开答复": 60, "诉求人": 3, "联系电话": 11, "状态": 3, "诉求类型": 2}
CHARACTERS = "".join(map(chr, range(0x4E00, 0x5A00)))


def rows(count: int) -> Iterator[list[Any]]:
    """The invented orders, one at a time."""
    dice = random.Random(12345)
    for number in range(count):
        received_at = FIRST + timedelta(minutes=number)
        row: list[Any] = []
        for place, header in enumerate(COLUMNS):
            if header in MOMENTS:
                row.append(received_at + timedelta(hours=place))
            elif header == "来源编号":
                row.append(number)
            else:
                length, start = LENGTHS.get(header, 12), dice.randrange(len(CHARACTERS) - 80)
                row.append(CHARACTERS[start:start + length])
        yield row


def bare(count: int, path: Path) -> None:
    """What a script would do: write-only openpyxl, a bold header, moments with a format."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("工单")
    head = [WriteOnlyCell(sheet, header) for header in COLUMNS]
    for cell in head:
        cell.font = Font(bold=True)
    sheet.append(head)
    for row in rows(count):
        sheet.append([
            value.replace(tzinfo=None) if isinstance(value, datetime) else value for value in row
        ])
    book.save(path)


def ours(count: int, path: Path) -> None:
    """The list's own workbook: styles on every cell, filter, print set-up."""
    write_listing(rows(count), "梅江区政务服务和数据管理局", FIRST, path, headers=COLUMNS)


def nothing(count: int, _path: Path) -> None:
    """The rows alone."""
    for _row in rows(count):
        pass


def _child(write: Callable[[int, Path], None], count: int, path: Path, told: Any) -> None:
    began, worked = time.perf_counter(), time.process_time()
    write(count, path)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    told.send((time.perf_counter() - began, time.process_time() - worked, peak))


def measured(write: Callable[[int, Path], None], count: int, path: Path) -> tuple[float, float, float]:
    """Seconds, seconds of the processor, and peak MB of a fresh process."""
    context = multiprocessing.get_context("spawn")
    heard, told = context.Pipe(duplex=False)
    child = context.Process(target=_child, args=(write, count, path, told))
    child.start()
    found: tuple[float, float, float] = heard.recv()
    child.join()
    return found


def read_back(path: Path) -> Iterator[Sequence[Any]]:
    """The sheet as a reader of another house sees it."""
    yield from CalamineWorkbook.from_path(path).get_sheet_by_name("工单").iter_rows()


def _print(what: str, taken: dict[str, list[tuple[float, float, float]]], files: dict[str, Path]) -> None:
    """The medians as a table; the processor's seconds tell the truth where other work shares the cores."""
    medians = {name: [statistics.median(one) for one in zip(*found, strict=True)] for name, found in taken.items()}
    floor = medians["openpyxl write-only"]
    print(f"| {what} | 秒 | 处理器秒 | 与 write-only 之比 | 内存峰值 MB | 文件 MB |", "|---" * 6 + "|", sep="\n")
    for name, (seconds, worked, peak) in medians.items():
        size = f"{files[name].stat().st_size / 1e6:.1f}" if files[name].exists() else ""
        print(f"| {name} | {seconds:.1f} | {worked:.1f} | {worked / floor[1]:.2f} | {peak:.0f} | {size} |")


def main() -> None:
    """Measure, compare, print."""
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--rows", type=int, default=100_000)
    given.add_argument("--runs", type=int, default=3)
    given.add_argument("--keep", type=Path)
    asked = given.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        place = asked.keep or Path(temporary)
        writers = {"只造数据": nothing, "openpyxl write-only": bare, "tracker.sheets": ours}
        taken: dict[str, list[tuple[float, float, float]]] = {name: [] for name in writers}
        for _run in range(asked.runs):
            for name, write in writers.items():
                taken[name].append(measured(write, asked.rows, place / f"{write.__name__}.xlsx"))
        _print(f"{asked.rows:,} 行 × {len(COLUMNS)} 列", taken, {
            name: place / f"{write.__name__}.xlsx" for name, write in writers.items()
        })
        same = sum(1 for one, other in zip(
            read_back(place / "bare.xlsx"), read_back(place / "ours.xlsx"), strict=True) if one == other)
        print(f"\n读回比较：{same:,} 行（含表头）逐格相同。")


if __name__ == "__main__":
    main()
