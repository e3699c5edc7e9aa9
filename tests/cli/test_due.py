"""tracker due: the ten vectors of the trade's rules on the command line, and what it answers to slips."""

from datetime import date, datetime

import pytest

from tracker import clock
from tracker.cli.due import command
from tracker.domain.deadlines import Limit
from tracker.domain.limits import LimitRow
from tracker.domain.permissions import PROGRAM
from tracker.domain.words import RequestType, Unit, Urgency
from tracker.usecases.add_limit import add_limit
from tracker.usecases.switch_on_preset import switch_on_preset

LONG_AGO = datetime(2022, 9, 1, 9, 0, tzinfo=clock.LOCAL)

VECTORS = [
    ("2026-02-13", 2, "2026-02-24"),  # Friday; Saturday 02-14 works, then 春节 to 02-23
    ("2026-02-13", 10, "2026-03-05"),  # Saturday 02-28 works
    ("2026-02-20", 2, "2026-02-25"),  # received on a holiday
    ("2026-04-30", 15, "2026-05-25"),  # Saturday 05-09 works
    ("2026-09-19", 1, "2026-09-20"),  # received on a Saturday, Sunday 09-20 works
    ("2026-09-24", 5, "2026-10-09"),  # 中秋 and 国庆 between
    ("2026-09-30", 10, "2026-10-20"),  # Saturday 10-10 works
    ("2025-12-31", 2, "2026-01-05"),  # the year changes, Sunday 01-04 works
    ("2025-01-24", 5, "2025-02-07"),  # Sunday 01-26 works
    ("2025-09-30", 2, "2025-10-10"),
]


@pytest.fixture
def tracker(app):
    """Run the command; returns the result."""
    runner = app.test_cli_runner()
    return lambda *args: runner.invoke(command, args)


def _urgent_row(days):
    row = LimitRow(
        id=None, request_type=RequestType.CONSULT, order_class=None, urgency=Urgency.CRITICAL, sign=None, contact=None,
        reply=Limit(days, Unit.WORKING_DAY), callback=None, legal_basis="测试用时限", effective_from=LONG_AGO.date(),
    )
    add_limit(row, by=PROGRAM, now=LONG_AGO)


@pytest.mark.parametrize("received, days, due", VECTORS)
def test_the_vectors_of_the_rules(tracker, received, days, due):
    _urgent_row(days)
    result = tracker("--at", f"{received}T10:00", "--type", "咨询", "--urgency", "特急")
    assert result.exit_code == 0, result.output
    assert result.output.splitlines()[0] == f"{due}T17:30:00+08:00"


def test_the_shipped_limit_for_a_question(tracker):
    lines = tracker("--at", "2026-02-13T10:00", "--type", "咨询").output.splitlines()
    assert lines[0] == "2026-02-24T17:30:00+08:00"
    assert lines[1].startswith("答复时限：2 个工作日")
    assert any("春节" in line for line in lines)
    # Every day from the start to the due day is accounted for.
    assert sum(line.startswith("  2026-02-") for line in lines) == 12


def test_codes_do_as_well_as_labels(tracker):
    assert tracker("--at", "2026-02-13T10:00", "--type", "consult").output == tracker(
        "--at", "2026-02-13T10:00", "--type", "咨询").output


def test_a_zone_that_is_written_counts(tracker):
    # 23:30 on the 12th in London is 07:30 on the 13th in the office.
    late = tracker("--at", "2026-02-12T23:30+00:00", "--type", "咨询")
    assert late.output.splitlines()[0] == "2026-02-24T17:30:00+08:00"


def test_the_fast_lane_of_enterprises(tracker):
    switch_on_preset("enterprise-124", start=date(2022, 9, 1), by=PROGRAM, now=LONG_AGO)
    plain = tracker("--at", "2026-03-09T09:00", "--type", "投诉")
    lane = tracker("--at", "2026-03-09T09:00", "--type", "投诉", "--class", "涉企工单")
    contact = tracker("--at", "2026-03-09T11:30", "--type", "投诉", "--class", "涉企工单", "--step", "首次联系")
    first = [result.output.splitlines()[0] for result in (plain, lane, contact)]
    # One working hour from 11:30 passes over the midday break.
    assert first == ["2026-03-30T17:30:00+08:00", "2026-03-13T17:30:00+08:00", "2026-03-09T15:00:00+08:00"]


def test_the_day_may_end_at_midnight(tracker):
    result = tracker("--at", "2026-02-13T10:00", "--type", "咨询", "--day-end", "24:00")
    assert result.output.splitlines()[0] == "2026-02-24T23:59:59+08:00"


def test_a_provisional_year_says_so(tracker):
    result = tracker("--at", "2026-12-30T10:00", "--type", "咨询")
    assert "2027 年的放假安排尚未公布" in result.output


@pytest.mark.parametrize("args, words", [
    (["--at", "soon", "--type", "咨询"], ["2026-02-13T10:00"]),
    (["--at", "2026-02-13T10:00", "--type", "聊天"], ["咨询（consult）", "其他（other）"]),
    (["--at", "2026-02-13T10:00", "--type", "咨询", "--class", "x"], ["涉企工单（enterprise）"]),
    (["--type", "咨询"], ["--at"]),
])
def test_a_slip_is_answered_with_what_is_allowed(tracker, args, words):
    result = tracker(*args)
    assert result.exit_code == 2
    assert all(word in result.output for word in words)


@pytest.mark.parametrize("at", ["2020-01-06T10:00", "2300-01-01T10:00"])
def test_a_day_without_a_limit_or_a_calendar_is_refused_in_words(tracker, at):
    result = tracker("--at", at, "--type", "咨询")
    assert result.exit_code == 1
    assert result.output.startswith("Error: ") and "Traceback" not in result.output
