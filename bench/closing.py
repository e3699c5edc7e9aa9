"""How long closing a month takes, what it keeps, and how long its corrections take to find.

    python bench/closing.py --orders 16000 [--database-url postgresql://…]

Fills an empty database with two months of so many invented orders each (bench/search.py's, moved into these months),
closes the first, changes a hundred of its orders, and closes the second, which notes the corrections. Seconds of the
processor are told beside those of the clock.
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
from sqlalchemy import func, select

sys.path.insert(0, str(Path(__file__).resolve().parent))

from flask_migrate import upgrade  # noqa: E402
from search import _chunks  # noqa: E402

from tracker import clock  # noqa: E402
from tracker.app import create_app  # noqa: E402
from tracker.config import load  # noqa: E402
from tracker.domain.figure_refs import Side, ref_of  # noqa: E402
from tracker.domain.figure_settings import Basis  # noqa: E402
from tracker.domain.filters import Filters  # noqa: E402
from tracker.domain.periods import month_period  # noqa: E402
from tracker.domain.permissions import PROGRAM  # noqa: E402
from tracker.domain.words import Part, Satisfaction  # noqa: E402
from tracker.seeds.starting_rows import seed_rules  # noqa: E402
from tracker.store.closings import standing  # noqa: E402
from tracker.store.corrections import corrections_of  # noqa: E402
from tracker.store.db import db  # noqa: E402
from tracker.store.finding import conditions  # noqa: E402
from tracker.store.frozen_orders import freeze_orders  # noqa: E402
from tracker.store.models import (  # noqa: E402
    Assignment,
    ClosedMonth,
    ClosedMonthOrder,
    CodeItem,
    Department,
    WorkOrder,
)
from tracker.store.months import bulletin_of, counted_bulletin  # noqa: E402
from tracker.store.populations import Frame  # noqa: E402
from tracker.usecases.close_month import close_month  # noqa: E402

MONTHS = ("2026-08", "2026-09")
NOW = datetime(2026, 10, 8, 9, 0, tzinfo=clock.LOCAL)
MOMENTS = (
    "received_at", "dispatched_at", "signed_at", "contacted_at", "due_at", "replied_at", "reviewed_at", "closed_at")


def _moved(order: dict[str, Any], to: datetime) -> dict[str, Any]:
    """The order with its whole history moved so that it is received at `to`; what lies after now has not happened."""
    by = to - order["received_at"]
    moved = {name: order[name] + by for name in MOMENTS if order.get(name)}
    late = {name: None for name, moment in moved.items() if moment > NOW and name != "due_at"}
    return order | moved | late


def fill(orders: int) -> None:
    """Two months of orders with their leads' parts."""
    units = list(db.session.scalars(select(Department.id).order_by(Department.id)))
    codes: dict[str, list[str]] = {}
    for table, code in db.session.execute(select(CodeItem.table, CodeItem.code).order_by(CodeItem.id)):
        codes.setdefault(table.value, []).append(code)
    first, span = month_period(MONTHS[0], NOW).start, timedelta(days=61)
    db.session.rollback()
    with db.engine.connect() as connection:
        for chunk in _chunks(2 * orders, units, codes):
            rows = [_moved(one, first + span * (one["id"] - 1) / (2 * orders)) for one in chunk]
            connection.execute(sa.insert(WorkOrder.__table__), rows)
            connection.execute(sa.insert(Assignment.__table__), [
                {"order_id": one["id"], "department_id": one["lead_id"], "part": Part.LEAD,
                 "dispatched_at": one["dispatched_at"]} for one in rows if one["lead_id"]
            ])
            connection.commit()
        connection.exec_driver_sql("ANALYZE")
        connection.commit()


def timed(name: str, call: Callable[[], Any]) -> None:
    """Run once and print the line."""
    db.session.rollback()
    started, worked = time.perf_counter(), time.process_time()
    call()
    db.session.rollback()
    print(f"| {name} | {time.perf_counter() - started:.2f} | {time.process_time() - worked:.2f} |", flush=True)


def _again(closing_id: int, frame: Frame) -> None:
    """Freeze the closing's orders once more; undone by the caller."""
    db.session.execute(sa.delete(ClosedMonthOrder).where(ClosedMonthOrder.closing_id == closing_id))
    freeze_orders(closing_id, frame)


def _upset() -> None:
    ids = list(db.session.scalars(select(WorkOrder.id).order_by(WorkOrder.id).limit(100)))
    db.session.execute(
        sa.update(WorkOrder).where(WorkOrder.id.in_(ids)).values(satisfaction=Satisfaction.VERY_DISSATISFIED))
    db.session.commit()


def measure(orders: int) -> None:
    """The lines, and what a closed month weighs."""
    seed_rules(NOW)
    fill(orders)
    first, second = (month_period(month, NOW) for month in MONTHS)
    ref = ref_of("satisfaction", Side.BASE, first, {})
    counted = select(func.count()).select_from(WorkOrder)
    timed("月报（未结账）", lambda: counted_bulletin(first, NOW))
    timed("结账（指标、工单、工作簿）", lambda: close_month(MONTHS[0], by=PROGRAM, now=NOW))
    closing = standing(MONTHS[0])
    assert closing is not None
    timed("其中冻结工单", lambda: _again(closing.id, Frame(first, Basis())))
    timed("月报（已结账）", lambda: bulletin_of(first, NOW))
    timed("点开满意率分母的清单计数", lambda: db.session.scalar(counted.where(*conditions(Filters(figure=ref), NOW))))
    timed("与现在核对，没有变化", lambda: corrections_of(closing, NOW))
    _upset()
    timed("与现在核对，100 件有变化", lambda: corrections_of(closing, NOW))
    timed("下月结账，写入更正", lambda: close_month(MONTHS[1], by=PROGRAM, now=NOW))
    timed("月报（已结账，上月也已结账）", lambda: bulletin_of(second, NOW))
    rows = db.session.scalar(select(func.count()).where(ClosedMonthOrder.closing_id == closing.id))
    size = db.session.scalar(select(func.length(ClosedMonth.bulletin)).where(ClosedMonth.id == closing.id)) or 0
    print(f"留存 {rows:,} 行，指标 {size / 1024:.0f} KB")


def main() -> None:
    """Fill, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--orders", type=int, default=16000)
    parser.add_argument("--database-url", default="")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        app = create_app(load({
            "TRACKER_DATA": place, "TRACKER_ENV": "development", "TRACKER_DATABASE_URL": chosen.database_url}))
        with app.app_context():
            upgrade()
            measure(chosen.orders)
            db.session.remove()
            db.engine.dispose()


if __name__ == "__main__":
    main()
