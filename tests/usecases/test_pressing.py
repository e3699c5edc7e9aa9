"""催办, 督办, 挂账 and 归档: pressure that leaves the handling alone, and orders that cannot be solved soon."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests.office import ANSWER, HOUSING, MARKET, PLEASED, order, story
from tracker.domain.hurdles import Hindered
from tracker.domain.refusals import Invalid, InvalidEntries, NotPermitted, OutOfTurn
from tracker.domain.road_words import SupervisionLevel
from tracker.domain.words import Stage, Step
from tracker.reads.ledgers import hard_orders, supervisions
from tracker.store.db import db
from tracker.store.models import HardCase, Promise, Supervision, TimelineEntry
from tracker.usecases.archive_orders import archive_order, archive_orders
from tracker.usecases.keep_hard_ledger import Plan, ask_hard, deny_hard, end_hard, grant_hard, plan_hard
from tracker.usecases.record_callback import record_callback
from tracker.usecases.redispatch_order import redispatch_order
from tracker.usecases.refuse_order import refuse_order
from tracker.usecases.review_reply import pass_reply
from tracker.usecases.submit_reply import submit_reply
from tracker.usecases.supervise_order import Notice, answer_supervision, close_supervision, supervise_order
from tracker.usecases.urge_order import urge_order

WRITTEN = Notice(SupervisionLevel.WRITTEN, "群众多次反映，请限期解决。", "请市监局高度重视。")


def promise(order_id, step):
    db.session.expire_all()
    return db.session.scalar(
        select(Promise).where(Promise.order_id == order_id, Promise.step == step).order_by(Promise.id.desc()))


def test_an_urge_is_counted_and_told_and_changes_no_deadline(store_office, now):
    order_id = store_office.travelled("signed")
    due = order(order_id).due_at
    for hours in (1, 2):
        urge_order(order_id, "请尽快联系诉求人。", by=store_office.supervisor, now=now + timedelta(hours=hours))
    urged = order(order_id)
    assert (urged.urge_count, urged.supervision_count, urged.due_at) == (2, 0, due)
    assert urged.stage is Stage.HANDLING
    assert story(order_id)[-2:] == ["urged", "urged"]


def test_an_urge_says_something_and_goes_to_a_unit(office, now):
    waiting = office.register()
    with pytest.raises(OutOfTurn):
        urge_order(waiting, "请尽快派单。", by=office.supervisor, now=now)
    with pytest.raises(Invalid):
        urge_order(office.travelled("signed"), "  ", by=office.supervisor, now=now)
    with pytest.raises(NotPermitted):
        urge_order(office.travelled("signed"), "请办理。", by=office.market, now=now)


def test_a_notice_has_a_number_a_due_moment_an_answer_and_an_end(store_office, now):
    order_id = store_office.travelled("signed")
    supervise_order(order_id, WRITTEN, by=store_office.supervisor, now=now + timedelta(hours=1))
    notice = db.session.scalar(select(Supervision).where(Supervision.order_id == order_id))
    assert notice.number == "梅江热线督〔2026〕1号"
    # Monday 2026-03-09 + 3 working days = Thursday 2026-03-12, till office close
    assert notice.due_at.astimezone(now.tzinfo).isoformat() == "2026-03-12T17:30:00+08:00"
    assert promise(order_id, Step.SUPERVISION).due_at == notice.due_at
    later = now + timedelta(days=1)
    answer_supervision(order_id, "已上门核实，本周内整改。", by=store_office.market, now=later)
    assert promise(order_id, Step.SUPERVISION).kept_at == later
    close_supervision(order_id, "整改到位。", by=store_office.supervisor, now=later + timedelta(days=1))
    closed = db.session.get(Supervision, notice.id)
    assert closed.closed_by == store_office.supervisor.name and closed.answer
    assert order(order_id).supervision_count == 1
    assert story(order_id)[-3:] == ["supervised", "supervision_answered", "supervision_closed"]


def test_numbers_of_notices_follow_each_other_within_a_year(office, now):
    for count in (1, 2):
        order_id = office.travelled("signed")
        supervise_order(order_id, WRITTEN, by=office.supervisor, now=now + timedelta(hours=1))
        found = db.session.scalar(select(Supervision.number).where(Supervision.order_id == order_id))
        assert found == f"梅江热线督〔2026〕{count}号"


def test_one_notice_at_a_time_and_each_answered_once(office, now):
    order_id = office.travelled("signed")
    later = now + timedelta(hours=1)
    supervise_order(order_id, WRITTEN, by=office.supervisor, now=later)
    with pytest.raises(Hindered, match="尚未办结"):
        supervise_order(order_id, WRITTEN, by=office.supervisor, now=later)
    answer_supervision(order_id, "正在办理。", by=office.market, now=later)
    with pytest.raises(Hindered, match="已经回复"):
        answer_supervision(order_id, "正在办理。", by=office.market, now=later)


def test_a_named_day_is_the_notices_due_day(office, now):
    order_id = office.travelled("signed")
    notice = Notice(SupervisionLevel.ESCALATED, "提级督办。", due_on=date(2026, 3, 20))
    supervise_order(order_id, notice, by=office.supervisor, now=now + timedelta(hours=1))
    given = promise(order_id, Step.SUPERVISION)
    assert given.due_at.astimezone(now.tzinfo).isoformat() == "2026-03-20T17:30:00+08:00"
    assert not given.is_counted


@pytest.mark.parametrize(("notice", "field"), [
    (Notice(SupervisionLevel.URGE, "催一催。"), "level"),
    (Notice(SupervisionLevel.TALK, " "), "message"),
    (Notice(SupervisionLevel.TALK, "约谈。", due_on=date(2026, 3, 6)), "due_on"),
])
def test_a_notice_that_cannot_be_says_where(office, now, notice, field):
    order_id = office.travelled("signed")
    with pytest.raises(InvalidEntries) as refused:
        supervise_order(order_id, notice, by=office.supervisor, now=now + timedelta(hours=1))
    assert [problem.field for problem in refused.value.problems] == [field]
    assert order(order_id).supervision_count == 0


def test_an_unanswered_notice_is_closed_with_a_reason_only(office, now):
    order_id = office.travelled("signed")
    supervise_order(order_id, WRITTEN, by=office.supervisor, now=now + timedelta(hours=1))
    with pytest.raises(Invalid):
        close_supervision(order_id, "", by=office.supervisor, now=now + timedelta(hours=2))
    close_supervision(order_id, "误发。", by=office.supervisor, now=now + timedelta(hours=2))
    assert promise(order_id, Step.SUPERVISION).superseded_at is not None


PLAN = Plan("三月底前完成管网改造立项。", date(2026, 3, 31))


def on_the_ledger(office, now, to="contacted"):
    order_id = office.travelled(to)
    ask_hard(order_id, "涉及管网改造，短期无法完成。", PLAN, by=office.market, now=now + timedelta(hours=1))
    grant_hard(order_id, note="同意。", by=office.supervisor, now=now + timedelta(hours=2))
    return order_id


def test_a_hard_order_is_approved_in_followed_and_approved_out(store_office, now):
    order_id = on_the_ledger(store_office, now)
    hard = order(order_id)
    assert hard.is_hard and hard.stage is Stage.HANDLING
    assert promise(order_id, Step.HARD).due_at.astimezone(now.tzinfo).date() == PLAN.next_on
    later = now + timedelta(days=7)
    plan_hard(order_id, Plan("已立项，四月开工。", date(2026, 4, 10)), by=store_office.market, now=later)
    assert promise(order_id, Step.HARD).due_at.astimezone(now.tzinfo).date() == date(2026, 4, 10)
    end_hard(order_id, note="改造完成。", by=store_office.supervisor, now=later + timedelta(days=1))
    case = db.session.scalar(select(HardCase).where(HardCase.order_id == order_id))
    assert case.ended_at is not None and case.next_on == date(2026, 4, 10)
    assert order(order_id).is_hard  # that it was one stays known
    assert story(order_id)[-5:] == ["hard_asked", "hard_granted", "turned_hard", "hard_planned", "hard_ended"]


def test_the_reply_is_still_due_while_the_order_is_on_the_ledger(office, now):
    due = order(office.travelled("contacted")).due_at
    assert order(on_the_ledger(office, now)).due_at == due


def test_a_denied_petition_leaves_an_ordinary_order(office, now):
    order_id = office.travelled("contacted")
    ask_hard(order_id, "困难较大。", PLAN, by=office.market, now=now + timedelta(hours=1))
    with pytest.raises(Invalid):
        deny_hard(order_id, note=" ", by=office.supervisor, now=now + timedelta(hours=2))
    deny_hard(order_id, note="不属疑难。", by=office.supervisor, now=now + timedelta(hours=2))
    assert not order(order_id).is_hard
    with pytest.raises(Hindered):
        plan_hard(order_id, PLAN, by=office.market, now=now + timedelta(hours=3))


@pytest.mark.parametrize("next_on", [date(2026, 3, 9), date(2026, 4, 9)])
def test_the_next_step_lies_within_the_set_days(office, now, next_on):
    """The 9th is today; with 30 days the last one is the 8th of April."""
    order_id = office.travelled("contacted")
    with pytest.raises(InvalidEntries) as refused:
        ask_hard(order_id, "困难。", Plan("计划。", next_on), by=office.market, now=now + timedelta(hours=1))
    assert refused.value.problems[0].field == "next_on"


def test_a_closed_order_is_archived_after_its_time_and_only_then(store_office, now):
    order_id = store_office.travelled("closed")
    closed_at = order(order_id).closed_at
    assert archive_orders(now=closed_at + timedelta(days=90) - timedelta(seconds=1)) == 0
    assert archive_orders(now=closed_at + timedelta(days=90)) == 1
    assert archive_orders(now=closed_at + timedelta(days=91)) == 0
    archived = order(order_id)
    assert archived.stage is Stage.ARCHIVED and archived.closed_at == closed_at
    assert story(order_id)[-1] == "archived"


def test_what_is_still_pressed_is_not_archived(office, now):
    order_id = office.travelled("contacted")
    supervise_order(order_id, WRITTEN, by=office.supervisor, now=now + timedelta(hours=1))
    submit_reply(order_id, ANSWER, by=office.market, now=now + timedelta(hours=2))
    pass_reply(order_id, by=office.reviewer, now=now + timedelta(hours=3))
    record_callback(order_id, PLEASED, by=office.caller_back, now=now + timedelta(hours=4))
    later = now + timedelta(days=200)
    assert archive_orders(now=later) == 0
    with pytest.raises(Hindered, match="尚未办结"):
        archive_order(order_id, by=office.supervisor, now=later)
    close_supervision(order_id, "已解决。", by=office.supervisor, now=later)
    assert archive_orders(now=later) == 1


def test_an_unanswered_notice_and_the_ledgers_plan_go_with_the_order_to_its_new_lead(store_office, now):
    order_id = on_the_ledger(store_office, now)
    later = now + timedelta(days=1)
    supervise_order(order_id, WRITTEN, by=store_office.supervisor, now=later)
    redispatch_order(
        order_id, lead_id=store_office.units[HOUSING], reason="属住建职责", by=store_office.dispatcher, now=later)
    assert story(order_id)[-2:] == ["redispatched", "supervision_passed_on"]
    line, = supervisions(by=store_office.housing, now=later)
    assert (line.order_id, line.notice.department.name) == (order_id, HOUSING)
    assert supervisions(by=store_office.market, now=later) == ()
    answer_supervision(order_id, "已接手，本周上门。", by=store_office.housing, now=later)
    told = db.session.scalar(select(TimelineEntry.data).where(TimelineEntry.kind == "supervision_answered"))
    assert told["unit"] == HOUSING
    ledger, = hard_orders(by=store_office.supervisor, now=later)
    assert ledger.unit == HOUSING


def test_an_answered_notice_stays_with_who_answered_it(office, now):
    order_id = office.travelled("signed")
    later = now + timedelta(hours=1)
    supervise_order(order_id, WRITTEN, by=office.supervisor, now=later)
    answer_supervision(order_id, "不属我局职责。", by=office.market, now=later)
    redispatch_order(order_id, lead_id=office.units[HOUSING], reason="属住建职责", by=office.dispatcher, now=later)
    assert db.session.scalar(select(Supervision.department_id)) == office.units[MARKET]
    assert story(order_id)[-1] == "redispatched"


def test_a_returned_order_can_leave_the_ledger_and_a_refused_one_has_left_it(store_office, now):
    returned, refused = (on_the_ledger(store_office, now, "signed") for _ in range(2))
    for order_id in (returned, refused):
        store_office.returned(order_id, now=now + timedelta(hours=4))
    end_hard(returned, note="不再挂账。", by=store_office.supervisor, now=now + timedelta(hours=5))
    refuse_order(refused, reason_code="N01", by=store_office.dispatcher, now=now + timedelta(hours=5))
    assert hard_orders(by=store_office.supervisor, now=now + timedelta(hours=5)) == ()
    assert promise(refused, Step.HARD).superseded_at is not None
