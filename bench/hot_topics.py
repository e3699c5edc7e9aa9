"""How long it takes to find similar orders: the whole read of 突出问题 · 发现 with so many orders in the window.

    python bench/hot_topics.py --orders 5000 [--database-url postgresql://…] [--keep FOLDER]

Fills an empty database with invented orders (bench/search.py's, same seed, same orders) over the window and the four
windows before it, so many in each, puts in groups of callers who say one thing in their own words, and prints the best
of several runs in milliseconds. docs/performance.md has the figures.
"""

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask_migrate import upgrade
from search import NOW, RARE, SUBJECTS, TROUBLES, timed

from tracker.app import create_app
from tracker.config import load
from tracker.domain.hot_topics import BEFORE
from tracker.domain.permissions import Actor
from tracker.domain.words import CallerKind, OrderClass, RequestType, Role, Stage, Urgency
from tracker.reads import hot_topics as reading
from tracker.reads.choices import units
from tracker.seeds.starting_rows import seed_rules
from tracker.store import lookups
from tracker.store.db import db
from tracker.store.models import WorkOrder

DAYS = 14
GROUPS = 40
"Things that many callers speak of."
PLACES = "金山 江南 西郊 三角 城北 长沙 城东 西阳".split()


def _said(rng: random.Random, subject: str, trouble: str, road: int, length: int) -> tuple[str, str]:
    """Title and content of some 160 characters: one thing in the caller's own words."""
    place = f"{rng.choice(PLACES)}路{rng.randrange(400)}号" if road < 0 else f"{PLACES[road % len(PLACES)]}路{road}号"
    words = [place, f"{subject}{trouble}", f"已经{rng.randrange(2, 9)}天"]
    rng.shuffle(words)
    more = [f"{rng.choice(SUBJECTS)}{rng.choice(TROUBLES)}" for _one in range(length)]
    title = f"{subject}{trouble}" if rng.random() < 0.5 else f"{place}{subject}{trouble}"
    return title, "，".join(words + more) + rng.choice(RARE) + "。"


def _rows(orders: int) -> Iterator[dict[str, Any]]:
    rng, unit_ids = random.Random(12345), list(units())
    subjects = [(rng.choice(SUBJECTS), rng.choice(TROUBLES), number) for number in range(GROUPS)]
    for number in range(orders * (BEFORE + 1)):
        is_one_of_many = rng.random() < 0.2
        subject, trouble, road = rng.choice(subjects) if is_one_of_many else (
            rng.choice(SUBJECTS), rng.choice(TROUBLES), -1)
        title, content = _said(rng, subject, trouble, road, rng.randrange(2, 14))
        phone = f"139{rng.randrange(10**8):08d}"
        yield {
            "number": f"B{number:08d}", "stage": Stage.TO_DISPATCH, "channel_code": "phone",
            "request_type": RequestType.COMPLAINT, "order_class": OrderClass.CITIZEN, "urgency": Urgency.NORMAL,
            "title": title, "content": content, "caller_phone": phone,
            "caller_phone_key": lookups.phone_key(phone),
            "caller_kind": CallerKind.PERSON, "lead_id": rng.choice(unit_ids),
            "is_confidential": rng.random() < 0.01,
            "matter_code": rng.choice(["housing.property", "environment.noise", "market.food", None]),
            "place_code": rng.choice(["jinshan", "jiangnan", "xijiao", None]),
            "received_at": NOW - timedelta(days=DAYS) * (BEFORE + 1) * rng.random() + timedelta(hours=9),
        }


def measure(orders: int) -> None:
    """Fill, then print."""
    rows = [row for row in _rows(orders) if row["received_at"] <= NOW]
    db.session.execute(sa.insert(WorkOrder), rows)
    db.session.commit()
    by = Actor(None, "bench", frozenset({Role.SUPERVISOR}))
    found = reading.hot_topics(by=by, now=NOW)
    whole = timed(lambda: reading.hot_topics(by=by, now=NOW), budget=10)
    started = time.process_time()
    reading.hot_topics(by=by, now=NOW)
    worked = time.process_time() - started
    first, _last, days = reading.window(NOW)
    read = timed(lambda: reading._seen(first, days, NOW), budget=5)
    length = sum(len(row["content"]) for row in rows) // len(rows)
    print(f"{len(rows):,} orders of {length} characters, {found.received:,} in the window, {found.total} groups; "
          f"whole {whole:,.0f} ms ({1000 * worked:,.0f} ms of processor), of which reading {read:,.0f} ms")


def main() -> None:
    """The command line."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--orders", type=int, default=5000, help="orders in one window")
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
