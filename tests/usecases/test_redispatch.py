"""改派, 加派, 协办: another lead, further units, whose limits stand where, and what becomes of the reply's clock."""

from datetime import timedelta

import pytest

from tests.factories.calendars import at
from tests.office import ANSWER, HOUSING, MARKET, TOWN, order, parts, promised, story
from tracker.domain.hurdles import Hindered
from tracker.domain.periods import month_period
from tracker.domain.refusals import AlreadyDone, Invalid, NotFound, NotPermitted, OutOfTurn
from tracker.domain.road_words import PartEnd
from tracker.domain.tally import Dimension, Tally
from tracker.domain.words import ContactMethod, Light, Part, Stage, Step
from tracker.reads.desk import queue
from tracker.reads.order_page import order_page
from tracker.store.db import transaction
from tracker.store.models import Department
from tracker.store.populations import Frame
from tracker.store.tallies import count
from tracker.usecases.add_co_handlers import add_co_handlers
from tracker.usecases.ask_termination import ask_termination
from tracker.usecases.change_setting import change_setting
from tracker.usecases.decide_return import release_co_handler
from tracker.usecases.flag_due_orders import flag_due_orders
from tracker.usecases.give_co_result import give_co_result
from tracker.usecases.record_contact import record_contact
from tracker.usecases.redispatch_order import redispatch_order
from tracker.usecases.review_reply import pass_reply
from tracker.usecases.set_calendar_day import DaySetting, set_calendar_day
from tracker.usecases.sign_order import sign_order
from tracker.usecases.submit_reply import submit_reply

HOUR = timedelta(hours=1)


def redispatch(office, order_id, lead, now, co=(), **more):
    redispatch_order(
        order_id, lead_id=office.units[lead], co_ids=[office.units[name] for name in co], reason="属地更清楚",
        by=office.dispatcher, now=now, **more)


def local(moment):
    return f"{moment.astimezone(at('2026-01-01 00:00').tzinfo):%Y-%m-%d %H:%M}"


def open_promise(order_id, step, unit_id=None):
    return next(
        one for one in promised(order_id, step)
        if one.superseded_at is None and one.department_id == unit_id)


# The clock


def test_a_redispatched_order_starts_anew_where_the_setting_says_so(store_office, now):
    """Complaint, 15 working days. Dispatched Mon 2026-04-20: due Wed 05-13, for 1–5 May are off and Sat 05-09 makes up.

    Taken to another lead on Wed 04-22: two working days later, Fri 05-15.
    """
    monday, wednesday = at("2026-04-20 10:00"), at("2026-04-22 11:00")
    order_id = store_office.travelled("signed", now=monday)
    assert local(order(order_id).due_at) == "2026-05-13 17:30"
    redispatch(store_office, order_id, HOUSING, wednesday)
    assert local(order(order_id).due_at) == "2026-05-15 17:30"
    old, new = promised(order_id, Step.REPLY)
    assert (local(old.due_at), old.superseded_at, new.starts_at) == ("2026-05-13 17:30", wednesday, wednesday)
    [shown] = [one for one in order_page(order_id, by=store_office.dispatcher, now=wednesday).promises
               if one.deadline.step is Step.REPLY]
    assert [local(moment) for moment in shown.earlier] == ["2026-05-13 17:30"]


def test_a_redispatched_order_goes_on_where_the_setting_says_so(store_office, now):
    monday, wednesday = at("2026-04-20 10:00"), at("2026-04-22 11:00")
    change_setting("redispatch_clock", "go_on", effective_from=now.date(), by=store_office.administrator, now=now)
    order_id = store_office.travelled("signed", now=monday)
    redispatch(store_office, order_id, HOUSING, wednesday)
    assert local(order(order_id).due_at) == "2026-05-13 17:30"
    [reply] = promised(order_id, Step.REPLY)
    assert reply.superseded_at is None and reply.kept_at is None
    assert order_page(order_id, by=store_office.dispatcher, now=wednesday).handover.keeps_due == reply.due_at


