"""Which backups stay: days, then weeks, then months."""

from datetime import datetime, timedelta

from tracker.domain.generations import kept

MONDAY = datetime(2026, 3, 9, 2, 0)
"The 11th ISO week."


def nights(count: int) -> list[datetime]:
    return [MONDAY - timedelta(days=day) for day in range(count)]


def test_the_newest_stay():
    assert kept(nights(20), 3) == set(nights(3))
    assert kept(nights(2), 14, 8, 12) == set(nights(2))
    assert kept([], 14, 8, 12) == set()


def test_of_a_week_its_last_one():
    """Sundays 8 and 1 March, and the running week's Monday."""
    assert kept(nights(20), 1, 3) == {MONDAY, datetime(2026, 3, 8, 2), datetime(2026, 3, 1, 2)}


def test_of_a_month_its_last_one():
    assert kept(nights(100), 1, 0, 3) == {MONDAY, datetime(2026, 2, 28, 2), datetime(2026, 1, 31, 2)}


def test_a_month_without_any_is_passed_over_and_not_counted():
    alone = datetime(2025, 6, 30, 2)
    assert kept([MONDAY, alone], 1, 0, 2) == {MONDAY, alone}


def test_the_turn_of_the_year_is_one_week():
    """2025-12-31 and 2026-01-01 lie in ISO week 1 of 2026."""
    eve, new_year = datetime(2025, 12, 31, 2), datetime(2026, 1, 1, 2)
    assert kept([eve, new_year], 0, 5) == {new_year}


def test_steady_nights_settle_at_the_generations():
    """A year of nights, each rotated: 14 days, 8 weeks and 12 months are 29 backups."""
    have: set[datetime] = set()
    for day in range(400):
        have = kept(have | {datetime(2026, 1, 1, 2) + timedelta(days=day)}, 14, 8, 12)
    assert len(have) == 14 + 5 + 10
