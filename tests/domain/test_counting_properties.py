"""What holds for every start, limit and calendar; and a naive recount, minute by minute and day by day."""

from datetime import datetime, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as some

from tests.factories.calendars import CALENDAR
from tracker.domain.calendar import OfficeHours, WorkingCalendar
from tracker.domain.counting import LOCAL, Due, Limit, due
from tracker.domain.deadlines import extended, warn_from
from tracker.domain.remaining import remaining
from tracker.domain.words import DayEnd, Unit

unhurried = settings(deadline=None)
starts = some.datetimes(datetime(2019, 1, 2), datetime(2026, 6, 30, 23, 59), timezones=some.just(LOCAL))
to_the_minute = starts.map(lambda moment: moment.replace(second=0, microsecond=0))
limits = some.builds(Limit, some.integers(1, 40), some.sampled_from(Unit))
day_ends = some.sampled_from(DayEnd)
office_hours = (
    some.lists(some.times().map(lambda one: one.replace(second=0, microsecond=0)), min_size=2, max_size=6, unique=True)
    .filter(lambda edges: len(edges) % 2 == 0)
    .map(sorted)
    .map(lambda edges: OfficeHours(tuple(zip(edges[::2], edges[1::2], strict=True))))
)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


@unhurried
@given(starts, limits, day_ends)
def test_a_limit_never_ends_on_a_day_off_unless_its_hours_run_day_and_night(start, limit, day_end):
    found = due(start, limit, CALENDAR, day_end)
    assert found.at > start
    if limit.unit is not Unit.NATURAL_HOUR:
        assert CALENDAR.is_working_day(found.at.date())


@unhurried
@given(starts, starts, limits, day_ends)
def test_what_starts_later_is_never_due_earlier(one, other, limit, day_end):
    first, second = sorted((one, other))
    assert due(first, limit, CALENDAR, day_end).at <= due(second, limit, CALENDAR, day_end).at


@unhurried
@given(starts, limits, day_ends, some.integers(1, 20))
def test_a_longer_limit_is_never_due_earlier(start, limit, day_end, more):
    longer = Limit(limit.amount + more, limit.unit)
    assert due(start, limit, CALENDAR, day_end).at <= due(start, longer, CALENDAR, day_end).at


@unhurried
@given(starts, some.integers(1, 60))
def test_working_days_counted_by_hand(start, amount):
    day, left = start.date(), amount
    while left:
        day += DAY
        left -= CALENDAR.is_working_day(day)
    found = due(start, Limit(amount, Unit.WORKING_DAY), CALENDAR)
    assert found.at.date() == day
    assert CALENDAR.working_days_between(start.date(), day) == amount


@unhurried
@given(starts, some.integers(1, 60))
def test_natural_days_counted_by_hand(start, amount):
    day = start.date() + amount * DAY
    while not CALENDAR.is_working_day(day):
        day += DAY
    assert due(start, Limit(amount, Unit.NATURAL_DAY), CALENDAR).at.date() == day


@settings(deadline=None, max_examples=40)
@given(to_the_minute, some.integers(1, 12), office_hours)
def test_working_hours_counted_minute_by_minute(start, amount, hours):
    # Hours that open for a few minutes a day would make the naive recount run for months.
    assume(sum((last.hour - first.hour) * 60 + last.minute - first.minute for first, last in hours.spans) >= 120)
    calendar = WorkingCalendar(CALENDAR.days_off, CALENDAR.makeup_days, CALENDAR.official_years, hours)
    moment, left = start, amount * 60
    while left:
        worked = calendar.is_working_day(moment.date())
        left -= worked and any(first <= moment.time() < last for first, last in hours.spans)
        moment += MINUTE
    assert due(start, Limit(amount, Unit.WORKING_HOUR), calendar).at == moment


@unhurried
@given(starts, limits, day_ends)
def test_the_lines_are_every_day_from_start_to_end_numbered_without_gaps(start, limit, day_end):
    found = due(start, limit, CALENDAR, day_end)
    days = [line.on for line in found.lines]
    assert days == [start.date() + n * DAY for n in range((found.at.date() - start.date()).days + 1)]
    numbers = [line.number for line in found.lines if line.number is not None]
    assert numbers == list(range(1, len(numbers) + 1))
    if limit.unit in (Unit.WORKING_DAY, Unit.NATURAL_DAY):
        assert len(numbers) == limit.amount
    else:
        assert sum(line.minutes for line in found.lines) == limit.amount * 60


@unhurried
@given(starts, limits, day_ends)
def test_a_stored_count_reads_back_the_same(start, limit, day_end):
    found = due(start, limit, CALENDAR, day_end)
    assert Due.from_json(found.to_json()) == found


@unhurried
@given(starts, limits, day_ends, some.integers(1, 30))
def test_the_warning_lies_between_start_and_end(start, limit, day_end, days):
    found = due(start, limit, CALENDAR, day_end)
    assert start <= warn_from(found, CALENDAR, warn_days=days) < found.at


@unhurried
@given(starts, limits, limits, day_ends)
def test_an_extension_never_shortens(start, limit, more, day_end):
    old = due(start, limit, CALENDAR, day_end)
    assert extended(old.at, more, CALENDAR, day_end).at > old.at


@unhurried
@given(starts, starts)
def test_what_remains_is_the_mirror_of_what_is_over(now, due_at):
    left, over = remaining(now, due_at, CALENDAR), remaining(due_at, now, CALENDAR)
    assert (left.working_days, left.minutes) == (over.working_days, over.minutes)
    assert left.is_over == (now > due_at)
