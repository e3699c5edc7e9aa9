"""How long the month's figures take, against plain hand-written SQL for the same numbers.

    python bench/figures.py --orders 100000 [--database-url postgresql://…] [--keep FOLDER]

Fills an empty database with invented orders (bench/search.py's, without the index of words), then prints the best of
several runs in milliseconds for the busiest month: the units' table as the program counts it, the same numbers by
hand-written SQL through the bare driver, the whole bulletin with its comparisons and 13 months, and the workbook.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import select

sys.path.insert(0, str(Path(__file__).resolve().parent))

from flask_migrate import upgrade  # noqa: E402
from search import FIRST, NOW, _chunks  # noqa: E402

from tracker.app import create_app  # noqa: E402
from tracker.config import load  # noqa: E402
from tracker.domain.figure_settings import Basis  # noqa: E402
from tracker.domain.periods import Period, before, month_period, year_before  # noqa: E402
from tracker.domain.permissions import PROGRAM  # noqa: E402
from tracker.domain.words import Part  # noqa: E402
from tracker.seeds.starting_rows import seed_rules  # noqa: E402
from tracker.store.db import db  # noqa: E402
from tracker.store.models import Assignment, CodeItem, Department, WorkOrder  # noqa: E402
from tracker.store.months import bulletin_of  # noqa: E402
from tracker.store.tabulated import Counting  # noqa: E402
from tracker.usecases.make_monthly_workbook import make_monthly_workbook  # noqa: E402

MONTH = "2026-09"

PARTS = """
SELECT a.department_id, count(*),
  sum(CASE WHEN l < :until AND o.due_at IS NOT NULL AND d <= o.due_at THEN 1 ELSE 0 END),
  sum(CASE WHEN l < :until AND o.due_at IS NOT NULL AND d > o.due_at THEN 1 ELSE 0 END),
  sum(CASE WHEN l < :until AND o.due_at IS NULL THEN 1 ELSE 0 END),
  sum(CASE WHEN l IS NULL OR l >= :until THEN 1 ELSE 0 END)
FROM assignment a JOIN (
  SELECT *, coalesce(closed_at, ended_at) l, coalesce(replied_at, closed_at, ended_at) d FROM work_order
) o ON o.id = a.order_id
WHERE o.stage != 'voided' AND a.ended_at IS NULL AND (a.dispatched_at >= :start AND a.dispatched_at < :until
  OR a.dispatched_at IS NULL AND o.received_at >= :start AND o.received_at < :until)
GROUP BY a.department_id
"""
DUE = """
SELECT lead_id, count(*), sum(CASE WHEN coalesce(replied_at, closed_at, ended_at) <= due_at THEN 1 ELSE 0 END)
FROM work_order WHERE stage != 'voided' AND due_at >= :start AND due_at < :until
  AND (ended_at IS NULL OR ended_at > due_at) GROUP BY lead_id
"""
CLOSED = """
SELECT lead_id, count(*), sum(CASE WHEN due_at IS NOT NULL THEN 1 ELSE 0 END),
  sum(CASE WHEN satisfaction = 'very_satisfied' THEN 1 ELSE 0 END),
  sum(CASE WHEN satisfaction = 'satisfied' THEN 1 ELSE 0 END),
  sum(CASE WHEN satisfaction = 'basically' THEN 1 ELSE 0 END),
  sum(CASE WHEN satisfaction = 'dissatisfied' THEN 1 ELSE 0 END),
  sum(CASE WHEN satisfaction = 'very_dissatisfied' THEN 1 ELSE 0 END),
  sum(CASE WHEN solved = 'yes' THEN 1 ELSE 0 END), sum(CASE WHEN solved = 'partly' THEN 1 ELSE 0 END),
  sum(CASE WHEN solved = 'no' THEN 1 ELSE 0 END), sum(CASE WHEN redo_count > 0 THEN 1 ELSE 0 END),
  sum(extension_count), sum(working_days_taken)
