"""突出问题: what a plan must say, and how a target date stands."""

from datetime import date, timedelta

import pytest

from tracker.domain.filters import IDS_MOST, read_ids
from tracker.domain.issues import Assault, IssueMark, IssueState, Naming, listed, target_light
from tracker.domain.words import Light

TARGET = date(2026, 3, 20)


@pytest.mark.parametrize(("today", "light"), [
    (date(2026, 3, 12), Light.ON_TIME), (date(2026, 3, 13), Light.DUE_SOON), (TARGET, Light.DUE_SOON),
    (date(2026, 3, 21), Light.OVERDUE),
])
def test_the_light_of_a_target_date_seven_days_ahead(today, light):
    assert target_light(IssueState.TACKLED, TARGET, None, today, warn=7) is light


def test_what_ended_was_in_time_or_late_and_what_was_dropped_has_no_date():
    assert target_light(IssueState.CLOSED, TARGET, TARGET, TARGET, 7) is Light.MET
    assert target_light(IssueState.CLOSED, TARGET, TARGET + timedelta(days=1), TARGET, 7) is Light.LATE
    assert target_light(IssueState.DROPPED, TARGET, TARGET, TARGET, 7) is Light.NONE
    assert target_light(IssueState.WATCHED, None, None, TARGET, 7) is Light.NONE


@pytest.mark.parametrize(("plan", "field"), [
    (Assault(None, (), "排查", TARGET, TARGET), "lead_id"), (Assault(1, (1,), "排查", TARGET, TARGET), "co_ids"),
    (Assault(1, (), " ", TARGET, TARGET), "plan"), (Assault(1, (), "排查", None, TARGET), "start_on"),
    (Assault(1, (), "排查", TARGET, None), "target_on"),
    (Assault(1, (), "排查", TARGET, TARGET - timedelta(days=1)), "target_on"),
])
def test_a_plan_says_who_what_and_till_when(plan, field):
    assert [problem.field for problem in plan.problems()] == [field]


def test_a_name_and_a_mark_are_needed():
    assert [problem.field for problem in Naming(" ", ()).problems()] == ["name", "marks"]
    assert not Naming("电梯停运", (IssueMark.PUBLIC,)).problems()


def test_a_sentence_names_five_orders_and_hints_at_the_rest():
    assert listed(["1", "2"]) == "1、2" and listed(list("1234567")) == "1、2、3、4、5…"


def test_ids_of_an_address():
    assert read_ids("3,1,3") == (3, 1)
    for wrong in ("", "1,", "a", "1;2", "-1", "0", str(2**31), ",".join(map(str, range(1, IDS_MOST + 2)))):
        with pytest.raises(ValueError):
            read_ids(wrong)
