"""Before a unit has it: asking the caller, answering on the line, not taking it, voiding it."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from tests.office import MARKET, order, story
from tracker.domain.hurdles import Hindered
from tracker.domain.refusals import Invalid, InvalidEntries, NotPermitted, OutOfTurn, Stale
from tracker.domain.road_words import PetitionKind, PetitionState, SupervisionLevel, VoidKind
from tracker.domain.words import Satisfaction, Solved, Stage, Step
from tracker.store import orders, petitions, promises
from tracker.store.db import db, transaction
from tracker.store.models import Petition, Promise, SettingRow, Supervision, TimelineEntry, WorkOrder
from tracker.usecases.answer_directly import answer_directly
from tracker.usecases.answering import DirectAnswer
from tracker.usecases.ask_caller import ask_caller
from tracker.usecases.record_supplement import record_supplement
from tracker.usecases.refuse_order import refuse_order
from tracker.usecases.register_order import register_order
from tracker.usecases.void_order import void_order

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ANSWER = DirectAnswer("社保卡可在任一服务网点补办，当天可取。", Solved.YES, Satisfaction.SATISFIED)


def local_due(store_office, order_id: int, step: Step) -> str:
    promise = promises.open_promise(order_id, step)
    assert promise is not None
    return promise.due_at.astimezone(store_office.now.tzinfo).strftime("%Y-%m-%d %H:%M")


def told(order_id: int) -> TimelineEntry:
    found = db.session.scalar(
        select(TimelineEntry).where(TimelineEntry.order_id == order_id).order_by(TimelineEntry.id.desc()).limit(1))
    assert found is not None
    return found


def put(key: str, value: object, now) -> None:
    with transaction() as session:
        session.add(SettingRow(key=key, value=value, effective_from=date(2026, 1, 1), set_at=now, set_by="系统管理员"))


# 待补充 ------------------------------------------------------------------------------------------------------------

def test_the_caller_is_asked_and_the_wait_has_a_limit(store_office, now):
    order_id = store_office.register()
    ask_caller(order_id, question="请说明烧烤档的店名和门牌号。", by=store_office.operator, now=now)
    assert order(order_id).stage is Stage.TO_SUPPLEMENT
    # Monday 2026-03-09 + 5 working days = Monday 2026-03-16, till office close
    assert local_due(store_office, order_id, Step.SUPPLEMENT) == "2026-03-16 17:30"
    assert told(order_id).data["question"] == "请说明烧烤档的店名和门牌号。"


def test_what_the_caller_adds_stands_beside_the_request(store_office, now):
    order_id = store_office.register()
    ask_caller(order_id, question="店名？", by=store_office.operator, now=now)
    record_supplement(order_id, supplement="泰康路 18 号\r\n老王烧烤", by=store_office.operator, now=now + DAY)
    waiting = order(order_id)
    assert waiting.stage is Stage.TO_DISPATCH and waiting.supplemented_at == now + DAY
    assert waiting.content == "楼下烧烤档每晚营业到凌晨两点。"  # the caller's first words are not rewritten
    assert told(order_id).data["supplement"] == "泰康路 18 号\n老王烧烤"
    assert promises.open_promise(order_id, Step.SUPPLEMENT) is None
    assert story(order_id) == ["registered", "caller_asked", "supplemented"]


@pytest.mark.parametrize(("clock_rule", "until"), [
    ("restart", "2026-04-01 17:30"),  # Wednesday 2026-03-11 + 15 working days
    ("go_on", "2026-03-30 17:30"),    # Monday 2026-03-09 + 15 working days
])
def test_where_the_reply_clock_starts_after_a_supplement_is_a_setting(store_office, now, clock_rule, until):
    put("reply_starts", "receipt", now)
    put("supplement_clock", clock_rule, now)
    order_id = store_office.register()
    ask_caller(order_id, question="店名？", by=store_office.operator, now=now)
    record_supplement(order_id, supplement="老王烧烤", by=store_office.operator, now=now + 2 * DAY)
    store_office.dispatch(order_id, now=now + 3 * DAY)
    assert local_due(store_office, order_id, Step.REPLY) == until


def test_a_clock_that_starts_at_dispatch_knows_no_supplement(store_office, now):
    order_id = store_office.register()
    ask_caller(order_id, question="店名？", by=store_office.operator, now=now)
    record_supplement(order_id, supplement="老王烧烤", by=store_office.operator, now=now + 2 * DAY)
    store_office.dispatch(order_id, now=now + 3 * DAY)
    assert local_due(store_office, order_id, Step.REPLY) == "2026-04-02 17:30"  # Thursday 2026-03-12 + 15


def test_a_wait_that_runs_out_ends_nothing_by_itself_and_may_be_refused(store_office, now):
    order_id = store_office.register()
    ask_caller(order_id, question="店名？", by=store_office.operator, now=now)
    assert order(order_id).stage is Stage.TO_SUPPLEMENT
    refuse_order(order_id, reason_code="N10", by=store_office.dispatcher, now=now + 20 * DAY)
    assert order(order_id).stage is Stage.REFUSED
    assert promises.open_promise(order_id, Step.SUPPLEMENT) is None


def test_an_empty_question_or_supplement_is_refused(office, now):
    order_id = office.register()
    with pytest.raises(Invalid) as refused:
        ask_caller(order_id, question=" ", by=office.operator, now=now)
    assert refused.value.field == "question"
    ask_caller(order_id, question="店名？", by=office.operator, now=now)
    with pytest.raises(Invalid) as refused:
        record_supplement(order_id, supplement="\n", by=office.operator, now=now)
    assert refused.value.field == "supplement"
    with pytest.raises(OutOfTurn):
        office.dispatch(order_id)  # what is being asked about is not sent on


# 直接答复 ----------------------------------------------------------------------------------------------------------

def test_an_operator_answers_at_intake_and_the_order_is_closed_at_once(store_office, now):
    order_id = register_order(store_office.intake(title="社保卡补办"), answer=ANSWER, by=store_office.operator, now=now)
    closed = order(order_id)
    assert closed.stage is Stage.CLOSED and closed.is_direct
    assert (closed.closed_at, closed.working_days_taken) == (now, 0)
    assert (closed.public_answer, closed.solved, closed.satisfaction) == (
        ANSWER.public_answer, Solved.YES, Satisfaction.SATISFIED)
    assert closed.due_at is None and closed.dispatched_at is None
    assert story(order_id) == ["registered", "answered_directly"]
    assert db.session.scalar(select(func.count()).select_from(Promise).where(Promise.order_id == order_id)) == 0


def test_an_order_in_the_queue_is_answered_without_asking_for_an_opinion(store_office, now):
    order_id = store_office.register()
    answer_directly(order_id, DirectAnswer(" 请拨打 12333。 "), by=store_office.dispatcher, now=now + DAY)
    closed = order(order_id)
    assert (closed.stage, closed.public_answer, closed.working_days_taken) == (Stage.CLOSED, "请拨打 12333。", 1)
    assert closed.solved is None and closed.satisfaction is None


@pytest.mark.parametrize(("answer", "field"), [
    (DirectAnswer(" "), "public_answer"),
    (DirectAnswer("长" * 10_001), "public_answer"),
    (DirectAnswer("已告知。", Solved.NO), "solved"),
    (DirectAnswer("已告知。", Solved.YES, Satisfaction.DISSATISFIED), "satisfaction"),
])
def test_an_answer_that_does_not_satisfy_closes_nothing(office, now, answer, field):
    order_id = office.register()
    with pytest.raises(InvalidEntries) as refused:
        answer_directly(order_id, answer, by=office.operator, now=now)
    assert [problem.field for problem in refused.value.problems] == [field]
    assert order(order_id).stage is Stage.TO_DISPATCH
    with pytest.raises(InvalidEntries):
        register_order(office.intake(), answer=answer, by=office.operator, now=now)
    assert db.session.scalar(select(func.count()).select_from(WorkOrder)) == 1  # nothing half-written


def test_what_a_unit_has_is_not_answered_directly(office, now):
    order_id = office.travelled("dispatched")
    with pytest.raises(OutOfTurn):
        answer_directly(order_id, ANSWER, by=office.operator, now=now)
    with pytest.raises(NotPermitted):
        answer_directly(office.register(), ANSWER, by=office.caller_back, now=now)


# 不予受理 ----------------------------------------------------------------------------------------------------------

def test_a_refusal_has_a_ground_and_words_and_is_never_deleted(store_office, now):
    order_id = store_office.register()
    refuse_order(order_id, reason_code="N01", note="属梅县区", by=store_office.dispatcher, now=now)
    refused = order(order_id)
    assert (refused.stage, refused.refusal_code, refused.ended_at) == (Stage.REFUSED, "N01", now)
    assert refused.closed_at is None
    data = told(order_id).data
    assert data["ground"] == "N01 不属于本行政区域"
    assert data["told"].startswith("您反映的事项不属于本区管辖")  # the table's words where none were typed
    assert data["note"] == "属梅县区"


def test_the_words_to_the_caller_may_be_ones_own(store_office, now):
    order_id = store_office.register()
    refuse_order(order_id, reason_code="N04", told="请立即拨打119。", by=store_office.dispatcher, now=now)
    assert told(order_id).data["told"] == "请立即拨打119。"


def test_what_was_handled_before_names_the_older_order(store_office, now):
    older = store_office.travelled("closed")
    order_id = store_office.register(now + 5 * DAY)
    with pytest.raises(Invalid) as refused:
        refuse_order(order_id, reason_code="N09", by=store_office.dispatcher, now=now + 5 * DAY)
    assert refused.value.field == "related_number"
    refuse_order(
        order_id, reason_code="N09", related_number=f" {order(older).number} ", by=store_office.dispatcher,
        now=now + 5 * DAY)
    assert order(order_id).related_id == older
    assert told(order_id).data["related"] == order(older).number


@pytest.mark.parametrize(("entry", "field"), [
    ({"reason_code": "N99"}, "reason_code"),
    ({"reason_code": "N09", "related_number": "MJ000000000000"}, "related_number"),
    ({"reason_code": "N01", "told": "长" * 1001}, "told"),
])
def test_a_refusal_that_cannot_be_taken_says_where(office, now, entry, field):
    order_id = office.register()
    with pytest.raises(Invalid) as refused:
        refuse_order(order_id, **entry, by=office.dispatcher, now=now)
    assert refused.value.field == field
    assert order(order_id).stage is Stage.TO_DISPATCH


def test_an_order_is_not_refused_for_itself(office, now):
    order_id = office.register()
    with pytest.raises(Invalid, match="不能关联本单"):
        refuse_order(order_id, reason_code="N09", related_number=order(order_id).number, by=office.dispatcher, now=now)


def test_who_may_refuse_and_when(office, now):
    order_id = office.register()
    with pytest.raises(NotPermitted):
        refuse_order(order_id, reason_code="N01", by=office.operator, now=now)
    office.dispatch(order_id)
    with pytest.raises(OutOfTurn):
        refuse_order(order_id, reason_code="N01", by=office.dispatcher, now=now)


# 作废 / 撤单 -------------------------------------------------------------------------------------------------------

OPEN_ON_THE_ROAD = ("dispatched", "signed", "contacted", "replied", "passed")


@pytest.mark.parametrize("stage", OPEN_ON_THE_ROAD)
def test_an_open_order_is_voided_wherever_it_is(store_office, now, stage):
    order_id = store_office.travelled(stage)
    later = now + 2 * DAY
    void_order(order_id, kind=VoidKind.WITHDRAWN, reason="诉求人来电撤回", by=store_office.dispatcher, now=later)
    voided = order(order_id)
    assert (voided.stage, voided.ended_at, voided.closed_at) == (Stage.VOIDED, later, None)
    assert all(promises.open_promise(order_id, step) is None for step in Step)
    assert told(order_id).data == {"void_kind": VoidKind.WITHDRAWN.label, "reason": "诉求人来电撤回"}
    with pytest.raises(OutOfTurn):
        void_order(order_id, kind=VoidKind.MISTAKE, reason="重复", by=store_office.dispatcher, now=later)


def test_a_waiting_petition_goes_with_the_voided_order(store_office, now):
    order_id = store_office.travelled("signed")
    with transaction():
        petitions.ask(orders.locked(order_id, store_office.market), PetitionKind.EXTENSION, "取证需要时间",
                      store_office.market, now)
    void_order(order_id, kind=VoidKind.MISTAKE, reason="误登", by=store_office.dispatcher, now=now + HOUR)
    assert db.session.scalar(select(Petition.state).where(Petition.order_id == order_id)) is PetitionState.WITHDRAWN


def test_what_was_closed_is_not_voided(office, now):
    order_id = office.travelled("closed")
    with pytest.raises(OutOfTurn):
        void_order(order_id, kind=VoidKind.MISTAKE, reason="误登", by=office.dispatcher, now=now + 3 * DAY)


def test_voiding_needs_a_reason_and_the_right(office, now):
    order_id = office.register()
    with pytest.raises(Invalid) as refused:
        void_order(order_id, kind=VoidKind.MISTAKE, reason=" ", by=office.dispatcher, now=now)
    assert refused.value.field == "reason"
    with pytest.raises(NotPermitted):
        void_order(order_id, kind=VoidKind.MISTAKE, reason="误登", by=office.operator, now=now)


def test_what_is_under_supervision_is_not_voided_behind_the_supervisors_back(office, now):
    order_id = office.travelled("signed")
    with transaction() as session:
        session.add(Supervision(
            order_id=order_id, level=SupervisionLevel.WRITTEN, number="DB20260001",
            department_id=office.units[MARKET], message="请尽快办理", issued_at=now, issued_by="督办员"))
    with pytest.raises(Hindered, match="DB20260001"):
        void_order(order_id, kind=VoidKind.MISTAKE, reason="误登", by=office.dispatcher, now=now)


def test_the_second_of_two_people_is_told(office, now):
    order_id = office.register()
    seen = order(order_id).version
    answer_directly(order_id, ANSWER, by=office.operator, now=now)
    for call in (
        lambda: void_order(
            order_id, kind=VoidKind.MISTAKE, reason="误登", version=seen, by=office.dispatcher, now=now),
        lambda: refuse_order(order_id, reason_code="N01", version=seen, by=office.dispatcher, now=now),
    ):
        with pytest.raises(Stale):
            call()
    assert order(order_id).stage is Stage.CLOSED
