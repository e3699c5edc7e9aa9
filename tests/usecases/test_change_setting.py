"""Settings are dated: a change applies from a day on and moves no promise."""

from datetime import date, timedelta

import pytest

from tests.office import order
from tests.usecases.journal import last_entry
from tracker.domain.refusals import Invalid, NotFound, NotPermitted
from tracker.domain.words import DayEnd
from tracker.store import tables
from tracker.usecases.change_setting import change_setting

TODAY = date(2026, 3, 9)


def test_a_change_applies_from_its_day_on(store_office, now):
    friday = TODAY + timedelta(days=4)
    change_setting("day_end", "midnight", effective_from=friday, by=store_office.administrator, now=now)
    assert tables.settings_on(friday - timedelta(days=1)).day_end is DayEnd.OFFICE_CLOSE
    assert tables.settings_on(friday).day_end is DayEnd.MIDNIGHT
    assert last_entry("setting.changed").data["before"] == "office_close"


def test_a_promise_already_given_stays(store_office, now):
    order_id = store_office.travelled("dispatched")
    due = order(order_id).due_at
    change_setting("day_end", "midnight", effective_from=TODAY, by=store_office.administrator, now=now)
    assert order(order_id).due_at == due


def test_a_second_change_for_the_same_day_replaces_the_first(store_office, now):
    for days in ("2", "3"):
        change_setting("warn_days", days, effective_from=TODAY, by=store_office.administrator, now=now)
    assert tables.settings_on(TODAY).warn_days == 3
    assert last_entry("setting.changed").data["before"] == 2


def test_office_hours_are_read_as_people_type_them(office, now):
    change_setting("office_hours", "08:00－12:00，14:00－17:00".replace("－", "-"), effective_from=TODAY,
                   by=office.administrator, now=now)
    assert str(tables.settings_on(TODAY).office_hours) == "08:00-12:00,14:00-17:00"


@pytest.mark.parametrize("key, text, day, field", [
    ("warn_days", "0", TODAY, "value"), ("warn_days", "三", TODAY, "value"), ("office_hours", "12-8", TODAY, "value"),
    ("day_end", "noon", TODAY, "value"), ("office_name", " ", TODAY, "value"),
    ("warn_days", "1", TODAY, "value"),  # what it is already
    ("warn_days", "2", TODAY - timedelta(days=1), "effective_from"),
])
def test_what_cannot_be_taken_names_its_field(office, now, key, text, day, field):
    with pytest.raises(Invalid) as refused:
        change_setting(key, text, effective_from=day, by=office.administrator, now=now)
    assert refused.value.field == field


def test_who_may_and_what_exists(office, now):
    with pytest.raises(NotPermitted):
        change_setting("warn_days", "2", effective_from=TODAY, by=office.supervisor, now=now)
    with pytest.raises(NotFound):
        change_setting("colour", "red", effective_from=TODAY, by=office.administrator, now=now)
