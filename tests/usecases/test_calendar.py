"""Calendar changes: the days themselves, and which open orders' deadlines move with them."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from tests.office import MARKET, order, story
from tests.usecases.journal import last_entry
from tracker import clock
from tracker.domain.holiday_year import CalendarYear, SpecialDay
from tracker.domain.refusals import Invalid, NotPermitted
from tracker.domain.words import Light, Step
from tracker.store import calendars, models
from tracker.store.db import db, transaction
from tracker.store.models import Promise, TimelineEntry
from tracker.usecases.change_setting import change_setting
from tracker.usecases.import_calendar_year import declare_calendar_year, import_calendar_year
from tracker.usecases.set_calendar_day import DaySetting, set_calendar_day

OFF, WORK, PLAIN = DaySetting
MONDAY = date(2026, 3, 9)


def _promises(order_id, step=Step.REPLY):
    db.session.expire_all()
    wanted = select(Promise).where(Promise.order_id == order_id, Promise.step == step).order_by(Promise.id)
    return list(db.session.scalars(wanted))


def _due_day(order_id):
    return order(order_id).due_at.astimezone(clock.LOCAL).date()


def _autumn_2026(moment_day=23):
    """A dispatch on a Thursday before a long new year: 15 working days run into 2027."""
    return datetime(2026, 12, moment_day, 9, 0, tzinfo=clock.LOCAL)


def _year_2027(*days):
    return CalendarYear(2027, tuple(SpecialDay(*day) for day in days), ("https://www.gov.cn/2027",))


def test_a_day_off_moves_open_deadlines_by_one_working_day(store_office, now):
    order_id = store_office.travelled("signed")
    assert _due_day(order_id) == date(2026, 3, 30)  # 15 working days after Monday 03-09
    recount = set_calendar_day(date(2026, 3, 20), OFF, name="抗台风停工", by=store_office.administrator, now=now)
    assert _due_day(order_id) == date(2026, 3, 31)
    assert (recount.moved, recount.orders) == (1, 1)
    old, new = _promises(order_id)
    assert old.superseded_at == now and new.superseded_at is None
    assert new.due_at == order(order_id).due_at
    assert (new.amount, new.limit_rule_id, new.starts_at) == (old.amount, old.limit_rule_id, old.starts_at)


def test_the_timeline_tells_old_and_new_and_why(store_office, now):
    order_id = store_office.travelled("signed")
    set_calendar_day(date(2026, 3, 20), OFF, name="停工", by=store_office.administrator, now=now)
    told = db.session.scalar(select(TimelineEntry).where(TimelineEntry.kind == "due_recounted"))
    assert told.order_id == order_id
    assert told.data["step"] == Step.REPLY.label
    assert told.data["old"].startswith("2026-03-30T") and told.data["new"].startswith("2026-03-31T")
    assert "2026-03-20" in told.data["why"]


def test_orders_that_the_day_does_not_touch_get_nothing(store_office, now):
    consult = store_office.travelled("signed", request_type=_consult())
    set_calendar_day(date(2026, 3, 20), OFF, name="停工", by=store_office.administrator, now=now)
    assert "due_recounted" not in story(consult)
    assert len(_promises(consult)) == 1


def _consult():
    from tracker.domain.words import RequestType

    return RequestType.CONSULT


def test_closed_orders_and_kept_promises_never_change(store_office, now):
    closed, replied = store_office.travelled("closed"), store_office.travelled("replied")
    before = _due_day(closed), _due_day(replied)
    recount = set_calendar_day(date(2026, 3, 20), OFF, name="停工", by=store_office.administrator, now=now)
    assert recount.orders == 0
    assert (_due_day(closed), _due_day(replied)) == before
    assert "due_recounted" not in story(closed) + story(replied)


def test_a_worked_saturday_moves_a_deadline_forward_and_back(store_office, now):
    order_id = store_office.travelled("signed")
    saturday = date(2026, 3, 14)
    set_calendar_day(saturday, WORK, name="春节", by=store_office.administrator, now=now)
    assert _due_day(order_id) == date(2026, 3, 27)
    set_calendar_day(saturday, PLAIN, by=store_office.administrator, now=now)
    assert _due_day(order_id) == date(2026, 3, 30)
    assert story(order_id).count("due_recounted") == 2
    assert len(_promises(order_id)) == 3


def test_the_settings_of_the_day_of_the_promise_still_count(store_office, now):
    order_id = store_office.travelled("signed")
    tomorrow = now + timedelta(days=1)
    for key, value in (("office_hours", "09:00-12:00,14:00-18:00"), ("day_end", "midnight")):
        change_setting(key, value, effective_from=tomorrow.date(), by=store_office.administrator, now=now)
    set_calendar_day(date(2026, 3, 20), OFF, name="停工", by=store_office.administrator, now=tomorrow)
    assert order(order_id).due_at.astimezone(clock.LOCAL) == datetime(2026, 3, 31, 17, 30, tzinfo=clock.LOCAL)
    # A second recount, long after: still the hours of the promise's day.
    set_calendar_day(date(2026, 3, 23), OFF, name="停工", by=store_office.administrator, now=tomorrow)
    assert order(order_id).due_at.astimezone(clock.LOCAL) == datetime(2026, 4, 1, 17, 30, tzinfo=clock.LOCAL)


def test_a_moved_deadline_may_warn_again_the_old_warning_stands(store_office, now):
    order_id = store_office.travelled("signed")
    old_due = order(order_id).due_at
    with transaction() as session:
        session.add(models.Warning(
            order_id=order_id, step=Step.REPLY, light=Light.DUE_SOON, due_at=old_due, told_at=now,
        ))
    set_calendar_day(date(2026, 3, 20), OFF, name="停工", by=store_office.administrator, now=now)
    warned = list(db.session.scalars(select(models.Warning).where(models.Warning.order_id == order_id)))
    assert [one.due_at for one in warned] == [old_due]
    assert _promises(order_id)[-1].due_at != old_due


def test_an_imported_year_moves_what_ran_over_provisional_days(store_office):
    before = _autumn_2026()
    order_id = store_office.travelled("dispatched", now=before)
    assert _promises(order_id)[0].is_provisional
    # Announced: Friday 2027-01-01 to Sunday off, Saturday 2027-01-09 worked instead of Monday 2027-01-04.
    announced = _year_2027(
        (date(2027, 1, 1), "元旦", True), (date(2027, 1, 4), "元旦", True), (date(2027, 1, 5), "元旦", True),
        (date(2027, 2, 6), "春节", True),
    )
    due_before = _due_day(order_id)
    recount = import_calendar_year(announced, by=store_office.administrator, now=before)
    assert recount.orders == 1
    assert _due_day(order_id) == due_before + timedelta(days=4)  # two working days, a weekend between
    newest = _promises(order_id)[-1]
    assert not newest.is_provisional
    entry = last_entry("calendar.imported")
    assert entry.subject == "2027" and entry.data["orders"] == 1
    told = db.session.scalar(select(TimelineEntry).where(TimelineEntry.kind == "due_recounted"))
    assert "2027" in told.data["why"]


def test_a_deadline_that_stays_is_no_longer_provisional_and_tells_nothing(store_office):
    before = _autumn_2026()
    order_id = store_office.travelled("dispatched", now=before)
    as_guessed = _year_2027(*(tuple(day) for day in calendars.days_of(2027).values()))
    recount = import_calendar_year(as_guessed, by=store_office.administrator, now=before)
    assert recount.moved == 0
    (promise,) = _promises(order_id)
    assert not promise.is_provisional and promise.counting["provisional"] == []
    assert "due_recounted" not in story(order_id)


def test_importing_replaces_the_year_and_keeps_the_neighbours_december(store_office, now):
    new_year = SpecialDay(date(2026, 12, 31), "元旦", True)
    import_calendar_year(_year_2027(new_year, (date(2027, 1, 1), "元旦", True)), by=store_office.administrator, now=now)
    assert list(calendars.days_of(2027)) == [date(2027, 1, 1)]
    assert calendars.days_of(2026)[new_year.on] == new_year
    year_2026 = CalendarYear(2026, tuple(day for day in calendars.days_of(2026).values() if day != new_year))
    import_calendar_year(year_2026, by=store_office.administrator, now=now)
    assert new_year.on in calendars.days_of(2026)


def test_importing_the_same_year_again_changes_nothing(store_office, now):
    announced = CalendarYear(2026, tuple(calendars.days_of(2026).values()))
    order_id = store_office.travelled("signed")
    import_calendar_year(announced, by=store_office.administrator, now=now)
    assert last_entry("calendar.imported").data["changes"] == []
    assert "due_recounted" not in story(order_id)


def test_a_year_entered_day_by_day_is_declared_official(store_office):
    before = _autumn_2026()
    order_id = store_office.travelled("dispatched", now=before)
    declare_calendar_year(2027, source="国办发明电〔2026〕7号", by=store_office.administrator, now=before)
    assert not _promises(order_id)[0].is_provisional
    with pytest.raises(Invalid) as refused:
        declare_calendar_year(2028, source=" ", by=store_office.administrator, now=before)
    assert refused.value.field == "source"
    with pytest.raises(Invalid):
        declare_calendar_year(2040, source="国办发明电", by=store_office.administrator, now=before)


@pytest.mark.parametrize("on, setting, name, field", [
    (date(2026, 3, 11), WORK, "春节", "setting"),  # a Wednesday is worked anyway
    (date(2026, 3, 11), OFF, " ", "name"),
    (date(2026, 3, 11), PLAIN, "", "setting"),  # plain already
])
def test_a_day_that_cannot_be_set_names_its_field(office, now, on, setting, name, field):
    with pytest.raises(Invalid) as refused:
        set_calendar_day(on, setting, name=name, by=office.administrator, now=now)
    assert refused.value.field == field


def test_who_may(office, now):
    with pytest.raises(NotPermitted):
        set_calendar_day(date(2026, 3, 20), OFF, name="停工", by=office.operator, now=now)
    with pytest.raises(NotPermitted):
        import_calendar_year(_year_2027((date(2027, 1, 1), "元旦", True)), by=office.market, now=now)


def test_a_supervisor_keeps_the_calendar_too(office, now):
    set_calendar_day(date(2026, 3, 20), OFF, name="停工", by=office.supervisor, now=now)
    assert last_entry("calendar.day_set").actor_name == office.supervisor.name
    assert office.units[MARKET]
