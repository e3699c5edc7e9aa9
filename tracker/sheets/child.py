"""The other process: reads one workbook under caps that it cannot lift, and says its rows on standard output.

python -m tracker.sheets.child KIND PATH MEMORY_MB CPU_SECONDS; the first line says how it went, then a row a line.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path

from tracker.sheets import knowledge, reader
from tracker.sheets.apart import MB, Row, packed
from tracker.sheets.package import UnreadableSheet

READERS: dict[str, Callable[[Path], list[Row]]] = {"ledger": reader.read_here, "knowledge": knowledge.read_here}


def _cap(memory_mb: int, cpu_seconds: int) -> None:
    """Where the operating system has no such caps, the parent's patience is the only one."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory_mb * MB, memory_mb * MB))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # it writes no file


def _say(value: object) -> None:
    print(json.dumps(value, ensure_ascii=True, default=packed))


def main(kind: str, path: str, memory_mb: str, cpu_seconds: str) -> int:
    """Read it and say so; the exit code is 0 unless a cap was reached."""
    _cap(int(memory_mb), int(cpu_seconds))
    try:
        rows = READERS[kind](Path(path))
    except UnreadableSheet as refusal:
        _say({"refused": refusal.message, "params": {k: v for k, v in refusal.params.items() if k != "field"}})
        return 0
    except (MemoryError, RecursionError):
        return 3
    _say({"refused": "", "params": {}})
    for number, fields in rows:
        _say([number, fields])
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
