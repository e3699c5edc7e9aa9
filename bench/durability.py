"""What it costs that an acknowledged write survives a power failure: SQLite's synchronous FULL against NORMAL and OFF.

    python bench/durability.py [--orders 300] [--folder DISK]

Commits bare rows, then registers orders one after another as an operator's form does, on a database of each kind in
turn, three rounds, and prints the median milliseconds and the ratio to NORMAL. --orders 0 leaves the orders out.
--folder says on which disk: a tmpfs proves nothing.
"""

import argparse
import shutil
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from functools import partial
from pathlib import Path

from flask_migrate import upgrade

from tracker import clock
from tracker.app import create_app
from tracker.config import load
from tracker.domain.intake import Intake
from tracker.domain.permissions import PROGRAM, Actor
from tracker.domain.words import CallerKind, OrderClass, RequestType, Role, Urgency
from tracker.seeds.starting_rows import seed_rules
from tracker.store import db as store
from tracker.store.db import db
from tracker.usecases.register_order import register_order

LEVELS = ("FULL", "NORMAL", "OFF")
NOW = datetime(2026, 3, 9, 9, 0, tzinfo=clock.LOCAL)
ROUNDS, COMMITS = 3, 300


def intake(number: int) -> Intake:
    """A shop's complaint."""
    return Intake(
        channel_code="phone", request_type=RequestType.COMPLAINT, order_class=OrderClass.CITIZEN,
        urgency=Urgency.NORMAL, matter_code=None, place_code=None, address="泰康路",
        title=f"夜间烧烤油烟扰民 {number}", content="营业到凌晨两点。",
        caller_name="温小姐", caller_phone="13812345678", caller_kind=CallerKind.PERSON, wants_reply=True,
        enterprise_name=None, enterprise_uscc=None, enterprise_contact=None, received_at=NOW)


def measured(folder: Path, level: str, orders: int) -> list[float]:
    """Milliseconds of each registration."""
    usual = store.SQLITE_PRAGMAS
    store.SQLITE_PRAGMAS = tuple(f"synchronous={level}" if one.startswith("synchronous") else one for one in usual)
    app = create_app(load({"TRACKER_DATA": str(folder), "TRACKER_ENV": "development"}))
    taken = []
    try:
        with app.app_context():
            upgrade()
            seed_rules(NOW)
            by = Actor(id=None, name=PROGRAM.name, roles=frozenset({Role.OPERATOR}), department_id=None,
                       department_name=None)
            for number in range(orders):
                began = time.perf_counter()
                register_order(intake(number), by=by, now=NOW)
                taken.append(1000 * (time.perf_counter() - began))
            db.session.remove()
            db.engine.dispose()
    finally:
        store.SQLITE_PRAGMAS = usual
    return taken


def bare(folder: Path, level: str) -> list[float]:
    """Milliseconds of each commit of one row of 3 kB by the bare driver: the disk's own share."""
    taken = []
    with closing(sqlite3.connect(folder / "bare", isolation_level=None)) as connection:
        for pragma in ("journal_mode=WAL", f"synchronous={level}"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("CREATE TABLE one (text)")
        for _number in range(COMMITS):
            began = time.perf_counter()
            connection.execute("INSERT INTO one VALUES (?)", ("x" * 3000,))
            taken.append(1000 * (time.perf_counter() - began))
    return taken


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--orders", type=int, default=300)
    parser.add_argument("--folder", type=Path, default=None)
    given = parser.parse_args()
    for what, measure in (("a commit", bare), ("an order", partial(measured, orders=given.orders))):
        if what == "a commit" or given.orders:
            compare(what, measure, given.folder)


def compare(what: str, measure: Callable[[Path, str], list[float]], folder: Path | None) -> None:
    """Each level in turn, and what it takes."""
    found: dict[str, list[float]] = {level: [] for level in LEVELS}
    for _round in range(ROUNDS):
        for level in LEVELS:
            place = Path(tempfile.mkdtemp(prefix="durability-", dir=folder))
            try:
                found[level] += measure(place, level)
            finally:
                shutil.rmtree(place)
    usual = statistics.median(found["NORMAL"])
    for level in LEVELS:
        median = statistics.median(found[level])
        print(f"{level:<7} {median:6.2f} ms {what}, {median / usual:.2f} of NORMAL")


if __name__ == "__main__":
    main()