@pytest.mark.parametrize(("rule", "due"), [("restart", "2026-05-15 17:30"), ("go_on", "2026-05-13 17:30")])
def test_a_returned_order_keeps_its_due_moment_till_it_is_dispatched_again(store_office, now, rule, due):
    monday, tuesday, wednesday = at("2026-04-20 10:00"), at("2026-04-21 11:00"), at("2026-04-22 11:00")
    if rule != "restart":  # what is shipped
        change_setting("redispatch_clock", rule, effective_from=now.date(), by=store_office.administrator, now=now)
    order_id = store_office.travelled("dispatched", now=monday)
    store_office.returned(order_id, now=tuesday)
    assert local(order(order_id).due_at) == "2026-05-13 17:30"
    assert {promise.step for promise in promised(order_id) if promise.superseded_at is None} == {Step.REPLY}
    store_office.dispatch(order_id, HOUSING, now=wednesday)
    assert local(order(order_id).due_at) == due
    assert open_promise(order_id, Step.SIGN).starts_at == wednesday
    assert open_promise(order_id, Step.CONTACT).starts_at == wednesday


def test_a_new_lead_starts_at_its_dispatch_even_where_first_replies_start_at_receipt(store_office, now):
    change_setting("reply_starts", "receipt", effective_from=now.date(), by=store_office.administrator, now=now)
    order_id = store_office.travelled("dispatched")
    redispatch(store_office, order_id, HOUSING, now + timedelta(days=2))
    assert open_promise(order_id, Step.REPLY).starts_at == now + timedelta(days=2)


# Another lead


def test_the_old_lead_loses_sight_and_its_times_stay(store_office, now):
    order_id = store_office.travelled("contacted")
    redispatch(store_office, order_id, HOUSING, now + HOUR)
    with pytest.raises(NotFound):
        order_page(order_id, by=store_office.market, now=now + HOUR)
    assert queue("unit", by=store_office.market, now=now + HOUR).rows == ()
    page = order_page(order_id, by=store_office.dispatcher, now=now + HOUR)
    old, new = page.units
    assert (old.name, old.dispatched_at, old.signed_at) == (MARKET, now, now + timedelta(minutes=10))
    assert (old.ended_at, old.end_reason) == (now + HOUR, PartEnd.REDISPATCHED)
    assert (new.name, new.dispatched_at, new.ended_at) == (HOUSING, now + HOUR, None)
    assert story(order_id)[-1] == "redispatched"


def test_the_new_lead_signs_and_speaks_to_the_caller_for_itself(store_office, now):
    order_id = store_office.travelled("contacted")
    redispatch(store_office, order_id, HOUSING, now + HOUR)
    anew = order(order_id)
    assert (anew.stage, anew.signed_at, anew.contacted_at) == (Stage.TO_SIGN, None, None)
    sign_order(order_id, by=store_office.housing, now=now + 2 * HOUR)
    with pytest.raises(Hindered, match="首次联系"):
        submit_reply(order_id, ANSWER, by=store_office.housing, now=now + 3 * HOUR)
    record_contact(order_id, at=now + 3 * HOUR, method=ContactMethod.PHONE, whom="温小姐", by=store_office.housing,
                   now=now + 3 * HOUR)
    submit_reply(order_id, ANSWER, by=store_office.housing, now=now + 4 * HOUR)
    assert len(order_page(order_id, by=store_office.dispatcher, now=now + 4 * HOUR).contacts) == 2


def test_co_handlers_stay_leave_come_and_change_places(store_office, now):
    """Market leads, housing and town co-handle; then town leads, market and housing co-handle."""
    order_id = store_office.with_co(HOUSING, TOWN)
    sign_order(order_id, by=store_office.housing, now=now)
    redispatch(store_office, order_id, TOWN, now + HOUR, (HOUSING, MARKET))
    found = [(part.department.name, part.part, part.end_reason, part.signed_at) for part in parts(order_id)]
    assert found == [
        (MARKET, Part.LEAD, PartEnd.REDISPATCHED, None), (HOUSING, Part.CO, None, now),
        (TOWN, Part.CO, PartEnd.REDISPATCHED, None), (TOWN, Part.LEAD, None, None), (MARKET, Part.CO, None, None),
    ]
    open_to = {one.department_id for one in promised(order_id, Step.CO) if one.superseded_at is None}
    assert open_to == {store_office.units[HOUSING], store_office.units[MARKET]}
    assert queue("unit", by=store_office.market, now=now + HOUR).rows[0].part is Part.CO


