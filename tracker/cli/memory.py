"""Memory that was freed goes back to the machine, so that a process that stays does not look larger every day.

glibc keeps what was freed between what is still in use and never gives it back by itself: after some thousand pages
that is as much again as the objects that live. Other C libraries do without, and nothing is done there.
"""

import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread

EVERY = 60.0
"Seconds between two times; one takes some milliseconds, and no page waits for it."


def _trim() -> Callable[[int], int] | None:
    with suppress(OSError, AttributeError):
        found: Callable[[int], int] = ctypes.CDLL(None).malloc_trim
        return found
    return None


@contextmanager
def given_back() -> Iterator[None]:
    """While the block runs, free memory is given back every minute."""
    trim, over = _trim(), Event()

    def work() -> None:
        while trim is not None and not over.wait(EVERY):
            trim(0)

    Thread(target=work, name="memory", daemon=True).start()
    try:
        yield
    finally:
        over.set()
