"""The judge of every input: it came to an end in time, it was no fault, and what was refused wrote nothing."""

import re
import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from werkzeug.test import TestResponse

from tracker.store.db import Base, db

LONGEST = 10.0
"Seconds of the processor that one input may take; a machine that is busy elsewhere does not count."
GROWING = ("version", "revision", "id")
TOLD_OF = {"journal_entry", "audit_link", "rate_count", "person_session", "sign_in_guard"}
"Tables that a refusal, or having been there at all, may be written down in."
CHINESE = re.compile("[\u4e00-\u9fff]{2}")


class Hang(BaseException):
    """It would have gone on for ever."""


@contextmanager
def in_time() -> Iterator[None]:
    """Raise Hang after LONGEST seconds of work."""
    def stop(_signal: int, _frame: Any) -> None:
        raise Hang(f"more than {LONGEST} s")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, LONGEST)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


class Judge:
    """Counts what it saw, and looks into the tables only when something was written at all."""

    def __init__(self) -> None:
        self.seen: Counter[str] = Counter()
        self.slowest = 0.0
        self.look = sa.union_all(*[
            self._counted(table) for table in Base.metadata.sorted_tables if table.name not in TOLD_OF])
        self.mark, self.changes = self._mark(), self._changes()

    def _counted(self, table: sa.Table) -> sa.Select[Any]:
        """How many rows, and the sum of what grows with a change."""
        grown = [sa.func.coalesce(sa.func.sum(table.c[name]), 0) for name in GROWING if name in table.c]
        total: sa.ColumnElement[Any] = sa.literal(0)
        for one in grown:
            total = total + one
        return sa.select(sa.literal(table.name), sa.func.count(), total).select_from(table)

    def _changes(self) -> int:
        """Something that moves whenever a row is written: SQLite knows, PostgreSQL is looked at each time."""
        if db.session.get_bind().dialect.name != "sqlite":
            return self.changes + 1 if hasattr(self, "changes") else 0
        return int(db.session.scalar(sa.text("SELECT total_changes()")) or 0)

    def _mark(self) -> dict[str, tuple[int, int]]:
        """Table → how many rows, and what they come to."""
        return {name: (count, total) for name, count, total in db.session.execute(self.look)}

    @contextmanager
    def watching(self) -> Iterator[None]:
        """One input."""
        began = time.thread_time()
        with in_time():
            yield
        self.slowest = max(self.slowest, time.thread_time() - began)

    def check_unwritten(self, what: str) -> None:
        """Nothing has changed since the last look."""
        changes = self._changes()
        if changes != self.changes:
            mark = self._mark()
            touched = sorted(name for name, rows in mark.items() if rows != self.mark[name])
            assert not touched, f"a refused input wrote into {touched}: {what}"
            self.changes = changes

    def look_again(self) -> None:
        """Something was rightly written: that is how it stands now."""
        changes = self._changes()
        if changes != self.changes:
            self.mark, self.changes = self._mark(), changes

    def judge(self, answer: TestResponse, what: str) -> None:
        """The answer to one request."""
        self.seen[str(answer.status_code)] += 1
        assert answer.status_code < 500, f"{answer.status} {what}"
        if answer.status_code >= 400:
            self.check_unwritten(what)
            if not answer.is_streamed and answer.mimetype == "text/html":
                assert CHINESE.search(answer.get_data(as_text=True)), f"no words: {answer.status} {what}"
        else:
            self.look_again()
        answer.close()