def test_a_redispatch_needs_a_reason_and_another_unit(store_office, now):
    order_id = store_office.travelled("dispatched")
    with pytest.raises(Invalid) as refused:
        redispatch_order(order_id, lead_id=store_office.units[HOUSING], reason=" ", by=store_office.dispatcher, now=now)
    assert refused.value.field == "reason"
    with pytest.raises(Invalid, match="现在就是主办单位") as refused:
        redispatch(store_office, order_id, MARKET, now)
    assert refused.value.field == "lead_id"
    with pytest.raises(NotPermitted):
        redispatch_order(order_id, lead_id=store_office.units[HOUSING], reason="属地", by=store_office.market, now=now)


def test_a_waiting_return_is_answered_before_the_order_is_taken_away(store_office, now):
    order_id = store_office.travelled("dispatched")
    store_office.ask_return(order_id, now=now + HOUR)
    with pytest.raises(Hindered, match="请先审批退单"):
        redispatch(store_office, order_id, TOWN, now + HOUR)


def test_another_waiting_petition_goes_with_its_unit(store_office, now):
    order_id = store_office.travelled("contacted")
    ask_termination(order_id, reason_code="other", reason="诉求人失联。", legal_basis="条例第二十一条",
                    by=store_office.market, now=now + HOUR)
    redispatch(store_office, order_id, TOWN, now + 2 * HOUR)
    assert story(order_id)[-2:] == ["petition_withdrawn", "redispatched"]


def test_an_arbitrated_redispatch_is_told_and_binds(store_office, now):
    order_id = store_office.travelled("dispatched")
    redispatch(store_office, order_id, HOUSING, now + HOUR, is_final=True)
    assert story(order_id)[-2:] == ["redispatched", "arbitrated"]
    with pytest.raises(Hindered, match="不得再次退回"):
        store_office.ask_return(order_id, store_office.housing, now + 2 * HOUR, TOWN)


def test_a_reply_under_review_is_not_redispatched(store_office, now):
    order_id = store_office.travelled("replied")
    with pytest.raises(OutOfTurn):
        redispatch(store_office, order_id, HOUSING, now + timedelta(days=2))


# Co-handlers


def test_each_co_handler_has_its_own_limit(store_office):
    """Dispatched Thu 2026-05-07, five working days: Fri 8, Sat 9 (make-up), Mon 11, Tue 12, Wed 13."""
    order_id = store_office.with_co(HOUSING, TOWN, now=at("2026-05-07 10:00"))
    assert [local(part.due_at) for part in parts(order_id) if part.part is Part.CO] == ["2026-05-13 17:30"] * 2
    given = promised(order_id, Step.CO)
    assert [one.department_id for one in given] == [store_office.units[HOUSING], store_office.units[TOWN]]
    assert given[0].counting["lines"][-1][0] == "2026-05-13"
    [row] = queue("unit", by=store_office.housing, now=at("2026-05-07 11:00")).rows
    assert (row.pressing.step, local(row.pressing.due_at)) == (Step.CO, "2026-05-13 17:30")


def test_a_co_handler_is_not_later_than_the_lead(store_office, now):
    """The lead's 15 working days end on Mon 2026-03-30; added on Thu 26, five days would end on Thu 04-02."""
    order_id = store_office.travelled("signed")
    add_co_handlers(order_id, co_ids=[store_office.units[TOWN]], by=store_office.dispatcher, now=at("2026-03-26 10:00"))
    [promise] = promised(order_id, Step.CO)
    assert promise.due_at == order(order_id).due_at
    assert local(promise.due_at) == "2026-03-30 17:30"
    assert promise.counting["lines"][-1][0] == "2026-03-30"
    assert parts(order_id)[-1].due_at == promise.due_at


def test_nobody_is_late_from_the_start(store_office, now):
    order_id = store_office.travelled("signed")
    add_co_handlers(order_id, co_ids=[store_office.units[TOWN]], by=store_office.dispatcher, now=at("2026-04-01 10:00"))
    [promise] = promised(order_id, Step.CO)
    assert promise.due_at > at("2026-04-01 10:00")


def test_a_changed_calendar_moves_the_part_along_with_its_promise(store_office, now):
    order_id = store_office.with_co(HOUSING)
    before = parts(order_id)[-1].due_at
    # Mon 2026-03-09 + 5 = Mon 03-16; with Tue 03-10 off it is Tue 03-17.
    set_calendar_day(at("2026-03-10 00:00").date(), DaySetting.OFF, name="停工", by=store_office.supervisor, now=now)
    after = parts(order_id)[-1].due_at
    assert (local(before), local(after)) == ("2026-03-16 17:30", "2026-03-17 17:30")
    assert open_promise(order_id, Step.CO, store_office.units[HOUSING]).due_at == after


