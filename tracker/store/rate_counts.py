"""Where rates are counted: in the process, in the database (for several processes), or in a Redis server.

How many are too many: domain/rates.py; who is counted for what: web/rates.py.
"""

import logging
import threading
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import current_app
from limits import RateLimitItemPerSecond
from limits.storage import MemoryStorage, Storage, storage_from_string
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy.dialects import postgresql, sqlite

from tracker import clock
from tracker.domain.rates import WINDOW_SECONDS
from tracker.store.db import db, transaction
from tracker.store.models import RateCount

log = logging.getLogger(__name__)


class DatabaseStorage(Storage):  # type: ignore[misc]
    """`limits` counting in our own table: one statement and one short transaction each time."""

    STORAGE_SCHEME = ["tracker-database"]

    @property
    def base_exceptions(self) -> type[Exception] | tuple[type[Exception], ...]:
        """What may go wrong with it."""
        return sa.exc.SQLAlchemyError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """One more, or the first of a new window; how many it makes."""
        now = clock.now()
        ends_at = now + timedelta(seconds=expiry)
        insert = postgresql.insert if db.session.get_bind().dialect.name == "postgresql" else sqlite.insert
        fresh = insert(RateCount).values(key=key, asked=amount, ends_at=ends_at)
        is_over = RateCount.ends_at <= now
        counted = fresh.on_conflict_do_update(index_elements=[RateCount.key], set_={
            "asked": sa.case((is_over, amount), else_=RateCount.asked + amount),
            "ends_at": sa.case((is_over, fresh.excluded.ends_at), else_=RateCount.ends_at),
        }).returning(RateCount.asked)
        with transaction() as session:
            return int(session.execute(counted).scalar_one())

    def get(self, key: str) -> int:
        """How many there are in the window."""
        wanted = sa.select(RateCount.asked).where(RateCount.key == key, RateCount.ends_at > clock.now())
        return int(db.session.scalar(wanted) or 0)

    def get_expiry(self, key: str) -> float:
        """When the window ends, in seconds since 1970."""
        ends_at = db.session.scalar(sa.select(RateCount.ends_at).where(RateCount.key == key))
        return ends_at.timestamp() if ends_at else clock.now().timestamp()

    def check(self) -> bool:
        """Does it answer?"""
        return db.session.scalar(sa.select(sa.literal(1))) == 1

    def reset(self) -> int | None:
        """Forget everything."""
        with transaction() as session:
            return int(session.execute(sa.delete(RateCount)).rowcount)

    def clear(self, key: str) -> None:
        """Forget one window."""
        with transaction() as session:
            session.execute(sa.delete(RateCount).where(RateCount.key == key))


class Counter:
    """Counts where it was told to; should that place fail, in the process: nobody's work stops for it."""

    def __init__(self, place: str) -> None:
        self._here = MemoryStorage()
        self._shared: Storage = self._here if place == "memory" else storage_from_string(
            "tracker-database://" if place == "database" else place)
        self._failed = (*_as_tuple(self._shared.base_exceptions), OSError)

    def is_within(self, kind: str, who: str, most: int, *, is_here: bool) -> float:
        """Count once more; 0 when it is within `most`, else for how many seconds to wait."""
        if is_here or self._shared is self._here:
            return self._hit(self._here, kind, who, most)
        try:
            return self._hit(self._shared, kind, who, most)
        except self._failed as error:
            log.warning("rates are counted in this process alone: their store fails (%s)", type(error).__name__)
            return self._hit(self._here, kind, who, most)

    @staticmethod
    def _hit(storage: Storage, kind: str, who: str, most: int) -> float:
        limiter, item = FixedWindowRateLimiter(storage), RateLimitItemPerSecond(most, WINDOW_SECONDS, kind)
        if limiter.hit(item, who):
            return 0
        return max(1.0, limiter.get_window_stats(item, who).reset_time - clock.now().timestamp())


def _as_tuple(kinds: Any) -> tuple[type[Exception], ...]:
    return kinds if isinstance(kinds, tuple) else (kinds,)


_making = threading.Lock()


def counter() -> Counter:
    """The application's own."""
    kept = current_app.extensions
    with _making:
        if "tracker_rates" not in kept:
            kept["tracker_rates"] = Counter(current_app.config["TRACKER_LIMITS_STORE"])
    found: Counter = kept["tracker_rates"]
    return found


def forget(before: Any) -> int:
    """Drop the windows that ended before then; how many."""
    with transaction() as session:
        return int(session.execute(sa.delete(RateCount).where(RateCount.ends_at < before)).rowcount)


__all__ = ["Counter", "DatabaseStorage", "counter", "forget"]
