"""并单: one handling, every caller called back; undone by a person, or because the master ends without an answer."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.office import ANSWER, HOUSING, MARKET, PLEASED, order, story
from tracker.clock import LOCAL
from tracker.domain.hurdles import Hindered
from tracker.domain.periods import month_period
from tracker.domain.refusals import Invalid, NotPermitted, OutOfTurn, Stale
from tracker.domain.road_words import PartEnd, VoidKind
from tracker.domain.words import CallbackOutcome, Satisfaction, Solved, Stage, Step
from tracker.store import promises
from tracker.store.db import db
from tracker.store.models import Assignment, StatutoryLimit, TimelineEntry
from tracker.store.months import bulletin_of
from tracker.usecases.answer_directly import answer_directly
from tracker.usecases.answering import DirectAnswer
from tracker.usecases.ask_statutory_limit import ask_statutory_limit
from tracker.usecases.ask_termination import ask_termination
from tracker.usecases.decide_termination import grant_termination
from tracker.usecases.exclude_unit import exclude_unit
from tracker.usecases.judge_redo import let_stand
from tracker.usecases.merge_orders import merge_orders
from tracker.usecases.record_callback import Attempt, record_callback
from tracker.usecases.refuse_order import refuse_order
from tracker.usecases.review_reply import pass_reply
from tracker.usecases.sign_order import sign_order
from tracker.usecases.submit_reply import submit_reply
from tracker.usecases.unmerge_order import unmerge_order
from tracker.usecases.void_order import void_order

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
UNHAPPY = Attempt(CallbackOutcome.REACHED, Solved.NO, Satisfaction.DISSATISFIED, reason="油烟还是很大。")


def merge(office, repeat_id, master_id, now, **options):
    merge_orders(
        [repeat_id], master_number=order(master_id).number, by=office.dispatcher, now=now, **options)


def neighbour(office, now=None, **changes):
    """The same matter from another caller."""
    return office.register(now, **{"caller_phone": "13900001111", "caller_name": "古先生"} | changes)


def promise_of(order_id, step):
    return promises.open_promise(order_id, step)


def data_of(order_id, kind):
    return db.session.scalar(select(TimelineEntry.data).where(
        TimelineEntry.order_id == order_id, TimelineEntry.kind == kind).order_by(TimelineEntry.id.desc()).limit(1))


def test_a_repeat_waits_for_its_master(store_office, now):
    master, repeat = store_office.register(), neighbour(store_office)
    merge(store_office, repeat, master, now, reason="同一烧烤档")
    waiting = order(repeat)
    assert (waiting.stage, waiting.master_id, waiting.merged_at) == (Stage.MERGED, master, now)
    assert data_of(repeat, "merged") == {"master": order(master).number, "reason": "同一烧烤档"}
    assert data_of(master, "took_in") == {"repeat": order(repeat).number}
    assert order(master).stage is Stage.TO_DISPATCH


def test_the_repeats_own_handling_ends_and_its_times_are_kept(store_office, now):
    master = store_office.travelled("contacted")
    repeat = store_office.travelled("contacted", caller_phone="13900001111")
    merge(store_office, repeat, master, now + DAY)
    merged = order(repeat)
    assert merged.due_at is None and merged.lead_id is None and merged.contacted_at is None
    assert all(promise_of(repeat, step) is None for step in Step)
    part = db.session.scalar(select(Assignment).where(Assignment.order_id == repeat))
    assert (part.end_reason, part.ended_at, part.signed_at is not None) == (PartEnd.MERGED, now + DAY, True)


def test_when_the_answer_passes_each_caller_is_called_back_by_itself(store_office, now):
    master = store_office.travelled("contacted")
    repeats = [neighbour(store_office, caller_phone=f"1390000111{last}") for last in (1, 2)]
    merge_orders(repeats, master_number=order(master).number, by=store_office.dispatcher, now=now + HOUR)
    submit_reply(master, ANSWER, by=store_office.market, now=now + DAY)
    passed_at = now + DAY + HOUR
    pass_reply(master, by=store_office.reviewer, now=passed_at)
    for order_id in (master, *repeats):
        waiting = order(order_id)
        assert (waiting.stage, waiting.public_answer) == (Stage.TO_CALL_BACK, ANSWER.public_answer)
        assert waiting.lead_id == store_office.units[MARKET]
        # Tuesday 2026-03-10 + 3 working days = Friday 2026-03-13
        assert promise_of(order_id, Step.CALLBACK).due_at.astimezone(LOCAL).isoformat() == "2026-03-13T17:30:00+08:00"
    record_callback(repeats[0], PLEASED, by=store_office.caller_back, now=now + 2 * DAY)
    record_callback(repeats[1], UNHAPPY, by=store_office.caller_back, now=now + 2 * DAY)
    record_callback(master, PLEASED, by=store_office.caller_back, now=now + 2 * DAY)
    assert [order(one).stage for one in (master, *repeats)] == [Stage.CLOSED, Stage.CLOSED, Stage.TO_JUDGE]
    assert story(repeats[0]) == ["registered", "merged", "followed_master", "called_back", "closed"]


def test_another_caller_is_not_told_who_else_asked(store_office, now):
    master = store_office.travelled("contacted", caller_name="温小姐")
    same, other = store_office.register(), neighbour(store_office)
    merge_orders([same, other], master_number=order(master).number, by=store_office.dispatcher, now=now + HOUR)
    answer = replace(ANSWER, public_answer="温小姐（13812345678）您好，已责令整改。")
    submit_reply(master, answer, by=store_office.market, now=now + DAY)
    pass_reply(master, by=store_office.reviewer, now=now + DAY + HOUR)
    assert order(same).public_answer == answer.public_answer  # the same phone rang twice
    assert order(other).public_answer == "＊＊（＊＊）您好，已责令整改。"


def test_a_master_answered_on_the_line_answers_its_repeats(store_office, now):
    master, repeat = store_office.register(), neighbour(store_office)
    merge(store_office, repeat, master, now)
    answer_directly(master, DirectAnswer("该档已停业。"), by=store_office.operator, now=now + HOUR)
    waiting = order(repeat)
    assert (waiting.stage, waiting.public_answer, waiting.is_direct) == (Stage.TO_CALL_BACK, "该档已停业。", False)


def test_a_repeat_that_comes_after_the_answer_has_it_at_once(store_office, now):
    master, repeat = store_office.travelled("passed"), neighbour(store_office, now + 2 * DAY)
    merge(store_office, repeat, master, now + 2 * DAY)
    assert order(repeat).stage is Stage.TO_CALL_BACK
    assert story(repeat) == ["registered", "merged", "followed_master"]


def test_a_repeat_that_comes_while_the_answer_is_judged_waits_for_the_judgement(store_office, now):
    master = store_office.travelled("passed")
    record_callback(master, UNHAPPY, by=store_office.caller_back, now=now + 2 * DAY)
    repeat = neighbour(store_office, now + 2 * DAY)
    merge(store_office, repeat, master, now + 2 * DAY)
    assert order(repeat).stage is Stage.MERGED
    let_stand(master, reason="已依法处理", by=store_office.reviewer, now=now + 3 * DAY)
    assert (order(master).stage, order(repeat).stage) == (Stage.CLOSED, Stage.TO_CALL_BACK)


def test_merging_is_undone_with_a_reason_and_the_order_is_dispatched_anew(store_office, now):
    master, repeat = store_office.travelled("signed"), store_office.travelled("signed", caller_phone="13900001111")
    merge(store_office, repeat, master, now + DAY)
    with pytest.raises(Invalid) as refused:
        unmerge_order(repeat, reason=" ", by=store_office.dispatcher, now=now + DAY)
    assert refused.value.field == "reason"
    unmerge_order(repeat, reason="是另一家烧烤档", by=store_office.dispatcher, now=now + DAY)
    parted = order(repeat)
    assert (parted.stage, parted.master_id, parted.merged_at) == (Stage.TO_DISPATCH, None, None)
    assert story(master)[-1] == "let_go" and data_of(repeat, "unmerged") == {"reason": "是另一家烧烤档"}
    store_office.dispatch(repeat, HOUSING, now=now + DAY)
    # Tuesday 2026-03-10 + 15 working days = Tuesday 2026-03-31
    assert order(repeat).due_at.astimezone(LOCAL).isoformat() == "2026-03-31T17:30:00+08:00"
    sign_order(repeat, by=store_office.housing, now=now + DAY + HOUR)
    assert order(repeat).stage is Stage.HANDLING and order(repeat).contacted_at is None


@pytest.mark.parametrize("end", ["refuse", "void"])
def test_repeats_of_a_master_that_ends_without_an_answer_stand_by_themselves(store_office, now, end):
    master, repeats = store_office.register(), [neighbour(store_office), neighbour(store_office)]
    merge_orders(repeats, master_number=order(master).number, by=store_office.dispatcher, now=now)
    if end == "refuse":
        refuse_order(master, reason_code="N01", by=store_office.dispatcher, now=now + HOUR)
    else:
        void_order(master, kind=VoidKind.WITHDRAWN, reason="诉求人撤回", by=store_office.dispatcher, now=now + HOUR)
    assert [order(one).stage for one in repeats] == [Stage.TO_DISPATCH, Stage.TO_DISPATCH]
    assert data_of(repeats[0], "unmerged")["reason"] == ("主单不予受理" if end == "refuse" else "主单已作废")
    assert order(repeats[0]).master_id is None


def test_repeats_of_a_terminated_master_stand_by_themselves(store_office, now):
    master, repeat = store_office.travelled("contacted"), neighbour(store_office)
    merge(store_office, repeat, master, now + HOUR)
    ask_termination(master, reason_code="legal_way", reason="诉求人已就此事起诉", legal_basis="国办函〔2025〕66号",
                    by=store_office.market, now=now + DAY)
    grant_termination(master, told="此事已进入诉讼，请依判决办理。", by=store_office.supervisor, now=now + DAY + HOUR)
    assert (order(master).stage, order(repeat).stage) == (Stage.TERMINATED, Stage.TO_DISPATCH)
    assert data_of(repeat, "unmerged") == {"reason": "主单终止办理"}


def test_a_voided_repeat_gets_no_answer_any_more(store_office, now):
    master, repeat = store_office.travelled("contacted"), neighbour(store_office)
    merge(store_office, repeat, master, now + HOUR)
    void_order(repeat, kind=VoidKind.WITHDRAWN, reason="诉求人撤回", by=store_office.dispatcher, now=now + HOUR)
    submit_reply(master, ANSWER, by=store_office.market, now=now + DAY)
    pass_reply(master, by=store_office.reviewer, now=now + DAY + HOUR)
    assert (order(master).stage, order(repeat).stage) == (Stage.TO_CALL_BACK, Stage.VOIDED)


def test_which_orders_cannot_be_a_master(office, now):
    repeat, first, second = office.register(), office.register(), office.register()
    merge(office, second, first, now)
    closed = office.travelled("closed")
    for number, words in (
        (order(repeat).number, "不能并入自己"), (order(second).number, f"请直接并入 {order(first).number}"),
        (order(closed).number, "不能再作主单"), ("MJ000000000000", "没有找到"), (" ", "请选择或填写"),
    ):
        with pytest.raises(Invalid, match=words) as refused:
            merge_orders([repeat], master_number=number, by=office.dispatcher, now=now + 3 * DAY)
        assert refused.value.field == "number"
    assert order(repeat).stage is Stage.TO_DISPATCH


def test_which_orders_cannot_be_merged(office, now):
    master, sub, target = office.register(), office.register(), office.register()
    merge(office, sub, master, now)
    with pytest.raises(Hindered, match="已有其他工单并入本单"):
        merge(office, master, target, now)
    replied = office.travelled("replied")
    with pytest.raises(OutOfTurn):
        merge(office, replied, target, now + 2 * DAY)
    with pytest.raises(OutOfTurn):
        merge(office, sub, target, now)  # it is merged already
    with pytest.raises(NotPermitted):
        merge_orders([target], master_number=order(master).number, by=office.operator, now=now)


def test_several_are_merged_all_or_none(store_office, now):
    master, good, bad = store_office.register(), store_office.register(), store_office.travelled("replied")
    with pytest.raises(OutOfTurn):
        merge_orders([good, bad], master_number=order(master).number, by=store_office.dispatcher, now=now + 2 * DAY)
    assert order(good).stage is Stage.TO_DISPATCH and story(master) == ["registered"]


def test_a_page_that_knew_an_older_order_is_told(office, now):
    master, repeat = office.register(), office.register()
    seen = order(repeat).version
    office.dispatch(repeat)
    with pytest.raises(Stale):
        merge(office, repeat, master, now, versions={repeat: seen})


def test_a_repeat_is_not_given_to_a_unit_that_must_keep_away_from_it(store_office, now):
    handled, fresh, accuses = store_office.travelled("dispatched"), store_office.register(), neighbour(store_office)
    exclude_unit(
        accuses, store_office.units[MARKET], reason="被投诉单位", by=store_office.dispatcher, now=now)
    with pytest.raises(Invalid, match="须回避"):
        merge(store_office, accuses, handled, now)
    merge(store_office, accuses, fresh, now)
    with pytest.raises(Invalid, match="须回避") as refused:
        store_office.dispatch(fresh, MARKET)  # it would get the repeat along
    assert refused.value.field == "lead_id"
    store_office.dispatch(fresh, HOUSING)


def test_repeats_are_counted_apart_and_the_month_closes(store_office, now):
    master = store_office.travelled("contacted")
    repeats = [neighbour(store_office) for _ in range(3)]
    merge_orders(repeats, master_number=order(master).number, by=store_office.dispatcher, now=now + HOUR)
    unmerge_order(repeats[2], reason="另一家", by=store_office.dispatcher, now=now + HOUR)
    submit_reply(master, ANSWER, by=store_office.market, now=now + DAY)
    pass_reply(master, by=store_office.reviewer, now=now + DAY + HOUR)
    record_callback(repeats[0], PLEASED, by=store_office.caller_back, now=now + 2 * DAY)
    void_order(repeats[1], kind=VoidKind.MISTAKE, reason="误登", by=store_office.dispatcher, now=now + 2 * DAY)
    refused = neighbour(store_office)
    refuse_order(refused, reason_code="N01", by=store_office.dispatcher, now=now + 2 * DAY)

    until = now + 10 * DAY
    bulletin = bulletin_of(month_period("2026-03", until), until)
    found = {indicator.key: figure.value for indicator, figure in bulletin.overview}
    assert (found["received"], found["received_once"]) == (4, 3)  # the voided one is in neither
    assert (found["closed"], found["ended"], found["open"], found["carried"]) == (1, 1, 2, 0)
    assert found["carried"] + found["received"] == found["closed"] + found["ended"] + found["open"]
    units = {line.label: {key: figure.value for key, figure in line.figures.items()} for line in bulletin.units}
    # One handling, and the opinion of every caller on it.
    assert (units[MARKET]["handlings"], units[MARKET]["evaluated"]) == (1, 1)


def test_a_laws_limit_does_not_outlive_the_merge(store_office, now):
    """Parted again, the order goes by the hotline's limit, and its lead may ask for the law's."""
    master, repeat = store_office.register(), store_office.under_law()
    later = now + 2 * DAY
    merge(store_office, repeat, master, later)
    unmerge_order(repeat, reason="并非同一事项", by=store_office.dispatcher, now=later)
    store_office.dispatch(repeat, MARKET, now=later)
    assert not order(repeat).is_statutory
    sign_order(repeat, by=store_office.market, now=later)
    law = db.session.scalars(select(StatutoryLimit)).one()
    ask_statutory_limit(repeat, limit_id=law.id, reason="中小企业货款拖欠投诉。", by=store_office.market, now=later)
