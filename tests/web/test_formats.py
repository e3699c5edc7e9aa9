"""Moments and figures read the same on every page, in both languages."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from flask import Flask
from flask_babel import Babel, force_locale

from tracker.web import formats

CLOSE_OF_YEAR = datetime(2026, 12, 31, 16, 30, tzinfo=UTC)  # 2027-01-01 00:30 in the office, a Friday


@pytest.fixture(name="request_context")
def _request_context():
    app = Flask("formats")
    Babel(app, default_locale="zh_Hans_CN")
    with app.test_request_context():
        yield app


def test_a_moment_is_shown_in_the_offices_time():
    assert formats.moment(CLOSE_OF_YEAR) == "2027-01-01 00:30"
    assert formats.day(CLOSE_OF_YEAR) == "2027-01-01"
    assert formats.clock_time(CLOSE_OF_YEAR) == "00:30"


def test_a_moment_without_a_zone_is_refused_not_guessed():
    with pytest.raises(ValueError, match="without a time zone"):
        formats.moment(datetime(2026, 11, 24, 9, 5))


def test_what_does_not_exist_is_a_dash():
    moments = (formats.moment, formats.clock_time, formats.day, formats.weekday, formats.ago)
    for shape in (*moments, formats.num, formats.percent):
        assert shape(None) == "—"


def test_the_weekday_speaks_the_readers_language(request_context):
    assert formats.weekday(date(2026, 11, 24)) == "周二"
    assert formats.weekday(CLOSE_OF_YEAR) == "周五"
    with force_locale("en"):
        assert formats.weekday(date(2026, 11, 24)) == "Tue"


def test_distance_in_time_has_a_direction(request_context):
    now = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
    assert formats.ago(now - timedelta(minutes=3), now) == "3分钟前"
    assert formats.ago(now + timedelta(hours=2), now) == "2小时后"
    assert formats.ago(now - timedelta(seconds=20), now) == "刚刚"
    with force_locale("en"):
        assert formats.ago(now - timedelta(minutes=3), now) == "3 minutes ago"


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (38447, "38,447"), (Decimal("4.60"), "4.6"), (6.8, "6.8"), (Fraction(5, 3), "1.67"), (1200.0, "1,200")],
)
def test_counts_have_thousands(value, text):
    assert formats.num(value) == text


@pytest.mark.parametrize(
    ("part", "base", "text"),
    [
        (34859, 38447, "90.67%"),  # Yichun bulletin no. 5/2023: calls among requests received
        (1273, 1774, "71.76%"),    # Gao'an bulletin October 2023: solved
        (1, 8, "12.50%"),
        (0, 5, "0.00%"),
        (5, 5, "100.00%"),
    ],
)
def test_shares_are_rounded_as_the_bulletins_round_them(part, base, text):
    assert formats.percent(Fraction(part, base)) == text


def test_half_a_hundredth_goes_up():
    assert formats.percent(0.00005) == "0.01%"
    assert formats.percent(Decimal("0.12345")) == "12.35%"
