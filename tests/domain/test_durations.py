"""Where time goes: office hours between two moments, legs of the road, nearest-rank percentiles."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.clock import LOCAL
from tracker.domain.calendar import WorkingCalendar
from tracker.domain.durations import Leg, Moments, Spread, natural, nearest_rank, spread, spreads, times
from tracker.domain.words import RequestType
from tracker.domain.working_time import WorkingClock

CALENDAR = WorkingCalendar(
    days_off={date(2026, 10, day): "国庆节" for day in range(1, 8)}, makeup_days={date(2026, 10, 10): "国庆节"})
"08:30-12:00 and 14:30-17:30, 6.5 hours a day; Saturday 10-10 is worked."
CLOCK = WorkingClock(CALENDAR, date(2026, 9, 1), date(2026, 10, 31))
HOUR = 3600


def at(day: str, time: str = "09:00") -> datetime:
    return datetime.fromisoformat(f"2026-{day}T{time}").replace(tzinfo=LOCAL)


@pytest.mark.parametrize(("start", "end", "hours"), [
    (at("09-28", "09:00"), at("09-28", "11:00"), 2),        # a Monday morning
    (at("09-28", "11:00"), at("09-28", "15:00"), 1.5),      # over the noon break
    (at("09-28", "07:00"), at("09-28", "08:30"), 0),        # before the office opens
    (at("09-28", "12:30"), at("09-28", "14:00"), 0),        # within the break
    (at("09-28", "17:00"), at("09-29", "09:00"), 1),        # over a night
    (at("09-30", "17:00"), at("10-08", "09:30"), 1.5),      # over the holiday week
    (at("10-09", "17:30"), at("10-12", "08:30"), 6.5),      # the make-up Saturday counts, the Sunday does not
    (at("10-03", "10:00"), at("10-05", "10:00"), 0),        # within the holiday
])
def test_only_office_hours_of_working_days_count(start: datetime, end: datetime, hours: float) -> None:
    assert CLOCK.seconds(start, end) == hours * HOUR


moments = st.datetimes(datetime(2026, 9, 1), datetime(2026, 10, 31, 23, 59)).map(
    lambda moment: moment.replace(microsecond=0, tzinfo=LOCAL))


@given(moments, moments)
def test_the_sums_agree_with_the_spans_laid_side_by_side(one: datetime, other: datetime) -> None:
    start, end = sorted((one, other))
    days = [start.date() + timedelta(days=n) for n in range((end.date() - start.date()).days + 1)]
    plain = sum(
        max(int((min(end, closes) - max(start, opens)).total_seconds()), 0)
        for day in days for opens, closes in CALENDAR.open_spans(day, LOCAL))
    assert CLOCK.seconds(start, end) == plain


def test_a_moment_outside_the_known_days_counts_as_their_edge() -> None:
    assert CLOCK.seconds(at("08-01"), at("09-01", "09:30")) == HOUR
    assert CLOCK.seconds(at("10-30", "16:30"), at("12-01")) == HOUR


@pytest.mark.parametrize(("values", "median", "most"), [
    ([7], 7, 7), ([1, 2], 1, 2), ([1, 2, 3], 2, 3), (list(range(1, 11)), 5, 9), (list(range(1, 12)), 6, 10),
])
def test_percentiles_are_nearest_rank(values: list[int], median: int, most: int) -> None:
    assert (nearest_rank(values, 50), nearest_rank(values, 90)) == (median, most)


@given(st.lists(st.integers(0, 10**6), min_size=1), st.integers(1, 100))
def test_so_many_percent_do_not_exceed_it_and_it_is_the_smallest_such_value(values: list[int], percent: int) -> None:
    ordered = sorted(values)
    found = nearest_rank(ordered, percent)
    assert sum(value <= found for value in values) * 100 >= percent * len(values)
    assert sum(value < found for value in values) * 100 < percent * len(values)


def test_legs_run_between_their_moments_and_others_are_left_out() -> None:
    day = at("09-28")
    whole = Moments(
        1, RequestType.HELP, day, day + timedelta(hours=1), day + timedelta(hours=2), day + timedelta(hours=3),
        day + timedelta(hours=5), day + timedelta(hours=30), day + timedelta(hours=31), day + timedelta(hours=40))
    backwards = whole._replace(contacted=day, reviewed=None)
    direct = Moments(None, RequestType.CONSULT, day, None, None, None, None, None, None, day)

    first, second, third = times([whole, backwards, direct], natural)

    assert {leg: seconds // HOUR for leg, seconds in first.items()} == {
        Leg.DISPATCH: 1, Leg.SIGN: 1, Leg.CONTACT: 2, Leg.HANDLE: 27, Leg.REVIEW: 1, Leg.CALL_BACK: 9}
    assert set(second) == {Leg.DISPATCH, Leg.SIGN, Leg.HANDLE} and third == {}
    found = spreads([first, second, third])
    assert found[Leg.HANDLE] == Spread(2, Decimal("27.00"), Decimal("27.00"))
    assert found[Leg.REVIEW] == Spread(1, Decimal("1.00"), Decimal("1.00"))


def test_nothing_has_no_median_and_hours_are_rounded_half_up() -> None:
    assert spread([]) == Spread(0, None, None)
    assert spread([18]).median == Decimal("0.01")  # 0.005 hours
