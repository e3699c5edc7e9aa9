"""What the audit chain costs, as ratios of processor time, and how fast it is looked through in flat memory.

    python bench/audit.py [--rows 200000] [--import-rows 2800] [--acts 200]

On a fresh SQLite office: a road's acts and a ledger's import with the chain and without it, each in turn; then
`--rows` journal rows are told and everything is verified, at a tenth of them and at all of them.
docs/performance.md has the figures.
"""

import argparse
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from flask_migrate import upgrade

from tests.factories import ledgers
from tests.furnished import MONDAY_MORNING
from tests.office import Office
from tracker.app import create_app
from tracker.config import load
from tracker.seeds.starting_rows import seed_rules
from tracker.store import audit_check, chain
from tracker.store.db import db, transaction, write_rows
from tracker.store.models import JournalEntry
from tracker.usecases.import_orders import import_orders


@contextmanager
def without_chain() -> Iterator[None]:
    """Transactions end as they did before there was a chain."""
    usual, chain.close = chain.close, lambda session: None  # type: ignore[assignment]
    try:
        yield
    finally:
        chain.close = usual


def spent(act: Callable[[], object]) -> float:
    """Seconds of the processor."""
    began = time.process_time()
    act()
    return time.process_time() - began


def acts(office: Office, count: int) -> None:
    """Orders registered, dispatched, signed and contacted: four transactions each."""
    for _number in range(count // 4):
        office.travelled("contacted")


def brought(office: Office, place: Path, series: str, count: int) -> None:
    """A ledger's import."""
    rows = (ledgers.PLAIN | {"来源编号": f"{series}-{number}"} for number in range(count))
    path = ledgers.write_ledger(place / f"{series}.xlsx", rows)
    import_orders(path, f"{series}.xlsx", by=office.operator, now=office.now)


def told(count: int) -> None:
    """Journal rows, a thousand a transaction."""
    for _number in range(count // 1000):
        with transaction():
            write_rows(JournalEntry, [{
                "at": MONDAY_MORNING, "actor_id": None, "actor_name": "系统", "kind": "job.run", "subject": "backup",
                "data": {"period": "2026-03-09"}, "origin": "job:backup"}] * 1000)


def verified() -> str:
    """How long, how fast, and the peak of memory so far."""
    found = []
    seconds = spent(lambda: found.append(audit_check.verify()))
    assert found[0].is_whole
    rows = sum(found[0].rows.values())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    speed = f"{seconds:.1f} s, {rows / seconds:,.0f} a second"
    return f"{rows:,} rows in {found[0].links:,} links: {speed}, peak {peak:.0f} MB"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--import-rows", type=int, default=2_800)
    parser.add_argument("--acts", type=int, default=200)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(load({"TRACKER_DATA": folder, "TRACKER_ENV": "development"}))
        with app.app_context():
            upgrade()
            seed_rules(MONDAY_MORNING)
            office = Office(MONDAY_MORNING)
            acts(office, 20)
            linked = spent(lambda: acts(office, wanted.acts))
            with_import = spent(lambda: brought(office, Path(folder), "A", wanted.import_rows))
            with without_chain():
                bare = spent(lambda: acts(office, wanted.acts))
                bare_import = spent(lambda: brought(office, Path(folder), "B", wanted.import_rows))
            print(f"acts: {linked / wanted.acts * 1000:.1f} ms with the chain, {bare / wanted.acts * 1000:.1f} ms "
                  f"without, ratio {linked / bare:.2f}")
            print(f"import of {wanted.import_rows}: {with_import:.1f} s, {bare_import:.1f} s, "
                  f"ratio {with_import / bare_import:.2f}")
            db.session.remove()
        with tempfile.TemporaryDirectory() as other:
            fresh = create_app(load({"TRACKER_DATA": other, "TRACKER_ENV": "development"}))
            with fresh.app_context():
                upgrade()
                told(wanted.rows // 10)
                print(verified())
                told(wanted.rows - wanted.rows // 10)
                print(verified())
                db.session.remove()


if __name__ == "__main__":
    main()
