"""Counting together: nothing is lost between processes, a new window begins anew, a dead store hinders nobody."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.conftest import MONDAY_MORNING
from tracker import clock
from tracker.domain.permissions import PROGRAM
from tracker.store import rate_counts
from tracker.store.db import db, transaction
from tracker.store.models import RateCount
from tracker.store.rate_counts import Counter, DatabaseStorage
from tracker.usecases.forget_rates import forget_rates


@pytest.fixture
def at(monkeypatch):
    """Sets the clock; it begins on Monday at nine."""
    def stand(moment=MONDAY_MORNING):
        monkeypatch.setattr(clock, "now", lambda: moment)

    stand()
    return stand


def test_a_window_counts_up_and_begins_anew_when_it_is_over(store, at):
    counts = DatabaseStorage()
    assert [counts.incr("one", 60) for _each in range(3)] == [1, 2, 3]
    assert counts.incr("other", 60) == 1 and counts.get("one") == 3 and counts.check()
    assert counts.get_expiry("one") == (MONDAY_MORNING + timedelta(seconds=60)).timestamp()
    at(MONDAY_MORNING + timedelta(seconds=59))
    assert counts.incr("one", 60) == 4
    at(MONDAY_MORNING + timedelta(seconds=60))
    assert counts.get("one") == 0 and counts.incr("one", 60) == 1
    counts.clear("one")
    assert counts.get("one") == 0


def test_who_asks_too_often_hears_for_how_long_to_wait(store, at):
    counter = Counter("database")
    assert [counter.is_within("write", "person-1", 2, is_here=False) for _each in range(2)] == [0, 0]
    at(MONDAY_MORNING + timedelta(seconds=20))
    assert counter.is_within("write", "person-1", 2, is_here=False) == 40
    assert counter.is_within("write", "person-2", 2, is_here=False) == 0
    at(MONDAY_MORNING + timedelta(seconds=61))
    assert counter.is_within("write", "person-1", 2, is_here=False) == 0


def test_a_look_up_never_waits_for_a_write_lock(store, at):
    counter = Counter("database")
    assert counter.is_within("search", "person-1", 5, is_here=True) == 0
    assert db.session.scalar(sa.select(sa.func.count()).select_from(RateCount)) == 0


def test_twelve_at_once_are_twelve(house):
    """Each thread has a counter of its own, as each process has; forty are asked for, twelve of them taken."""
    def ask(_number: int) -> bool:
        with house.app_context():
            try:
                return Counter("database").is_within("write", "person-1", 12, is_here=False) == 0
            finally:
                db.session.remove()

    db.session.remove()
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(ask, range(40), timeout=120))
    assert taken.count(True) == 12
    assert db.session.scalars(sa.select(RateCount.asked)).all() == [40]


def test_a_store_that_fails_hinders_nobody(store, at, caplog):
    with transaction() as session:
        session.execute(sa.text("DROP TABLE rate_count"))
    counter = Counter("database")
    assert counter.is_within("write", "person-1", 1, is_here=False) == 0
    assert counter.is_within("write", "person-1", 1, is_here=False) > 0  # counted here instead
    assert "in this process alone" in caplog.text


def test_what_is_over_is_swept_away(store, at):
    counts = DatabaseStorage()
    counts.incr("old", 60)
    at(MONDAY_MORNING + timedelta(minutes=2))
    counts.incr("new", 60)
    assert forget_rates(by=PROGRAM, now=clock.now()) == 1
    assert db.session.scalars(sa.select(RateCount.key)).all() == ["new"]
    assert rate_counts.forget(clock.now() + timedelta(days=1)) == 1
