"""A production server in a thread of the test's own process, closed without noise."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from waitress import wasyncore


@contextmanager
def in_thread(server: Any) -> Iterator[None]:
    """Run the waitress server while the block lasts.

    Closing it pulls the sockets from under its loop, which may then complain of them: that is the end wanted here.
    A complaint before the end is a fault.
    """
    closing = threading.Event()

    def run() -> None:
        try:
            server.run()
        except (OSError, ValueError, RuntimeError, KeyError):
            if not closing.is_set():
                raise

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield
    finally:
        closing.set()
        server.close()
        wasyncore.close_all(server._map, ignore_all=True)  # browsers keep their lines open, and the loop waits for them
        thread.join(timeout=10)
