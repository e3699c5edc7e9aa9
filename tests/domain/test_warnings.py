"""Warning marks: how they are written, when each is reached, which of them apply; the morning digest's headings."""

from datetime import datetime

import pytest

from tracker.domain.calendar import WorkingCalendar
from tracker.domain.deadlines import LOCAL
from tracker.domain.warnings import (
    WATCHED,
    Heading,
    Reached,
    Span,
    headings,
    last_reached,
    marked_at,
    parse_marks,
    written_marks,
)
from tracker.domain.words import Step, Unit

PLAIN = WorkingCalendar(official_years=frozenset({2026}))


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


WEEK = Span(at("2026-03-09 09:00"), at("2026-03-16 17:30"), Unit.WORKING_DAY)
"Monday to Monday: five working days."


@pytest.mark.parametrize(("text", "written"), [
    ("48,24", "48,24"), ("48小时，24", "48,24"), ("50％、80%", "50%,80%"), (" 16工作小时 ; 4 ", "16工作小时,4"),
    ("24,24,48", "24,48"), ("16wh,24h", "16工作小时,24"),
])
def test_marks_are_read_as_people_write_them(text, written):
    assert written_marks(parse_marks(text)) == written


@pytest.mark.parametrize("text", ["", "48,", "soon", "0", "721", "100%", "0%", "-5", "1,2,3,4,5,6", "4.5", "48天"])
def test_what_is_no_mark_is_refused(text):
    with pytest.raises(ValueError):
        parse_marks(text)


@pytest.mark.parametrize(("mark", "reached"), [
    ("48", "2026-03-14 17:30"),          # Saturday: natural hours know no weekend
    ("6工作小时", "2026-03-16 09:00"),     # three before noon, three after
    ("8工作小时", "2026-03-13 16:00"),     # six and a half on Monday, the rest on Friday afternoon
    ("50%", "2026-03-12 08:45"),         # of 6 + 5 × 6.5 = 38.5 office hours 19.25: 6, 6.5, 6.5 and a quarter
])
def test_when_a_mark_is_reached(mark, reached):
    assert marked_at(parse_marks(mark)[0], WEEK, PLAIN) == at(reached)


def test_a_share_of_natural_days_is_a_share_of_the_clock():
    month = Span(at("2026-03-01 00:00"), at("2026-03-31 00:00"), Unit.NATURAL_DAY)
    assert marked_at(parse_marks("80%")[0], month, PLAIN) == at("2026-03-25 00:00")


def test_a_mark_before_the_start_does_not_apply():
    hour = Span(at("2026-03-09 09:00"), at("2026-03-09 10:00"), Unit.WORKING_HOUR)
    light = at("2026-03-09 09:30")
    marks = parse_marks("48,24")
    assert last_reached(marks, hour, light, at("2026-03-09 09:29"), PLAIN) is None
    assert last_reached(marks, hour, light, light, PLAIN) == Reached("", light)


def test_the_latest_of_several_is_told():
    marks = parse_marks("24,48")
    assert last_reached(marks, WEEK, WEEK.due, at("2026-03-14 12:00"), PLAIN) is None
    assert last_reached(marks, WEEK, WEEK.due, at("2026-03-15 12:00"), PLAIN).mark == "48"
    assert last_reached(marks, WEEK, WEEK.due, at("2026-03-16 08:30"), PLAIN).mark == "24"


def test_every_step_is_watched_somewhere():
    assert set(WATCHED) == set(Step) and all(WATCHED.values())


@pytest.mark.parametrize(("step", "due", "under"), [
    (Step.REPLY, "2026-03-09 08:00", (Heading.OVERDUE,)),
    (Step.REPLY, "2026-03-09 17:30", (Heading.DUE_TODAY,)),
    (Step.REPLY, "2026-03-10 17:30", ()),
    (Step.SIGN, "2026-03-10 17:30", (Heading.UNSIGNED,)),
    (Step.SIGN, "2026-03-08 17:30", (Heading.OVERDUE, Heading.UNSIGNED)),
    (Step.CONTACT, "2026-03-09 17:30", (Heading.DUE_TODAY, Heading.UNCONTACTED)),
    (Step.CO, "2026-03-06 17:30", (Heading.CO_LATE,)),
    (Step.INTERIM, "2026-03-09 17:30", (Heading.INTERIM_DUE,)),
])
def test_under_which_heading_a_promise_stands(step, due, under):
    assert headings(step, at(due), at("2026-03-09 08:30")) == under


@pytest.mark.parametrize(("moment", "is_open", "opened"), [
    ("2026-03-09 08:29", False, "2026-03-06 08:30"),
    ("2026-03-09 08:30", True, "2026-03-09 08:30"),
    ("2026-03-09 12:00", False, "2026-03-09 08:30"),
    ("2026-03-09 17:29", True, "2026-03-09 08:30"),
    ("2026-03-09 17:30", False, "2026-03-09 08:30"),
    ("2026-03-14 10:00", False, "2026-03-13 08:30"),
])
def test_when_the_office_is_open(moment, is_open, opened):
    assert PLAIN.is_open(at(moment)) is is_open
    assert PLAIN.last_opening(at(moment)) == at(opened)
