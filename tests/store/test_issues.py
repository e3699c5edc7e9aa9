"""What a period's bulletin prints of the prominent issues: counts, the period before, state and words of that time."""

from datetime import date, datetime
from fractions import Fraction

from tests.factories.stored import stored_order
from tests.office import MARKET
from tracker import clock
from tracker.domain.issues import Assault, IssueMark, IssueState, Naming
from tracker.domain.periods import month_period
from tracker.domain.words import Stage
from tracker.store.db import db
from tracker.store.issues import issues_of
from tracker.usecases.follow_issue import close_issue, drop_issue, plan_issue
from tracker.usecases.mark_issue import mark_issue


def at(month, day, hour=10):
    return datetime(2026, month, day, hour, tzinfo=clock.LOCAL)


def month(text, now=at(12, 31)):
    return month_period(text, now)


def marked(office, *received, name="电梯停运", now=at(3, 5)):
    order_ids = [stored_order(moment).id for moment in received]
    db.session.commit()
    naming = Naming(name, (IssueMark.PUBLIC, IssueMark.BUSINESS), "老旧电梯停运。")
    return mark_issue(naming, order_ids, by=office.supervisor, now=now), order_ids


def planned(office, issue_id, topic=None, now=at(3, 6)):
    plan = Assault(office.units[MARKET], (), "逐台排查。", date(2026, 3, 6), date(2026, 3, 31), topic)
    plan_issue(issue_id, plan, by=office.supervisor, now=now)


def test_an_issue_is_counted_in_its_month_against_the_month_before(store_office):
    office = store_office
    issue_id, _ids = marked(
        office, at(1, 20), at(2, 3), at(2, 28, 23), at(3, 1, 0), at(3, 2), at(3, 31, 23), now=at(3, 31, 23))
    (line,) = issues_of(month("2026-03"))
    assert (line.issue_id, line.name, line.marks) == (issue_id, "电梯停运", (IssueMark.PUBLIC, IssueMark.BUSINESS))
    assert (line.count, line.before, line.total, line.growth) == (3, 2, 6, Fraction(1, 2))
    assert (line.state, line.lead_unit, line.text, line.is_topic) == (IssueState.WATCHED, "", "老旧电梯停运。", False)
    (april,) = issues_of(month("2026-04"))
    assert (april.count, april.before, april.growth) == (0, 3, Fraction(-1))


def test_what_was_new_in_the_month_has_no_growth(store_office):
    marked(store_office, at(3, 1), at(3, 2))
    assert [line.growth for line in issues_of(month("2026-03"))] == [None]


def test_a_running_month_is_set_against_as_many_days_of_the_month_before(store_office):
    marked(store_office, at(2, 2), at(2, 27), at(3, 2), at(3, 3))
    (line,) = issues_of(month("2026-03", now=at(3, 5, 12)))
    assert (line.count, line.before) == (2, 1)


def test_state_and_words_are_those_of_the_periods_end(store_office):
    office = store_office
    issue_id, _ids = marked(office, at(3, 1))
    planned(office, issue_id, "2026-03")
    close_issue(issue_id, "更换主板三台。", by=office.supervisor, now=at(4, 9))
    march, april = issues_of(month("2026-03"))[0], issues_of(month("2026-04"))[0]
    assert (march.state, march.text, march.lead_unit, march.is_topic) == (
        IssueState.TACKLED, "逐台排查。", MARKET, True)
    assert (april.state, april.text, april.is_topic) == (IssueState.CLOSED, "更换主板三台。", False)
    assert issues_of(month("2026-05")) == []
    assert issues_of(month("2026-02")) == []  # not yet named


def test_what_was_dropped_is_no_issue_and_voided_orders_do_not_count(store_office):
    office = store_office
    dropped, _ids = marked(office, at(3, 1), name="误立")
    drop_issue(dropped, "一人多报。", by=office.supervisor, now=at(3, 8))
    _kept, order_ids = marked(office, at(3, 1), at(3, 2))
    stored_order(at(3, 3))
    gone = stored_order(at(3, 4), stage=Stage.VOIDED, ended_at=at(3, 5))
    assert gone.id not in order_ids
    assert [(line.name, line.count) for line in issues_of(month("2026-03"))] == [("电梯停运", 2)]


def test_the_months_topic_stands_first_then_whatever_has_most_orders(store_office):
    office = store_office
    marked(office, at(3, 1), name="少")
    marked(office, at(3, 1), at(3, 2), name="多")
    topic, _ids = marked(office, at(2, 1), name="每月一题")
    planned(office, topic, "2026-03")
    assert [line.name for line in issues_of(month("2026-03"))] == ["每月一题", "多", "少"]
    assert [line.name for line in issues_of(month("2026-04"))] == ["多", "少", "每月一题"]  # all of March
