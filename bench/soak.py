"""A working day in a hurry, for as long as you like: does the server's memory stay flat, and does nothing go wrong?

    python bench/soak.py [--minutes 30] [--pace 1.0] [--keep FOLDER]

A real `tracker serve` with its jobs on a loopback port and a database of its own; ten people at it by HTTP, each at
their own work: signing in and out, registering with documents, dispatching, signing, replying, reviewing, calling back,
searching, exporting, looking at the dashboard. `--pace` 2 is twice as fast. Every ten seconds the process is looked at.
Ends with 1 when there was an error or memory grows. docs/reliability.md has the figures.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tests.conftest import make_app
from tests.office import MARKET, Office
from tests.survival import work
from tests.survival.hands import Hand
from tests.survival.ledger import Ledger
from tests.survival.machine import environ_of, free_port
from tracker import clock
from tracker.store.db import db

EVERY = 10.0
"Seconds between two looks at the process."
WARM_UP = 0.25
"So much of the time does not count for the memory: caches fill, threads begin."
FLAT = 1.0
"MB per 1000 requests that count as flat."
FIRST = 30.0
"Seconds that the server may take to come up."


class Sample(NamedTuple):
    """The process at one moment."""

    seconds: float
    requests: int
    rss_mb: float
    files: int
    threads: int
    database_mb: float
    wal_mb: float


class Watch:
    """What the requests took, and how the process was."""

    def __init__(self, data: Path) -> None:
        self.data, self.began = data, time.monotonic()
        self.took: list[float] = []
        self.errors: list[str] = []
        self.samples: list[Sample] = []
        self.lock = threading.Lock()

    def answered(self, seconds: float) -> None:
        """One request."""
        with self.lock:
            self.took.append(seconds)

    def look(self, process: int) -> None:
        """One sample."""
        status = dict(
            line.split(":", 1) for line in Path(f"/proc/{process}/status").read_text().splitlines() if ":" in line)

        def size(name: str) -> float:
            path = self.data / name
            return path.stat().st_size / 2 ** 20 if path.exists() else 0.0

        self.samples.append(Sample(
            time.monotonic() - self.began, len(self.took), int(status["VmRSS"].split()[0]) / 1024,
            len(os.listdir(f"/proc/{process}/fd")), int(status["Threads"]), size("tracker.sqlite3"),
            size("tracker.sqlite3-wal")))

    def slope(self) -> float:
        """MB per 1000 requests after the warm-up, by least squares."""
        kept = self.samples[int(len(self.samples) * WARM_UP):]
        if len(kept) < 3 or kept[-1].requests == kept[0].requests:
            return 0.0
        found = statistics.linear_regression([one.requests for one in kept], [one.rss_mb for one in kept])
        return found.slope * 1000


class Timed(Hand):
    """A person whose waiting is measured, and who complains of every page that did not come."""

    watch: Watch

    def _send(self, method: str, path: str, **more: object):  # type: ignore[no-untyped-def]
        began = time.monotonic()
        answer, is_again = super()._send(method, path, **more)
        self.watch.answered(time.monotonic() - began)
        if method == "GET" and answer.status_code >= 400:
            self.watch.errors.append(f"{answer.status_code} {path} {self.name}")
        if is_again:
            self.watch.errors.append(f"the line broke at {path}")
        return answer, is_again


def reader(*pages: str) -> Callable[[Hand, Ledger], bool]:
    """Looks at one page after another, and now and then signs out and in again."""
    turn = 0

    def look(hand: Hand, _ledger: Ledger) -> bool:
        nonlocal turn
        turn += 1
        if turn % 40 == 0:
            hand.session.cookies.clear()
        hand.get(pages[turn % len(pages)])
        return True

    return look


def posts(unit_id: int) -> list[tuple[str, Callable[[Hand, Ledger], bool], float]]:
    """(name, work, seconds of rest) of the ten people."""
    return [
        ("operator", work.register, 4.0), ("operatorb", work.register, 5.0),
        ("operatorc", reader("/orders/?q=施工", "/orders/new", "/orders/?stage=to_dispatch", "/knowledge/"), 3.0),
        ("dispatcher", work.dispatch_to(unit_id), 2.0), ("handler0", work.handle, 0.8), ("handler0b", work.handle, 0.8),
        ("reviewer", work.review, 2.0), ("callback", work.call_back, 2.0), ("supervisor", work.export, 20.0),
        ("supervisorb", reader(
            "/", "/orders/?q=噪声", "/dashboard", "/reports/monthly", "/orders/?light=overdue", "/inbox/"), 2.0),
    ]


def run(minutes: float, pace: float, data: Path) -> Watch:
    """The day."""
    app = make_app(data)
    with app.app_context():
        office = Office(clock.now())
        work.hire_colleagues(office)
        work.lift_rates(office.now)
        db.session.remove()
        db.engine.dispose()
    port, over, ledger = free_port(), threading.Event(), Ledger()
    log = (data / "log.txt").open("wb")
    server = subprocess.Popen(
        [sys.executable, "-c", "from tracker.cli import main; main()", "serve", "--port", str(port)],
        env=environ_of(data, ""), stdout=log, stderr=log)
    watch = Watch(data)
    try:
        time.sleep(1)
        workers = []
        for name, step, pause in posts(office.units[MARKET]):
            hand = Timed(f"http://127.0.0.1:{port}", name, office.passwords[name], over.is_set)
            hand.watch = watch
            workers.append(work.Worker(hand, ledger, step, pause / pace))
        Timed._send.__get__(workers[0].hand)("GET", "/sign-in")  # till it is up
        watch.took.clear()
        watch.errors.clear()
        for worker in workers:
            worker.start()
        while time.monotonic() - watch.began < minutes * 60 and server.poll() is None:
            watch.look(server.pid)
            time.sleep(EVERY)
        over.set()
        for worker in workers:
            worker.join(timeout=60)
        watch.look(server.pid)
    finally:
        server.terminate()
        server.wait(timeout=60)
        log.close()
    watch.errors += ledger.surprises
    watch.errors += [said for worker in workers for _asked, _answered, said in worker.hand.faults]
    watch.errors += [f"{worker.name}: {worker.trouble!r}" for worker in workers if worker.trouble is not None]
    print(f"{len(ledger.registered)} orders registered, {len(ledger.moves)} moves, {len(ledger.files)} files, "
          f"{len(ledger.exports)} exports acknowledged")
    return watch


def tell(watch: Watch) -> bool:
    """The figures; is all well?"""
    took, samples = sorted(watch.took), watch.samples
    first, last = samples[int(len(samples) * WARM_UP)], samples[-1]
    print(f"{len(took)} requests in {last.seconds / 60:.1f} min, {len(watch.errors)} errors; "
          f"p50 {took[len(took) // 2] * 1000:.0f} ms, p95 {took[int(len(took) * 0.95)] * 1000:.0f} ms")
    for name, unit in (("rss_mb", " MB"), ("files", " open files"), ("threads", " threads"),
                       ("database_mb", " MB database"), ("wal_mb", " MB log of the database")):
        values = [getattr(one, name) for one in samples]
        print(f"{getattr(first, name):.4g} after the warm-up, {getattr(last, name):.4g} at the end, "
              f"{max(values):.4g} at most:{unit}")
    slope = watch.slope()
    is_flat = slope <= FLAT
    print(f"memory: {slope:+.2f} MB per 1000 requests after the warm-up: {'flat' if is_flat else 'GROWS'}")
    for error in watch.errors[:20]:
        print("error:", error)
    return is_flat and not watch.errors


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--pace", type=float, default=1.0)
    parser.add_argument("--keep", type=Path, help="a new folder that is kept")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        watch = run(given.minutes, given.pace, given.keep or Path(place))
    sys.exit(0 if tell(watch) else 1)


if __name__ == "__main__":
    main()
