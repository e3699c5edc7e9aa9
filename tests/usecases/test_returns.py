"""退单: asked with reason, basis and a suggestion; handled on meanwhile; decided once; too often makes an order hard."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.factories.calendars import at
from tests.office import ANSWER, HOUSING, MARKET, TOWN, order, parts, promised, story
from tracker.domain.hurdles import Hindered
from tracker.domain.refusals import Invalid, InvalidEntries, NotFound, NotPermitted, OutOfTurn, Stale
from tracker.domain.road_words import HardCause, PartEnd, PetitionState
from tracker.domain.words import ContactMethod, Part, Stage, Step
from tracker.reads.desk import queue
from tracker.reads.order_page import order_page
from tracker.store.db import db
from tracker.store.models import Notice, Petition, TimelineEntry
from tracker.usecases.ask_return import ask_return
from tracker.usecases.change_setting import change_setting
from tracker.usecases.decide_return import deny_return, grant_return, release_co_handler
from tracker.usecases.dispatch_order import dispatch_order
from tracker.usecases.give_co_result import give_co_result
from tracker.usecases.record_contact import record_contact
from tracker.usecases.redispatch_order import redispatch_order
from tracker.usecases.sign_order import sign_order
from tracker.usecases.submit_reply import submit_reply
from tracker.usecases.withdraw_petition import withdraw_petition

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def petition(order_id):
    db.session.expire_all()
    return db.session.scalar(select(Petition).where(Petition.order_id == order_id).order_by(Petition.id.desc()))


def causes(order_id):
    wanted = select(TimelineEntry.data).where(
        TimelineEntry.order_id == order_id, TimelineEntry.kind == "turned_hard").order_by(TimelineEntry.id)
    return [data["cause"] for data in db.session.scalars(wanted)]


# Asking


def test_a_return_names_reason_basis_and_another_unit(store_office, now):
    order_id = store_office.travelled("dispatched")
    store_office.ask_return(order_id, now=now + HOUR)
    asked = petition(order_id)
    assert (asked.reason_code, asked.legal_basis, asked.suggested.name) == ("duty", "区权责清单第12项", HOUSING)
    assert asked.state is PetitionState.WAITING and asked.department.name == MARKET
    assert story(order_id)[-1] == "return_asked"
    assert order(order_id).stage is Stage.TO_SIGN


@pytest.mark.parametrize(("changes", "field"), [
    ({"reason": " "}, "reason"), ({"legal_basis": ""}, "legal_basis"), ({"legal_basis": "长" * 401}, "legal_basis"),
])
def test_a_return_without_reason_or_basis_is_refused_at_its_field(office, now, changes, field):
    order_id = office.travelled("dispatched")
    entry = {"reason_code": "duty", "reason": "不属本局职责。", "legal_basis": "三定规定", "suggested_id": office.units[HOUSING]}
    with pytest.raises(InvalidEntries) as refused:
        ask_return(order_id, **(entry | changes), by=office.market, now=now)
    assert [problem.field for problem in refused.value.problems] == [field]
    assert petition(order_id) is None


@pytest.mark.parametrize(("changes", "field"), [
    ({"reason_code": "nonsense"}, "reason_code"), ({"suggested_id": None}, "suggested_id"),
    ({"suggested_id": 99999}, "suggested_id"),
])
def test_a_return_offers_only_what_the_tables_know(store_office, now, changes, field):
    order_id = store_office.travelled("dispatched")
    entry = {
        "reason_code": "duty", "reason": "不属本局职责。", "legal_basis": "三定规定",
        "suggested_id": store_office.units[HOUSING],
    }
    with pytest.raises(Invalid) as refused:
        ask_return(order_id, **(entry | changes), by=store_office.market, now=now)
    assert refused.value.field == field
    assert petition(order_id) is None


def test_a_unit_does_not_suggest_itself(office, now):
    order_id = office.travelled("dispatched")
    with pytest.raises(Invalid, match="本单位以外"):
        office.ask_return(order_id, suggested=MARKET)


def test_whether_a_unit_must_be_suggested_is_a_setting(store_office, now):
    change_setting("return_names_unit", "no", effective_from=now.date(), by=store_office.administrator, now=now)
    order_id = store_office.travelled("dispatched")
    store_office.ask_return(order_id, suggested=None)
    assert petition(order_id).suggested_id is None
    said = db.session.scalar(select(TimelineEntry.data).where(
        TimelineEntry.order_id == order_id, TimelineEntry.kind == "return_asked"))
    assert said["suggested"] == "由热线裁定的单位"


def test_a_return_has_its_own_limit(store_office, now):
    """Dispatched on Friday 2026-05-08; Saturday the 9th makes up for the May holiday: due that Saturday, 17:30."""
    friday = at("2026-05-08 10:00")
    in_time, late = (store_office.travelled("dispatched", now=friday) for _ in range(2))
    store_office.ask_return(in_time, now=at("2026-05-09 17:30"))
    with pytest.raises(Hindered, match=r"已超过退单申请时限（2026-05-09 17:30）"):
        store_office.ask_return(late, now=at("2026-05-09 17:31"))
    assert petition(late) is None


def test_the_limit_of_a_return_is_a_setting(store_office, now):
    change_setting("return_days", "3", effective_from=now.date(), by=store_office.administrator, now=now)
    order_id = store_office.travelled("dispatched")
    store_office.ask_return(order_id, now=now + 2 * DAY)
    assert petition(order_id).state is PetitionState.WAITING


def test_who_has_spoken_to_the_caller_has_begun_to_handle(store_office, now):
    order_id = store_office.travelled("contacted")
    with pytest.raises(Hindered, match="实质办理"):
        store_office.ask_return(order_id, now=now + HOUR)


def test_one_petition_at_a_time(store_office, now):
    order_id = store_office.travelled("signed")
    store_office.ask_return(order_id, now=now + HOUR)
    with pytest.raises(Hindered, match="已有一项退单申请"):
        store_office.ask_return(order_id, now=now + 2 * HOUR)


def test_only_a_unit_with_a_part_asks(office, now):
    order_id = office.travelled("dispatched")
    with pytest.raises(NotFound):
        office.ask_return(order_id, by=office.town)
    with pytest.raises(NotPermitted):
        office.ask_return(order_id, by=office.dispatcher)


def test_a_unit_takes_its_petition_back(store_office, now):
    order_id = store_office.with_co(HOUSING)
    store_office.ask_return(order_id, now=now + HOUR)
    with pytest.raises(Hindered):
        withdraw_petition(order_id, by=store_office.housing, now=now + HOUR)
    withdraw_petition(order_id, note="已弄清归属", by=store_office.market, now=now + 2 * HOUR)
    assert petition(order_id).state is PetitionState.WITHDRAWN
    assert story(order_id)[-1] == "petition_withdrawn"
    assert order(order_id).no_more_returns is False


# 先办后议


def test_handling_goes_on_while_a_return_waits(store_office, now):
    order_id = store_office.travelled("dispatched")
    due = order(order_id).due_at
    store_office.ask_return(order_id, now=now + HOUR)
    sign_order(order_id, by=store_office.market, now=now + 2 * HOUR)
    waiting = order(order_id)
    assert waiting.stage is Stage.HANDLING and waiting.due_at == due
    [reply] = promised(order_id, Step.REPLY)
    assert reply.kept_at is None and reply.superseded_at is None


def test_a_reply_makes_the_waiting_return_pointless(store_office, now):
    order_id = store_office.travelled("signed")
    store_office.ask_return(order_id, now=now + HOUR)
    record_contact(order_id, at=now + HOUR, method=ContactMethod.PHONE, whom="温小姐", by=store_office.market,
                   now=now + 2 * HOUR)
    submit_reply(order_id, ANSWER, by=store_office.market, now=now + 3 * HOUR)
    assert petition(order_id).state is PetitionState.WITHDRAWN
    assert story(order_id)[-2:] == ["replied", "petition_withdrawn"]
    with pytest.raises(OutOfTurn):
        grant_return(order_id, by=store_office.dispatcher, now=now + 4 * HOUR)


# Deciding


def test_a_granted_return_leaves_the_unit_and_waits_for_another(store_office, now):
    order_id = store_office.travelled("signed")
    store_office.ask_return(order_id, now=now + HOUR)
    grant_return(order_id, note="属住建职责", by=store_office.dispatcher, now=now + 2 * HOUR)
    waiting = order(order_id)
    assert (waiting.stage, waiting.lead_id, waiting.return_count) == (Stage.TO_DISPATCH, None, 1)
    with pytest.raises(NotFound):
        order_page(order_id, by=store_office.market, now=now + 2 * HOUR)
    [shown] = order_page(order_id, by=store_office.dispatcher, now=now + 2 * HOUR).units
    assert (shown.name, shown.dispatched_at, shown.signed_at) == (MARKET, now, now + timedelta(minutes=10))
    assert (shown.ended_at, shown.end_reason) == (now + 2 * HOUR, PartEnd.RETURNED)
    assert petition(order_id).decision_note == "属住建职责"
    assert petition(order_id).decided_by == store_office.dispatcher.name


def test_the_dispatcher_finds_the_suggestion_and_the_old_co_handlers_chosen(store_office, now):
    order_id = store_office.with_co(TOWN)
    store_office.returned(order_id, now=now + HOUR)
    before = order_page(order_id, by=store_office.dispatcher, now=now + HOUR).handover
    assert (before.returned, before.suggested) == ((MARKET,), HOUSING)
    assert before.suggested_id == store_office.units[HOUSING]
    assert before.co_ids == (store_office.units[TOWN],)


def test_the_unit_whose_return_was_granted_does_not_get_it_back(store_office, now):
    order_id = store_office.travelled("dispatched")
    store_office.returned(order_id, now=now + HOUR)
    with pytest.raises(Invalid, match=MARKET) as refused:
        store_office.dispatch(order_id, MARKET, now=now + 2 * HOUR)
    assert refused.value.field == "lead_id"
    store_office.dispatch(order_id, HOUSING, (MARKET,), now=now + 2 * HOUR)
    assert [(part.department.name, part.part) for part in parts(order_id) if part.ended_at is None] == [
        (HOUSING, Part.LEAD), (MARKET, Part.CO)]


def test_a_denied_return_is_not_asked_again(store_office, now):
    order_id = store_office.travelled("dispatched")
    store_office.ask_return(order_id, now=now + HOUR)
    with pytest.raises(Invalid) as refused:
        deny_return(order_id, note=" ", by=store_office.dispatcher, now=now + 2 * HOUR)
    assert refused.value.field == "note"
    deny_return(order_id, note="油烟属市监职责", by=store_office.dispatcher, now=now + 2 * HOUR)
    kept = order(order_id)
    assert kept.no_more_returns and kept.stage is Stage.TO_SIGN and kept.return_count == 0
    with pytest.raises(Hindered, match="不得再次退回"):
        store_office.ask_return(order_id, now=now + 3 * HOUR)
    sign_order(order_id, by=store_office.market, now=now + 3 * HOUR)
    assert order(order_id).stage is Stage.HANDLING


def test_a_unit_named_by_arbitration_cannot_return(store_office, now):
    order_id = store_office.travelled("dispatched")
    store_office.returned(order_id, now=now + HOUR)
    dispatch_order(order_id, lead_id=store_office.units[HOUSING], is_final=True, by=store_office.dispatcher,
                   now=now + 2 * HOUR)
    assert story(order_id)[-2:] == ["dispatched", "arbitrated"]
    with pytest.raises(Hindered, match="不得再次退回"):
        store_office.ask_return(order_id, store_office.housing, now + 3 * HOUR, TOWN)


def test_a_unit_named_over_its_protest_is_arbitrated_without_a_tick(store_office, now):
    """The market bureau was rid of it, the housing bureau too: when it comes back, it stays."""
    order_id = store_office.travelled("dispatched")
    store_office.returned(order_id, now=now + HOUR)
    store_office.dispatch(order_id, HOUSING, now=now + 2 * HOUR)
    assert order(order_id).no_more_returns is False
    store_office.returned(order_id, store_office.housing, now + 3 * HOUR)
    store_office.dispatch(order_id, MARKET, now=now + 4 * HOUR)
    assert order(order_id).no_more_returns is True
    with pytest.raises(Hindered, match="不得再次退回"):
        store_office.ask_return(order_id, now=now + 5 * HOUR)


def test_another_unit_may_return_what_the_one_before_had_to_keep(store_office, now):
    order_id = store_office.travelled("dispatched")
    store_office.ask_return(order_id, now=now + HOUR)
    deny_return(order_id, note="属市监职责", by=store_office.dispatcher, now=now + 2 * HOUR)
    redispatch_order(order_id, lead_id=store_office.units[TOWN], reason="属地更清楚", by=store_office.dispatcher,
                     now=now + 3 * HOUR)
    store_office.ask_return(order_id, store_office.town, now + 4 * HOUR)
    assert petition(order_id).department.name == TOWN


def test_of_two_deciders_the_second_is_told(store_office, now):
    order_id = store_office.travelled("dispatched")
    store_office.ask_return(order_id, now=now + HOUR)
    seen = order(order_id).version
    grant_return(order_id, version=seen, by=store_office.dispatcher, now=now + 2 * HOUR)
    with pytest.raises(Stale):
        deny_return(order_id, note="不同意", version=seen, by=store_office.supervisor, now=now + 2 * HOUR)
    with pytest.raises(OutOfTurn, match="待派单"):
        deny_return(order_id, note="不同意", by=store_office.supervisor, now=now + 2 * HOUR)
    assert petition(order_id).state is PetitionState.GRANTED

    other = store_office.travelled("dispatched")
    store_office.ask_return(other, now=now + HOUR)
    deny_return(other, note="属市监职责", by=store_office.dispatcher, now=now + 2 * HOUR)
    with pytest.raises(Hindered, match="没有等待审批"):
        grant_return(other, by=store_office.supervisor, now=now + 2 * HOUR)
    assert petition(other).state is PetitionState.DENIED and order(other).return_count == 0


def test_a_handler_does_not_decide(office, now):
    order_id = office.travelled("dispatched")
    office.ask_return(order_id)
    for decide in (grant_return, release_co_handler):
        with pytest.raises(NotPermitted):
            decide(order_id, by=office.market, now=now)


def test_the_queue_of_returns_holds_what_waits(store_office, now):
    order_id, other = store_office.travelled("dispatched"), store_office.travelled("dispatched")
    store_office.ask_return(order_id, now=now + HOUR)
    waiting = queue("returns", by=store_office.dispatcher, now=now + HOUR)
    assert [row.id for row in waiting.rows] == [order_id] and waiting.total == 1
    assert (waiting.asked[order_id].unit, waiting.asked[order_id].at) == (MARKET, now + HOUR)
    grant_return(order_id, by=store_office.dispatcher, now=now + 2 * HOUR)
    assert queue("returns", by=store_office.dispatcher, now=now + 2 * HOUR).rows == ()
    assert [row.id for row in queue("to_dispatch", by=store_office.dispatcher, now=now + 2 * HOUR).rows] == [order_id]
    assert [row.id for row in queue("unit", by=store_office.market, now=now + 2 * HOUR).rows] == [other]


def test_who_must_know_is_told(store_office, now):
    order_id = store_office.travelled("dispatched")
    store_office.ask_return(order_id, now=now + HOUR)
    told = set(db.session.scalars(select(Notice.person_id).where(Notice.at == now + HOUR)))
    assert told == {store_office.dispatcher.id}
    grant_return(order_id, by=store_office.dispatcher, now=now + 2 * HOUR)
    told = set(db.session.scalars(select(Notice.person_id).where(Notice.at == now + 2 * HOUR)))
    assert told == {store_office.market.id}


# 疑难


def test_the_third_return_makes_it_hard_and_tells_the_supervisor(store_office, now):
    """Market → housing → town → housing: three returns, and three units without a lead among them."""
    order_id = store_office.travelled("dispatched")
    by, hours = [store_office.market, store_office.housing, store_office.town], 0
    for actor, name in zip(by, (HOUSING, TOWN, HOUSING), strict=True):
        assert order(order_id).is_hard is False
        hours += 1
        store_office.returned(order_id, actor, now + hours * HOUR)
        store_office.dispatch(order_id, name, now=now + hours * HOUR + timedelta(minutes=30))
    hard = order(order_id)
    assert hard.is_hard and hard.return_count == 3
    assert causes(order_id) == [HardCause.RETURNS.label, HardCause.UNITS.label]
    told = db.session.execute(
        select(Notice.person_id, TimelineEntry.kind).join(TimelineEntry, TimelineEntry.id == Notice.entry_id)
        .where(TimelineEntry.kind == "turned_hard")
    ).all()
    assert {person_id for person_id, _kind in told} >= {store_office.supervisor.id}


def test_each_cause_is_told_once(store_office, now):
    """Causes count apart: where two returns already make it hard, the third unit is a second cause."""
    order_id = store_office.travelled("dispatched")
    change_setting("returns_hard", "2", effective_from=now.date(), by=store_office.administrator, now=now)
    store_office.returned(order_id, now=now + HOUR)
    store_office.dispatch(order_id, HOUSING, now=now + 2 * HOUR)
    store_office.returned(order_id, store_office.housing, now + 3 * HOUR)
    assert causes(order_id) == [HardCause.RETURNS.label]
    store_office.dispatch(order_id, TOWN, now=now + 4 * HOUR)
    store_office.returned(order_id, store_office.town, now + 5 * HOUR)
    assert causes(order_id) == [HardCause.RETURNS.label, HardCause.UNITS.label]  # each told once


def test_a_denied_return_is_no_return(store_office, now):
    change_setting("returns_hard", "2", effective_from=now.date(), by=store_office.administrator, now=now)
    order_id = store_office.travelled("dispatched")
    store_office.returned(order_id, now=now + HOUR)
    store_office.dispatch(order_id, HOUSING, now=now + 2 * HOUR)
    store_office.ask_return(order_id, store_office.housing, now + 3 * HOUR, TOWN)
    deny_return(order_id, note="属住建职责", by=store_office.dispatcher, now=now + 4 * HOUR)
    assert order(order_id).return_count == 1 and order(order_id).is_hard is False


# Co-handlers


def test_a_co_handler_is_let_out_and_the_lead_handles_on(store_office, now):
    order_id = store_office.with_co(HOUSING, TOWN)
    due = order(order_id).due_at
    store_office.ask_return(order_id, store_office.housing, now + HOUR, None)
    with pytest.raises(Hindered, match="协办单位的退单申请"):
        grant_return(order_id, by=store_office.dispatcher, now=now + 2 * HOUR)
    release_co_handler(order_id, by=store_office.dispatcher, now=now + 2 * HOUR)
    kept = order(order_id)
    assert (kept.stage, kept.due_at, kept.return_count) == (Stage.TO_SIGN, due, 0)
    assert [(part.department.name, part.end_reason) for part in parts(order_id)] == [
        (MARKET, None), (HOUSING, PartEnd.RETURNED), (TOWN, None)]
    by_unit = {promise.department_id: promise.superseded_at for promise in promised(order_id, Step.CO)}
    assert by_unit == {store_office.units[HOUSING]: now + 2 * HOUR, store_office.units[TOWN]: None}
    with pytest.raises(NotFound):
        order_page(order_id, by=store_office.housing, now=now + 2 * HOUR)


def test_a_co_handler_that_must_stay_does_not_bind_the_lead(store_office, now):
    order_id = store_office.with_co(HOUSING)
    store_office.ask_return(order_id, store_office.housing, now + HOUR, None)
    deny_return(order_id, note="须配合查勘", by=store_office.dispatcher, now=now + 2 * HOUR)
    assert order(order_id).no_more_returns is False
    with pytest.raises(Hindered, match="不得再次退回"):
        store_office.ask_return(order_id, store_office.housing, now + 3 * HOUR, None)
    store_office.ask_return(order_id, now=now + 3 * HOUR, suggested=TOWN)
    assert petition(order_id).department.name == MARKET


def test_who_gave_its_result_has_co_handled(store_office, now):
    order_id = store_office.with_co(HOUSING)
    sign_order(order_id, by=store_office.housing, now=now)
    give_co_result(order_id, result="已查勘。", by=store_office.housing, now=now + HOUR)
    with pytest.raises(Hindered, match="已经反馈协办结果"):
        store_office.ask_return(order_id, store_office.housing, now + 2 * HOUR, None)


def test_a_lead_that_was_a_co_handler_may_return_though_it_had_to_co_handle(store_office, now):
    """What it was told about co-handling says nothing about leading."""
    order_id = store_office.with_co(HOUSING)
    store_office.ask_return(order_id, store_office.housing, now + HOUR, None)
    deny_return(order_id, note="须配合查勘", by=store_office.dispatcher, now=now + 2 * HOUR)
    redispatch_order(order_id, lead_id=store_office.units[HOUSING], reason="实为住建职责", by=store_office.dispatcher,
                     now=now + 3 * HOUR)
    assert order(order_id).no_more_returns is False
    store_office.ask_return(order_id, store_office.housing, now + 4 * HOUR, TOWN)
    assert petition(order_id).department.name == HOUSING
