"""Who is told of what, when it may leave the house, and that no sentence names a caller."""

import re
from datetime import datetime, timedelta

import pytest

from tracker.domain.calendar import WorkingCalendar
from tracker.domain.deadlines import LOCAL
from tracker.domain.notices import REST, ROLES, TOLD, Audience, audiences, clean_address, retry_after, send_from
from tracker.domain.refusals import Invalid
from tracker.domain.saying import said
from tracker.domain.timeline import Entry
from tracker.domain.words import Step

PERSONAL = {"whom", "caller", "caller_name", "phone", "caller_phone", "name", "contact"}
"What a sentence that is sent out must not name."


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


@pytest.mark.parametrize("entry", TOLD)
def test_no_sentence_that_is_told_names_a_caller(entry):
    assert not set(re.findall(r"%\((\w+)\)", entry.sentence)) & PERSONAL
    assert TOLD[entry], "an entry told to nobody needs no line"


@pytest.mark.parametrize(("entry", "data", "told"), [
    (Entry.DUE_SOON, {"step": Step.REPLY.label}, {Audience.LEAD_UNIT}),
    (Entry.DUE_SOON, {"step": Step.SIGN.label, "unit_id": 7}, {Audience.NAMED_UNIT}),
    (Entry.DUE_SOON, {"step": Step.CALLBACK.label}, {Audience.CALLBACK}),
    (Entry.OVERDUE, {"step": Step.REPLY.label}, {Audience.LEAD_UNIT, Audience.SUPERVISORS}),
    (Entry.DISPATCHED, {}, {Audience.LEAD_UNIT, Audience.CO_UNITS}),
    (Entry.RETURN_GRANTED, {"unit_id": 7}, {Audience.NAMED_UNIT}),
    (Entry.URGED, {}, {Audience.LEAD_UNIT}),  # an entry that names no unit means the lead
    (Entry.DUE_SOON, {"step": Step.SUPPLEMENT.label}, {Audience.DISPATCHERS}),
    (Entry.REGISTERED, {}, set()),  # the dispatcher's queue shows it
    (Entry.CONTACTED, {"whom": "温小姐"}, set()),
])
def test_whom_an_entry_concerns(entry, data, told):
    assert audiences(entry, data) == told


def test_every_audience_is_a_unit_a_desk_or_found_by_the_step():
    units = {Audience.LEAD_UNIT, Audience.CO_UNITS, Audience.NAMED_UNIT, Audience.STEP_OWNERS}
    assert set(Audience) == units | set(ROLES)


@pytest.mark.parametrize(("now", "leaves"), [
    ("2026-03-09T09:00", "2026-03-09T09:00"),  # Monday, open
    ("2026-03-09T07:15", "2026-03-09T08:30"),
    ("2026-03-09T12:00", "2026-03-09T14:30"),  # the very moment of closing is closed
    ("2026-03-09T17:30", "2026-03-10T08:30"),
    ("2026-03-13T20:00", "2026-03-16T08:30"),  # Friday evening: Monday
    ("2026-10-01T09:00", "2026-10-10T08:30"),  # National Day till the 7th, the 10th is a make-up Saturday
])
def test_a_reminder_leaves_in_office_hours(now, leaves):
    off = {datetime(2026, 10, day).date(): "国庆节" for day in (1, 2, 5, 6, 7, 8, 9)}
    calendar = WorkingCalendar(days_off=off, makeup_days={datetime(2026, 10, 10).date(): "国庆节"})
    assert send_from(Entry.OVERDUE, at(now), calendar) == at(leaves)
    assert send_from(Entry.DISPATCHED, at(now), calendar) == at(now)


def test_each_rest_is_longer_till_the_longest():
    rests = [retry_after(failures) for failures in range(1, len(REST) + 3)]
    assert rests[0] == timedelta(minutes=1) and rests == sorted(rests)
    assert rests[-1] == rests[-2] == REST[-1]


@pytest.mark.parametrize("good", ["liming@example.gov.cn", " li.ming+12345@mail.example.gov.cn "])
def test_an_address_is_trimmed(good):
    assert clean_address(good) == good.strip()


@pytest.mark.parametrize("bad", [
    "liming", "liming@", "@example.gov.cn", "liming@localhost", "a b@example.gov.cn", "李明@example.gov.cn",
    "a@example.gov.cn\r\nBcc: b@example.com", "a@example.gov.cn, b@example.gov.cn", "x" * 250 + "@example.gov.cn",
    "李 <a@example.gov.cn>",
])
def test_what_is_no_address_is_refused_at_its_field(bad):
    with pytest.raises(Invalid) as refused:
        clean_address(bad)
    assert refused.value.field == "email"


def test_nothing_is_no_address():
    assert clean_address("  ") is None


def test_a_sentence_is_said_with_its_words_and_moments():
    data = {"lead": "区城管局", "co": "", "due": "2026-03-30T17:30:00+08:00", "note": "速办"}
    words = said(Entry.DISPATCHED, data, lambda text: {"无": "none"}.get(text, text), lambda moment: f"{moment:%m-%d}")
    assert words == "派单至主办 区城管局，协办 none，答复期限 03-30"
