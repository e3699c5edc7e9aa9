"""What it costs that personal data are sealed: opening, finding, changing the key, with so many orders.

    python bench/sealing.py --orders 100000 [--database-url postgresql://…] [--keep FOLDER]

Fills an empty database with the orders of bench/search.py and prints seconds of the processor (what other work on the
machine does not change) and, for the change of keys, orders a second. docs/performance.md has the figures.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask_migrate import upgrade
from search import NOW, fill
from sqlalchemy import select

from tracker.app import create_app
from tracker.config import load
from tracker.domain.filters import Filters
from tracker.domain.permissions import PROGRAM, Actor
from tracker.domain.words import Role
from tracker.reads.order_list import order_list
from tracker.seeds.starting_rows import seed_rules
from tracker.store.db import db
from tracker.store.models import WorkOrder
from tracker.store.sightings import sightings
from tracker.usecases import seal_personal_data as sealing
from tracker.usecases.rotate_keys import rotate_keys
from tracker.usecases.seal_personal_data import seal_personal_data


def worked(call: Callable[[], Any]) -> float:
    """Seconds of the processor."""
    db.session.remove()
    started = time.process_time()
    call()
    return time.process_time() - started


def _columns(*columns: Any) -> Callable[[], Any]:
    return lambda: db.session.execute(select(*columns)).all()


def _kept(column: Any) -> Any:
    return sa.type_coerce(column, sa.Text)


def measure(orders: int) -> None:
    """Fill, then print."""
    fill(orders)
    seal_personal_data(by=PROGRAM, now=NOW)
    by = Actor(None, "bench", frozenset({Role.SUPERVISOR}))
    phone = db.session.scalar(select(WorkOrder.caller_phone).where(WorkOrder.id == orders // 2))
    as_it_lies, opened = worked(_columns(_kept(WorkOrder.caller_phone))), worked(_columns(WorkOrder.caller_phone))
    print(f"{orders:,} phones read {as_it_lies:.2f} s, read and opened {opened:.2f} s")
    everything = select(WorkOrder).execution_options(yield_per=1000)
    plain = everything.options(sa.orm.defer(WorkOrder.caller_name), sa.orm.defer(WorkOrder.caller_phone),
                               sa.orm.defer(WorkOrder.address), sa.orm.defer(WorkOrder.enterprise_contact))
    for label, wanted in (("without the sealed columns", plain), ("with them", everything)):
        took = worked(lambda wanted=wanted: [None for _order in db.session.scalars(wanted)])
        print(f"{orders:,} whole orders {label} {took:.2f} s")
    print(f"{orders:,} orders for grouping (no number opened) {worked(lambda: sightings(sa.true())):.2f} s")
    for text in ("", phone, phone[-4:], "泰康路", "噪声"):
        def page(text: str = text) -> Any:
            return order_list(Filters(q=text), by=by, now=NOW)
        took = min(worked(page) for _one in range(5))
        print(f"a list's page for “{'' if not text else 'phone' if text == phone else text}”: {1000 * took:.1f} ms")
    sealing.BREATH = 0
    started = time.process_time()
    rotate_keys(by=PROGRAM, now=NOW)
    took = time.process_time() - started
    print(f"the key changed in {took:.1f} s of the processor, {orders / took:,.0f} orders a second")


def main() -> None:
    """The command line."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--orders", type=int, default=100_000)
    asked.add_argument("--database-url", default="")
    asked.add_argument("--keep", type=Path)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data = given.keep or Path(folder)
        data.mkdir(parents=True, exist_ok=True)
        environ = {"TRACKER_DATA": str(data), "TRACKER_ENV": "development", "TRACKER_DATABASE_URL": given.database_url}
        app = create_app(load(environ))
        with app.app_context():
            upgrade()
            seed_rules(NOW)
            measure(given.orders)


if __name__ == "__main__":
    sys.exit(main())
