"""Where an act comes from: set once per request, command or job, and read where something is told (store.story).

A request says its client's address, a reference of the sitting and one of the request: '192.0.2.7 3f9a1c.b27e04'.
A command says 'cli:' and the machine's user, a job 'job:' and its name.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

LENGTH = 80
COMMAND, JOB = "cli:", "job:"

_origin: ContextVar[str | None] = ContextVar("origin", default=None)


def current() -> str | None:
    """Where the present act comes from; None where nobody said."""
    return _origin.get()


def come_from(text: str | None) -> None:
    """Say it for the rest of this thread's work."""
    _origin.set(text[:LENGTH] if text else None)


@contextmanager
def coming_from(text: str) -> Iterator[None]:
    """Say it for the block."""
    before = _origin.set(text[:LENGTH])
    try:
        yield
    finally:
        _origin.reset(before)