FROM work_order WHERE stage != 'voided' AND closed_at >= :start AND closed_at < :until GROUP BY lead_id
"""
SENT = """
SELECT lead_id, count(*), sum(CASE WHEN is_misdirected THEN 0 ELSE 1 END),
  sum(CASE WHEN contacted_at IS NOT NULL THEN 1 ELSE 0 END)
FROM work_order WHERE stage != 'voided' AND dispatched_at >= :start AND dispatched_at < :until GROUP BY lead_id
"""
COUNT = """
SELECT a.department_id, count(*) FROM assignment a JOIN work_order o ON o.id = a.order_id
WHERE o.stage != 'voided' AND a.ended_at IS NULL AND (a.dispatched_at >= :start AND a.dispatched_at < :until
  OR a.dispatched_at IS NULL AND o.received_at >= :start AND o.received_at < :until)
GROUP BY a.department_id
"""
BY_HAND = (PARTS, DUE, CLOSED, SENT)


def fill(orders: int) -> None:
    """The orders and their units' parts; no words."""
    units = list(db.session.scalars(select(Department.id).order_by(Department.id)))
    codes: dict[str, list[str]] = {}
    for table, code in db.session.execute(select(CodeItem.table, CodeItem.code).order_by(CodeItem.id)):
        codes.setdefault(table.value, []).append(code)
    db.session.rollback()
    with db.engine.connect() as connection:
        for chunk in _chunks(orders, units, codes):
            connection.execute(sa.insert(WorkOrder.__table__), chunk)
            connection.execute(sa.insert(Assignment.__table__), [
                {"order_id": one["id"], "department_id": one["lead_id"], "part": Part.LEAD,
                 "dispatched_at": one["dispatched_at"]} for one in chunk if one["lead_id"]
            ])
            connection.commit()
        connection.exec_driver_sql("ANALYZE")
        connection.commit()


def best(call: Callable[[], Any], runs: int) -> float:
    """The shortest of several runs, in milliseconds."""
    taken = []
    for _run in range(runs):
        db.session.rollback()
        started = time.perf_counter()
        call()
        taken.append((time.perf_counter() - started) * 1000)
    return min(taken)


def by_hand(period: Period) -> None:
    """The units' numbers by the bare driver."""
    def written(moment: datetime) -> Any:
        is_sqlite = db.engine.dialect.name == "sqlite"
        return moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ") if is_sqlite else moment

    asked = [(statement, period) for statement in BY_HAND]
    asked += [(COUNT, earlier) for earlier in (before(period), year_before(period))]
    with db.engine.connect() as connection:
        for statement, span in asked:
            connection.execute(sa.text(statement), {
                "start": written(span.start), "until": written(span.until)}).all()


def measure(orders: int, runs: int) -> None:
    """Fill when empty, then print the line."""
    if not db.session.scalar(select(Department.id).limit(1)):
        seed_rules(NOW)
    if not db.session.scalar(select(WorkOrder.id).limit(1)):
        fill(orders)
    period, first = month_period(MONTH, NOW), FIRST.date()
    floor = best(lambda: by_hand(period), runs)
    units = best(lambda: Counting(period, Basis(), first).units(), runs)
    whole = best(lambda: bulletin_of(period, NOW), max(1, runs // 2))
    book = best(lambda: make_monthly_workbook(MONTH, by=PROGRAM, now=NOW), 1)
    print(f"{orders:,} orders: by hand {floor:.0f} ms, units' table {units:.0f} ms ({units / floor:.2f} x), "
          f"bulletin {whole:.0f} ms, workbook {book:.0f} ms")


def main() -> None:
    """Read the arguments, fill, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=100_000)
    parser.add_argument("--database-url")
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tracker-bench-") as folder:
        app = create_app(load({
            "TRACKER_DATA": str(asked.keep or folder), "TRACKER_ENV": "development",
            "TRACKER_DATABASE_URL": asked.database_url or ""}))
        with app.app_context():
            upgrade()
            measure(asked.orders, asked.runs)
            db.session.remove()
            db.engine.dispose()


if __name__ == "__main__":
    main()
