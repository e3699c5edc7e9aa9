"""研判与重办: a caller's no is judged by a person; what is done again has a new limit and a fresh light."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests.office import ANSWER, HOUSING, MARKET, PLEASED, order, story
from tracker.clock import LOCAL
from tracker.domain.refusals import Invalid, InvalidEntries, NotFound, NotPermitted, OutOfTurn, Stale
from tracker.domain.road_words import PartEnd
from tracker.domain.words import CallbackOutcome, ContactMethod, Light, Part, Satisfaction, Solved, Stage, Step
from tracker.reads.desk import queue
from tracker.reads.order_page import order_page
from tracker.store import promises
from tracker.store.db import db, transaction
from tracker.store.models import Assignment, Promise, Reply, SettingRow, TimelineEntry
from tracker.usecases.dispatch_order import dispatch_order
from tracker.usecases.exclude_unit import exclude_unit
from tracker.usecases.flag_due_orders import Flagged, flag_due_orders
from tracker.usecases.judge_redo import let_stand, redo_order
from tracker.usecases.record_callback import Attempt, record_callback
from tracker.usecases.record_contact import record_contact
from tracker.usecases.review_reply import pass_reply
from tracker.usecases.sign_order import sign_order
from tracker.usecases.submit_reply import submit_reply

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
UNHAPPY = Attempt(CallbackOutcome.REACHED, Solved.NO, Satisfaction.DISSATISFIED, reason="油烟还是很大。")
SILENT = Attempt(CallbackOutcome.NO_ANSWER)


def judged(office, attempt=UNHAPPY, now=None, **changes):
    """An order whose caller said no on Wednesday 2026-03-11."""
    order_id = office.travelled("passed", now, **changes)
    record_callback(order_id, attempt, by=office.caller_back, now=(now or office.now) + 2 * DAY)
    return order_id


def once_more(office, order_id, handler, start):
    """The second round as far as the callback, a day long."""
    sign_order(order_id, by=handler, now=start)
    record_contact(order_id, at=start, method=ContactMethod.VISIT, whom="温小姐", by=handler, now=start + HOUR)
    submit_reply(order_id, ANSWER, by=handler, now=start + 2 * HOUR)
    pass_reply(order_id, by=office.reviewer, now=start + 3 * HOUR)


def local(moment):
    return moment.astimezone(LOCAL).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize("attempt", [
    Attempt(CallbackOutcome.REACHED, Solved.YES, Satisfaction.DISSATISFIED, reason="态度差"),
    Attempt(CallbackOutcome.REACHED, Solved.PARTLY, Satisfaction.VERY_DISSATISFIED, reason="只做了一半"),
    Attempt(CallbackOutcome.REACHED, Solved.NO, Satisfaction.BASICALLY, reason="还没弄好"),
])
def test_a_caller_who_says_no_is_judged_and_nothing_is_closed(store_office, now, attempt):
    order_id = judged(store_office, attempt)
    waiting = order(order_id)
    assert (waiting.stage, waiting.closed_at, waiting.satisfaction) == (Stage.TO_JUDGE, None, None)
    assert story(order_id)[-2:] == ["called_back", "sent_to_judge"]
    assert promises.open_promise(order_id, Step.CALLBACK) is None  # the callback was done in time
    assert [row.id for row in queue("to_judge", by=store_office.reviewer, now=now).rows] == [order_id]


@pytest.mark.parametrize("attempt", [
    PLEASED,
    Attempt(CallbackOutcome.REACHED, Solved.PARTLY, Satisfaction.BASICALLY),
])
def test_whoever_is_content_closes_the_order_as_before(store_office, attempt):
    assert order(judged(store_office, attempt)).stage is Stage.CLOSED


def test_whether_unsolved_alone_is_judged_is_a_setting(store_office, now):
    with transaction() as session:
        session.add(SettingRow(
            key="unsolved_to_judge", value="no", effective_from=date(2026, 1, 1), set_at=now, set_by="系统管理员"))
    understanding = Attempt(CallbackOutcome.REACHED, Solved.NO, Satisfaction.SATISFIED, reason="政策如此，可以理解")
    closed = order(judged(store_office, understanding))
    assert (closed.stage, closed.solved, closed.satisfaction) == (Stage.CLOSED, Solved.NO, Satisfaction.SATISFIED)
    assert order(judged(store_office, UNHAPPY)).stage is Stage.TO_JUDGE


def test_an_unsolved_matter_needs_the_callers_words(office, now):
    order_id = office.travelled("passed")
    with pytest.raises(InvalidEntries) as refused:
        record_callback(order_id, Attempt(CallbackOutcome.REACHED, Solved.NO, Satisfaction.SATISFIED),
                        by=office.caller_back, now=now + 2 * DAY)
    assert [problem.field for problem in refused.value.problems] == ["reason"]


def test_letting_it_stand_closes_with_what_the_caller_said(store_office, now):
    order_id = judged(store_office)
    let_stand(order_id, reason="已依法处罚，诉求超出法律规定", by=store_office.supervisor, now=now + 3 * DAY)
    closed = order(order_id)
    assert (closed.stage, closed.closed_at) == (Stage.CLOSED, now + 3 * DAY)
    assert (closed.solved, closed.satisfaction) == (Solved.NO, Satisfaction.DISSATISFIED)
    assert closed.working_days_taken == 3  # Monday to Thursday, the day of receipt not counted
    told = db.session.scalar(select(TimelineEntry).where(TimelineEntry.kind == "stood"))
    assert told.data == {"solved": "未解决", "satisfaction": "不满意", "reason": "已依法处罚，诉求超出法律规定"}


def test_a_redo_goes_back_with_a_new_limit_and_nothing_of_the_last_round(store_office, now):
    order_id = judged(store_office)
    at = now + 3 * DAY
    redo_order(order_id, reason="整改不到位", by=store_office.reviewer, now=at)
    again = order(order_id)
    assert (again.stage, again.redo_count, again.lead_id) == (Stage.TO_SIGN, 1, store_office.units[MARKET])
    assert (again.signed_at, again.contacted_at, again.replied_at, again.reviewed_at, again.public_answer) == (
        None, None, None, None, None)
    # Thursday 2026-03-12 + 5 working days = Thursday 2026-03-19
    assert local(again.due_at) == "2026-03-19 17:30"
    assert {step for step in Step if promises.open_promise(order_id, step)} == {Step.SIGN, Step.CONTACT, Step.REPLY}
    assert local(promises.open_promise(order_id, Step.SIGN).due_at) == "2026-03-13 17:30"  # as the limit table says
    rounds = db.session.scalars(select(Promise).where(Promise.order_id == order_id, Promise.superseded_at == at))
    assert {promise.step for promise in rounds} == {Step.SIGN, Step.CONTACT, Step.REPLY, Step.CALLBACK}


def test_what_the_last_round_did_is_kept_in_its_rows(store_office, now):
    order_id = judged(store_office)
    redo_order(order_id, reason="整改不到位", by=store_office.reviewer, now=now + 3 * DAY)
    old, new = db.session.scalars(select(Assignment).where(Assignment.order_id == order_id).order_by(Assignment.id))
    assert (old.end_reason, old.ended_at, old.signed_at is not None) == (PartEnd.REDONE, now + 3 * DAY, True)
    assert (new.part, new.ended_at, new.signed_at) == (Part.LEAD, None, None)
    assert db.session.scalar(select(Reply.public_answer).where(Reply.order_id == order_id)) == ANSWER.public_answer
    told = db.session.scalar(select(TimelineEntry).where(TimelineEntry.kind == "redone"))
    assert told.data == {"count": 1, "lead": MARKET, "due": "2026-03-19T17:30:00+08:00", "reason": "整改不到位"}


def test_an_order_that_was_late_is_not_overdue_the_moment_it_reopens(store_office, now):
    order_id = store_office.travelled("contacted")
    late = order(order_id).due_at + DAY
    submit_reply(order_id, ANSWER, by=store_office.market, now=late)
    pass_reply(order_id, by=store_office.reviewer, now=late + HOUR)
    record_callback(order_id, UNHAPPY, by=store_office.caller_back, now=late + 2 * HOUR)
    at = late + 3 * HOUR
    redo_order(order_id, reason="整改不到位", by=store_office.reviewer, now=at)
    shown = order_page(order_id, by=store_office.market, now=at)
    assert (shown.deadline.step, shown.deadline.light) == (Step.REPLY, Light.ON_TIME)
    (row,) = queue("unit", by=store_office.market, now=at).rows
    assert row.deadline.light is Light.ON_TIME and row.pressing.step in (Step.SIGN, Step.CONTACT)
    assert flag_due_orders(now=at) == Flagged()
    assert [one.deadline.step for one in shown.promises].count(Step.REPLY) == 1  # the old one is history


def test_the_second_round_travels_the_whole_road(store_office, now):
    order_id = judged(store_office)
    redo_order(order_id, reason="整改不到位", by=store_office.reviewer, now=now + 3 * DAY)
    once_more(store_office, order_id, store_office.market, now + 4 * DAY)
    record_callback(order_id, PLEASED, by=store_office.caller_back, now=now + 5 * DAY)
    closed = order(order_id)
    assert (closed.stage, closed.satisfaction, closed.redo_count) == (Stage.CLOSED, Satisfaction.SATISFIED, 1)


def test_a_redo_may_go_to_another_unit_and_the_old_one_sees_it_no_more(store_office, now):
    order_id = judged(store_office)
    redo_order(order_id, reason="应由住建部门办理", lead_id=store_office.units[HOUSING], by=store_office.supervisor,
               now=now + 3 * DAY)
    with pytest.raises(NotFound):
        sign_order(order_id, by=store_office.market, now=now + 3 * DAY)
    once_more(store_office, order_id, store_office.housing, now + 4 * DAY)
    assert order(order_id).stage is Stage.TO_CALL_BACK


def test_a_redo_may_have_co_handlers_with_a_limit_of_their_own(store_office, now):
    order_id = judged(store_office)
    redo_order(order_id, reason="须住建配合", co_ids=[store_office.units[HOUSING]], by=store_office.reviewer,
               now=now + 3 * DAY)
    parts = db.session.scalars(select(Assignment).where(
        Assignment.order_id == order_id, Assignment.ended_at.is_(None)).order_by(Assignment.part))
    assert {(part.department.name, part.part, part.due_at and local(part.due_at)) for part in parts} == {
        (MARKET, Part.LEAD, None), (HOUSING, Part.CO, "2026-03-19 17:30")}
    sign_order(order_id, by=store_office.housing, now=now + 3 * DAY)
    assert order(order_id).stage is Stage.TO_SIGN


def test_a_unit_that_must_keep_away_gets_no_redo(office, now):
    order_id = judged(office)
    exclude_unit(order_id, office.units[HOUSING], reason="被投诉单位", by=office.dispatcher, now=now + 2 * DAY)
    with pytest.raises(Invalid, match="须回避"):
        redo_order(order_id, reason="x", lead_id=office.units[HOUSING], by=office.reviewer, now=now + 3 * DAY)
    with pytest.raises(Invalid) as refused:
        redo_order(order_id, reason="x", lead_id=999999, by=office.reviewer, now=now + 3 * DAY)
    assert refused.value.field == "lead_id"
    assert order(order_id).stage is Stage.TO_JUDGE


def test_silence_is_counted_anew_in_every_round(store_office, now):
    order_id = store_office.travelled("passed")
    for hours in (30, 31):
        record_callback(order_id, SILENT, by=store_office.caller_back, now=now + hours * HOUR)
    record_callback(order_id, UNHAPPY, by=store_office.caller_back, now=now + 2 * DAY)
    redo_order(order_id, reason="整改不到位", by=store_office.reviewer, now=now + 3 * DAY)
    once_more(store_office, order_id, store_office.market, now + 4 * DAY)
    with pytest.raises(Invalid, match="第 1 次回访"):
        record_callback(order_id, Attempt(CallbackOutcome.NO_ANSWER, close_unreached=True),
                        by=store_office.caller_back, now=now + 5 * DAY)


def test_the_third_redo_is_hard_and_told_once(store_office, now):
    order_id, at = judged(store_office), now + 3 * DAY
    for round_ in (1, 2, 3, 4):
        redo_order(order_id, reason="仍未解决", by=store_office.reviewer, now=at)
        assert (order(order_id).redo_count, order(order_id).is_hard) == (round_, round_ >= 3)
        once_more(store_office, order_id, store_office.market, at + DAY)
        record_callback(order_id, UNHAPPY, by=store_office.caller_back, now=at + 2 * DAY)
        at += 3 * DAY
    assert story(order_id).count("turned_hard") == 1
    told = db.session.scalar(select(TimelineEntry).where(TimelineEntry.kind == "turned_hard"))
    assert told.data == {"cause": "多次重办"}


def test_a_judgement_needs_a_reason_and_the_right(office, now):
    order_id = judged(office)
    for call in (redo_order, let_stand):
        with pytest.raises(Invalid) as refused:
            call(order_id, reason="  ", by=office.reviewer, now=now + 3 * DAY)
        assert refused.value.field == "reason"
        with pytest.raises(NotPermitted):
            call(order_id, reason="x", by=office.caller_back, now=now + 3 * DAY)
        with pytest.raises(OutOfTurn):
            call(office.travelled("passed"), reason="x", by=office.reviewer, now=now + 3 * DAY)


def test_of_two_who_judge_at_once_the_second_is_told(store_office, now):
    order_id = judged(store_office)
    seen = order(order_id).version
    redo_order(order_id, reason="整改不到位", version=seen, by=store_office.reviewer, now=now + 3 * DAY)
    with pytest.raises(Stale):
        let_stand(order_id, reason="维持", version=seen, by=store_office.supervisor, now=now + 3 * DAY)
    assert order(order_id).stage is Stage.TO_SIGN


def test_what_was_settled_about_a_unit_binds_it_in_the_redo_and_nobody_else(store_office, now):
    """The market bureau was named by arbitration; the housing bureau has not been heard."""
    same, another = (judged_after_arbitration(store_office, now) for _ in range(2))
    redo_order(same, reason="没有解决。", by=store_office.reviewer, now=now + 3 * DAY)
    redo_order(
        another, reason="没有解决。", lead_id=store_office.units[HOUSING], by=store_office.reviewer, now=now + 3 * DAY)
    assert order(same).no_more_returns and story(same)[-2:] == ["redone", "arbitrated"]
    assert not order(another).no_more_returns and story(another)[-1] == "redone"


def judged_after_arbitration(office, now):
    """Returned by nobody: the dispatcher named the lead for good at once."""
    order_id = office.register()
    dispatch_order(order_id, lead_id=office.units[MARKET], is_final=True, by=office.dispatcher, now=now)
    once_more(office, order_id, office.market, now)
    record_callback(order_id, UNHAPPY, by=office.caller_back, now=now + DAY)
    return order_id
