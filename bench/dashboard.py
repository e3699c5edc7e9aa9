"""How fast the pages of figures are: the dashboard's reading, a unit's page, the legs of a large month.

    python bench/dashboard.py --orders 100000 [--database-url postgresql://…]

Fills an empty database with the invented orders of bench/search.py, gives the closed ones the moments of the road, and
moves 16,000 of them into one month. Prints wall clock and processor seconds, the better of three runs.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask_migrate import upgrade
from sqlalchemy import select

from tracker import clock
from tracker.app import create_app
from tracker.config import load
from tracker.domain.durations import Clock
from tracker.domain.permissions import PROGRAM
from tracker.reads.dashboard import dashboard
from tracker.reads.department_page import department_page
from tracker.reads.durations import durations
from tracker.reads.overview import overview
from tracker.seeds.starting_rows import seed_rules
from tracker.store.db import db
from tracker.store.models import WorkOrder

sys.path.insert(0, str(Path(__file__).parent))
from search import NOW, fill  # noqa: E402  (the same orders)

MONTH, MONTH_ORDERS = "2026-07", 16_000
SOME_DAY = datetime(2026, 7, 15, 16, 0, tzinfo=clock.LOCAL)


def travel() -> None:
    """Moments of the road for what is closed, and a month of 16,000 orders."""
    orders = WorkOrder.__table__
    ids = list(db.session.scalars(
        select(WorkOrder.id).where(WorkOrder.closed_at.is_not(None), WorkOrder.received_at < SOME_DAY)
        .order_by(WorkOrder.id.desc()).limit(MONTH_ORDERS)))
    moments = {order_id: at for order_id, at in db.session.execute(
        select(WorkOrder.id, WorkOrder.dispatched_at).where(WorkOrder.id.in_(ids)))}
    db.session.execute(
        sa.update(orders).where(orders.c.id == sa.bindparam("of")).values(
            signed_at=sa.bindparam("signed"), contacted_at=sa.bindparam("contacted"),
            replied_at=sa.bindparam("replied"), reviewed_at=sa.bindparam("reviewed"), closed_at=SOME_DAY),
        [{"of": order_id, "signed": at + timedelta(hours=3), "contacted": at + timedelta(hours=5),
          "replied": at + timedelta(hours=50), "reviewed": at + timedelta(hours=60)}
         for order_id, at in moments.items() if at])
    db.session.commit()
    db.session.execute(sa.text("ANALYZE"))
    db.session.commit()


def best(work: Callable[[], Any]) -> tuple[float, float]:
    """Wall clock and processor seconds, the better of three runs."""
    found = []
    for _run in range(3):
        wall, processor = time.perf_counter(), time.process_time()
        work()
        found.append((time.perf_counter() - wall, time.process_time() - processor))
    return min(found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=100_000)
    parser.add_argument("--database-url", default="")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        app = create_app(load({
            "TRACKER_DATA": place, "TRACKER_ENV": "development", "TRACKER_DATABASE_URL": asked.database_url}))
        with app.app_context():
            upgrade()
            seed_rules(NOW)
            fill(asked.orders)
            travel()
            works: dict[str, Callable[[], Any]] = {
                "领导看板": lambda: dashboard(by=PROGRAM, now=NOW),
                "其中运行总览": lambda: overview(by=PROGRAM, now=NOW),
                "单位指标": lambda: department_page("2026-10", 5, by=PROGRAM, now=NOW),
                "环节时长，工作小时": lambda: durations(MONTH, Clock.OFFICE, by=PROGRAM, now=NOW),
                "环节时长，自然小时": lambda: durations(MONTH, Clock.NATURAL, by=PROGRAM, now=NOW),
            }
            print("| 页面 | 秒 | 处理器秒 |\n|---|---|---|")
            for name, work in works.items():
                wall, processor = best(work)
                print(f"| {name} | {wall:.2f} | {processor:.2f} |")
            db.session.remove()
            db.engine.dispose()


if __name__ == "__main__":
    main()