def test_adding_names_units_that_have_no_part_yet(store_office, now):
    order_id = store_office.with_co(HOUSING)
    for name, words in ((HOUSING, "已经是这张工单的协办"), (MARKET, "已经是这张工单的主办")):
        with pytest.raises(Invalid, match=words) as refused:
            add_co_handlers(order_id, co_ids=[store_office.units[name]], by=store_office.dispatcher, now=now)
        assert refused.value.field == "co_ids"
    with pytest.raises(Invalid):
        add_co_handlers(order_id, co_ids=[], by=store_office.dispatcher, now=now)
    add_co_handlers(order_id, co_ids=[store_office.units[TOWN]], note="请查占道", by=store_office.dispatcher, now=now)
    assert story(order_id)[-1] == "co_added"
    assert order(order_id).stage is Stage.TO_SIGN


def test_a_released_co_handler_is_not_added_again(store_office, now):
    order_id = store_office.with_co(HOUSING)
    store_office.ask_return(order_id, store_office.housing, now + HOUR, None)
    release_co_handler(order_id, by=store_office.dispatcher, now=now + HOUR)
    with pytest.raises(Invalid, match=f"“{HOUSING}”已获准退出"):
        add_co_handlers(order_id, co_ids=[store_office.units[HOUSING]], by=store_office.dispatcher, now=now + 2 * HOUR)


def test_a_co_handler_signs_gives_its_result_and_the_lead_sees_it(store_office, now):
    order_id = store_office.with_co(HOUSING)
    with pytest.raises(Hindered, match="请先签收"):
        give_co_result(order_id, result="已查勘。", by=store_office.housing, now=now)
    sign_order(order_id, by=store_office.housing, now=now + HOUR)
    with pytest.raises(Invalid) as refused:
        give_co_result(order_id, result="  ", by=store_office.housing, now=now + HOUR)
    assert refused.value.field == "result"
    give_co_result(order_id, result="烟道未接入公共排烟系统。", by=store_office.housing, now=now + 2 * HOUR)
    shown = order_page(order_id, by=store_office.market, now=now + 3 * HOUR).units[1]
    assert (shown.result, shown.result_at, shown.is_late) == ("烟道未接入公共排烟系统。", now + 2 * HOUR, False)
    assert open_promise(order_id, Step.CO, store_office.units[HOUSING]).kept_at == now + 2 * HOUR
    assert order(order_id).stage is Stage.TO_SIGN
    assert queue("unit", by=store_office.housing, now=now + 3 * HOUR).rows == ()
    with pytest.raises((AlreadyDone, Hindered), match="已经反馈"):
        give_co_result(order_id, result="再报一次。", by=store_office.housing, now=now + 3 * HOUR)


def test_a_co_handlers_page_is_headed_by_its_own_deadline(store_office, now):
    """Two co-handlers share a due moment: one has given its result in time, the other has not."""
    order_id = store_office.with_co(HOUSING, TOWN)
    sign_order(order_id, by=store_office.housing, now=now)
    give_co_result(order_id, result="已查勘。", by=store_office.housing, now=now + HOUR)
    lights = {
        actor.department_name: order_page(order_id, by=actor, now=now + 2 * HOUR).deadline
        for actor in (store_office.housing, store_office.town, store_office.market)
    }
    assert [shown.step for shown in lights.values()] == [Step.CO, Step.CO, Step.REPLY]
    assert [shown.light for shown in lights.values()] == [Light.MET, Light.ON_TIME, Light.ON_TIME]


def test_the_lead_gives_no_co_result_and_a_co_handler_no_answer(store_office, now):
    order_id = store_office.with_co(HOUSING)
    sign_order(order_id, by=store_office.market, now=now)
    with pytest.raises(NotPermitted):
        give_co_result(order_id, result="已查勘。", by=store_office.market, now=now)
    with pytest.raises(NotPermitted):
        submit_reply(order_id, ANSWER, by=store_office.housing, now=now)
    with pytest.raises(NotPermitted):
        record_contact(order_id, at=now, method=ContactMethod.PHONE, whom="温小姐", by=store_office.housing, now=now)


