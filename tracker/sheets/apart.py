"""Large workbooks from outside are read in a process of their own, with a cap on its memory and time.

What unpacks to little cannot do harm and is read where it is asked for. The other process: child.py.
"""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from tracker.domain.words import N_
from tracker.sheets.package import BROKEN, UnreadableSheet, look_inside

MB = 1024 ** 2
HARMLESS = 4 * MB
"Unpacked; as a tree of elements some fifty times as much."
MEMORY_MB, CPU_SECONDS, SECONDS = 2048, 300, 600
"100,000 rows of forty columns take a third of each."
REFUSED = N_("读取文件占用的内存或时间过多，可能有异常内容。请按月份或年份拆分，或重新从原处导出后再上传。")

Row = tuple[int, dict[str, Any]]

KINDS: dict[str, tuple[type, Callable[[Any], Any], Callable[[Any], Any]]] = {
    "$at": (datetime, datetime.isoformat, datetime.fromisoformat),
    "$day": (date, date.isoformat, date.fromisoformat),
    "$time": (time, time.isoformat, time.fromisoformat),
    "$span": (timedelta, timedelta.total_seconds, lambda seconds: timedelta(seconds=seconds)),
}
"What JSON has no word for: tag → type, how it is written, how it is read. A moment is a day, too, so it comes first."


def packed(value: Any) -> Any:
    """The cell's value as JSON has it; for json.dumps(default=…)."""
    for tag, (kind, write, _read) in KINDS.items():
        if isinstance(value, kind):
            return {tag: write(value)}
    return str(value)


def unpacked(found: dict[str, Any]) -> Any:
    """The value again; for json.loads(object_hook=…)."""
    if len(found) == 1:
        (tag, value), = found.items()
        if tag in KINDS:
            return KINDS[tag][2](value)
    return found


def read_bounded(path: Path, kind: str, here: Callable[[Path], list[Row]]) -> list[Row]:
    """The rows of the package; `kind` is the reader's name in child.py, `here` the reader itself."""
    if look_inside(path) <= HARMLESS:
        return here(path)
    return _read_apart(path, kind)


def _read_apart(path: Path, kind: str) -> list[Row]:
    command = [sys.executable, "-P", "-m", "tracker.sheets.child", kind, str(path), str(MEMORY_MB), str(CPU_SECONDS)]
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise UnreadableSheet(REFUSED) from None
    lines = done.stdout.splitlines()
    if done.returncode or not lines:
        raise UnreadableSheet(REFUSED if done.returncode else BROKEN)
    head = json.loads(lines[0])
    if head["refused"]:
        raise UnreadableSheet(head["refused"], **head["params"])
    return [(number, fields) for number, fields in (json.loads(line, object_hook=unpacked) for line in lines[1:])]
