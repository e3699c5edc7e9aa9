"""What was freed in the middle of the heap goes back to the machine."""

import subprocess
import sys

import pytest

from tracker.cli import memory

WORK = """
import time
from pathlib import Path
from tracker.cli import memory

def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 >> 20

memory.EVERY = 0.1
held = [bytes(3000) for _ in range(40_000)]
full = resident()
held = held[::40]  # what stays lies everywhere between
kept = resident()
with memory.given_back():
    until = time.monotonic() + 30
    while resident() > full - 80 and time.monotonic() < until:
        time.sleep(0.05)
print(full, kept, resident())
"""


@pytest.mark.skipif(memory._trim() is None, reason="this C library gives back by itself")
def test_what_was_freed_between_what_is_in_use_goes_back():
    done = subprocess.run([sys.executable, "-c", WORK], capture_output=True, text=True, check=True)
    full, kept, given_back = map(int, done.stdout.split())
    assert kept > full - 30, "it went back by itself, so this shows nothing"
    assert given_back < full - 80