def test_a_late_co_handler_is_named_and_says_why(store_office, now):
    order_id = store_office.with_co(HOUSING)
    sign_order(order_id, by=store_office.housing, now=now)
    late = at("2026-03-17 09:00")  # due Mon 03-16, 17:30
    page = order_page(order_id, by=store_office.housing, now=late)
    assert page.is_co_late and page.units[1].is_late
    with pytest.raises(Invalid) as refused:
        give_co_result(order_id, result="已查勘。", by=store_office.housing, now=late)
    assert refused.value.field == "late_reason"
    give_co_result(order_id, result="已查勘。", late_reason="等待检测报告", by=store_office.housing, now=late)
    page = order_page(order_id, by=store_office.market, now=late)
    assert page.units[1].is_late
    assert page.story[-1].data["late_reason"] == "等待检测报告"


def test_two_late_co_handlers_do_not_stop_the_warnings(store_office):
    order_id = store_office.with_co(HOUSING, TOWN)
    flagged = flag_due_orders(now=at("2026-03-17 09:00"))
    assert flagged.skipped == 0 and flagged.overdue >= 1
    assert "overdue" in story(order_id)
    assert flag_due_orders(now=at("2026-03-17 09:05")).overdue == 0


def test_whether_the_answer_waits_for_co_handlers_is_a_setting(store_office, now):
    order_id = store_office.with_co(HOUSING)
    sign_order(order_id, by=store_office.market, now=now)
    record_contact(order_id, at=now, method=ContactMethod.PHONE, whom="温小姐", by=store_office.market, now=now)
    change_setting("reply_needs_co", "yes", effective_from=now.date(), by=store_office.administrator, now=now)
    with pytest.raises(Hindered, match=f"协办单位尚未反馈：{HOUSING}"):
        submit_reply(order_id, ANSWER, by=store_office.market, now=now + HOUR)
    change_setting("reply_needs_co", "no", effective_from=now.date(), by=store_office.administrator, now=now)
    submit_reply(order_id, ANSWER, by=store_office.market, now=now + HOUR)
    # The answer passes without the result: the co-handler owes nothing more, and is not called late for ever.
    pass_reply(order_id, by=store_office.reviewer, now=now + 2 * HOUR)
    [promise] = promised(order_id, Step.CO)
    assert promise.superseded_at == now + 2 * HOUR
    assert not order_page(order_id, by=store_office.market, now=at("2026-06-01 09:00")).units[1].is_late


# Counting


def test_an_order_counts_once_and_every_unit_that_has_a_part(store_office, now):
    """One order, returned by the market bureau, led by housing with the town: one 件, two 件次."""
    order_id = store_office.travelled("dispatched")
    store_office.returned(order_id, now=now + HOUR)
    store_office.dispatch(order_id, HOUSING, (TOWN,), now=now + 2 * HOUR)
    period = month_period("2026-03", at("2026-04-01 00:00"))
    by_unit = count([Tally.HANDLINGS], Frame(period), (Dimension.UNIT,))
    handlings = {unit_id: counts[Tally.HANDLINGS] for (unit_id,), counts in by_unit.items()}
    assert handlings == {store_office.units[HOUSING]: 1, store_office.units[TOWN]: 1}
    received = count([Tally.RECEIVED], Frame(period))[()][Tally.RECEIVED]
    assert received == 1


def test_a_suggested_unit_that_was_closed_down_is_not_chosen(store_office, now):
    order_id = store_office.travelled("dispatched")
    store_office.returned(order_id, now=now + HOUR)
    with transaction() as session:
        session.get(Department, store_office.units[HOUSING]).is_active = False
    before = order_page(order_id, by=store_office.dispatcher, now=now + HOUR).handover
    assert (before.suggested, before.suggested_id) == (HOUSING, None)
    with pytest.raises(Invalid):
        store_office.dispatch(order_id, HOUSING, now=now + 2 * HOUR)


def test_each_co_handlers_page_shows_its_own_limit(store_office, now):
    """Both owe their results by the same moment; one has given its own."""
    order_id = store_office.with_co(HOUSING, TOWN)
    sign_order(order_id, by=store_office.housing, now=now)
    give_co_result(order_id, result="已核查。", by=store_office.housing, now=now + HOUR)
    housing, town = (
        order_page(order_id, by=unit, now=now + HOUR).deadline for unit in (store_office.housing, store_office.town))
    assert (housing.due_at, housing.light) == (town.due_at, Light.MET)
    assert town.light is Light.ON_TIME
