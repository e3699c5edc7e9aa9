"""延期: asked in time, within bounds, decided by a supervisor; the old due moment stays on record."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from tests.office import ANSWER, TOLD, order, story
from tracker import clock
from tracker.domain.hurdles import Hindered
from tracker.domain.refusals import Invalid, InvalidEntries, NotPermitted, OutOfTurn
from tracker.domain.road_words import PetitionState
from tracker.domain.words import CallbackOutcome, RequestType, Satisfaction, Solved, Step, Unit
from tracker.store import petitions, promises
from tracker.store.db import db
from tracker.store.models import Petition, Promise, TimelineEntry
from tracker.usecases.ask_extension import Wish, ask_extension
from tracker.usecases.change_setting import change_setting
from tracker.usecases.decide_extension import deny_extension, grant_extension
from tracker.usecases.judge_redo import redo_order
from tracker.usecases.record_callback import Attempt, record_callback
from tracker.usecases.review_reply import pass_reply
from tracker.usecases.sign_order import sign_order
from tracker.usecases.submit_reply import submit_reply

UNHAPPY = Attempt(CallbackOutcome.REACHED, Solved.NO, Satisfaction.DISSATISFIED, reason="没有解决")
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def at(text):
    """A moment in the office."""
    return datetime.fromisoformat(text).replace(tzinfo=clock.LOCAL)


def due(order_id):
    return f"{order(order_id).due_at.astimezone(clock.LOCAL):%Y-%m-%d %H:%M}"


def replies(order_id):
    wanted = select(Promise).where(Promise.order_id == order_id, Promise.step == Step.REPLY).order_by(Promise.id)
    return list(db.session.scalars(wanted))


def test_a_granted_extension_moves_the_due_moment_from_the_old_one(store_office):
    # 咨询: 2 working days from Thursday 09-24; Mid-Autumn 09-25 to 09-27, so Monday 09-28 and Tuesday 09-29.
    start = at("2026-09-24 09:00")
    order_id = store_office.travelled("contacted", start, request_type=RequestType.CONSULT)
    assert due(order_id) == "2026-09-29 17:30"
    store_office.ask_longer(order_id, 2, start + timedelta(hours=1))
    assert due(order_id) == "2026-09-29 17:30" and order(order_id).extension_count == 0  # 先办后议
    store_office.grant_longer(order_id, start + timedelta(hours=2))
    # The 29th is not counted again: Wednesday 09-30 is day 1, National Day 10-01 to 10-07, Thursday 10-08 is day 2.
    assert due(order_id) == "2026-10-08 17:30"
    assert order(order_id).extension_count == 1
    old, new = replies(order_id)
    assert old.superseded_at is not None and old.kept_at is None
    assert (new.extends_id, new.amount, new.unit, new.starts_at) == (old.id, 2, Unit.WORKING_DAY, old.due_at)
    assert new.legal_basis.startswith("《产品质量监督抽查") and new.limit_rule_id is None


def test_the_story_keeps_both_due_moments_and_what_the_caller_is_told(store_office):
    order_id = store_office.lengthened()
    assert story(order_id)[-2:] == ["extension_asked", "extension_granted"]
    told = db.session.scalar(select(TimelineEntry).where(TimelineEntry.kind == "extension_granted"))
    assert told.data["old"].startswith("2026-03-30T") and told.data["new"].startswith("2026-04-07T")
    assert (told.data["told"], told.data["note"]) == (TOLD, "情况属实")


def test_hours_are_extended_in_hours(store_office):
    order_id = store_office.travelled("contacted", request_type=RequestType.CONSULT)
    promise = promises.open_promise(order_id, Step.REPLY)
    promise.unit, promise.amount = Unit.WORKING_HOUR, 16
    db.session.commit()
    store_office.ask_longer(order_id, 4, store_office.now + timedelta(hours=1))
    store_office.grant_longer(order_id, store_office.now + timedelta(hours=2))
    # from 17:30, when the office has closed: four hours of the next working day, 08:30-12:00 and 14:30-15:00
    assert due(order_id) == "2026-03-12 15:00"


def test_it_is_asked_a_working_day_before_and_not_a_minute_later(store_office):
    late, last = store_office.travelled("contacted"), store_office.travelled("contacted")
    until = at("2026-03-27 17:30")  # Friday, one working day before Monday 03-30
    with pytest.raises(Hindered, match="已超过延期申请时限（2026-03-27 17:30）"):
        store_office.ask_longer(late, 5, until + MINUTE)
    assert petitions.waiting(late) is None and "extension_asked" not in story(late)
    store_office.ask_longer(last, 5, until)
    assert petitions.waiting(last).amount == 5


def test_how_early_it_must_be_asked_is_a_setting(store_office, now):
    change_setting("extension_ask_days", "0", effective_from=now.date(), by=store_office.administrator, now=now)
    order_id = store_office.travelled("contacted")
    store_office.ask_longer(order_id, 5, order(order_id).due_at)
    assert petitions.waiting(order_id) is not None


def test_the_second_extension_is_refused_with_words(store_office, now):
    order_id = store_office.lengthened()
    with pytest.raises(Hindered, match="已延期 1 次，达到上限"):
        store_office.ask_longer(order_id, 1, now + 2 * DAY)
    change_setting("extension_times", "2", effective_from=now.date(), by=store_office.administrator, now=now)
    store_office.ask_longer(order_id, 15, now + 2 * DAY)  # the original limit is still the measure
    store_office.grant_longer(order_id, now + 2 * DAY)
    assert order(order_id).extension_count == 2
    first, second, third = replies(order_id)
    assert (second.extends_id, third.extends_id) == (first.id, second.id)


@pytest.mark.parametrize(("percent", "longest"), [("100", 15), ("50", 7), ("1", 1)])  # of 15 working days, rounded down
def test_its_length_is_bounded_by_the_original_limit(office, now, percent, longest):
    if percent != "100":
        change_setting("extension_percent", percent, effective_from=now.date(), by=office.administrator, now=now)
    order_id = office.travelled("contacted")
    for amount in (0, longest + 1):
        with pytest.raises(InvalidEntries) as refused:
            office.ask_longer(order_id, amount, now + DAY)
        assert [(one.field, str(one)) for one in refused.value.problems] == [
            ("amount", f"延期时长须为 1 至 {longest} 个工作日。")]
    office.ask_longer(order_id, longest, now + DAY)
    assert petitions.waiting(order_id).amount == longest


def test_it_needs_a_reason_and_a_basis(office, now):
    order_id = office.travelled("contacted")
    with pytest.raises(InvalidEntries) as refused:
        ask_extension(order_id, Wish(5, " ", "据" * 401), by=office.market, now=now + DAY)
    assert [one.field for one in refused.value.problems] == ["reason", "legal_basis"]
    assert petitions.waiting(order_id) is None


def test_one_petition_waits_at_a_time(office, now):
    order_id = office.travelled("contacted")
    office.ask_longer(order_id, 5, now + DAY)
    with pytest.raises(Hindered, match="已有一项延期申请在等待审批"):
        office.ask_longer(order_id, 6, now + DAY)


def test_only_the_lead_asks_and_only_a_supervisor_decides(store_office, now):
    order_id = store_office.travelled("contacted")
    with pytest.raises(NotPermitted):
        store_office.ask_longer(order_id, 5, now + DAY, by=store_office.dispatcher)
    store_office.ask_longer(order_id, 5, now + DAY)
    for actor in (store_office.market, store_office.dispatcher, store_office.administrator):
        with pytest.raises(NotPermitted):
            grant_extension(order_id, told=TOLD, by=actor, now=now + DAY)
    assert petitions.waiting(order_id) is not None


def test_before_it_is_signed_there_is_nothing_to_extend(office, now):
    order_id = office.travelled("dispatched")
    with pytest.raises(Hindered, match="请先签收"):
        office.ask_longer(order_id, 5, now + DAY)


def test_a_denial_says_why_and_moves_nothing(store_office, now):
    order_id = store_office.travelled("contacted")
    store_office.ask_longer(order_id, 5, now + DAY)
    with pytest.raises(Invalid):
        deny_extension(order_id, note=" ", by=store_office.supervisor, now=now + DAY)
    deny_extension(order_id, note="理由不足，请抓紧办理", by=store_office.supervisor, now=now + DAY)
    assert due(order_id) == "2026-03-30 17:30" and order(order_id).extension_count == 0
    denied = db.session.scalar(select(Petition).where(Petition.order_id == order_id))
    assert (denied.state, denied.decision_note) == (PetitionState.DENIED, "理由不足，请抓紧办理")
    assert len(replies(order_id)) == 1
    with pytest.raises(Hindered):
        store_office.grant_longer(order_id, now + DAY)


def test_a_grant_carries_what_the_caller_is_told(store_office, now):
    order_id = store_office.travelled("contacted")
    store_office.ask_longer(order_id, 5, now + DAY)
    with pytest.raises(InvalidEntries) as refused:
        grant_extension(order_id, told=" ", by=store_office.supervisor, now=now + DAY)
    assert [one.field for one in refused.value.problems] == ["told"]
    assert due(order_id) == "2026-03-30 17:30" and petitions.waiting(order_id) is not None


def test_a_petition_that_waits_too_long_does_not_stop_the_clock(store_office, now):
    order_id = store_office.travelled("contacted")
    store_office.ask_longer(order_id, 1, now + DAY)
    assert due(order_id) == "2026-03-30 17:30"
    store_office.grant_longer(order_id, at("2026-04-02 09:00"))  # decided three days after the due moment
    assert due(order_id) == "2026-03-31 17:30"  # counted from the old one: late all the same


def test_a_reply_makes_a_waiting_petition_pointless(store_office, now):
    order_id = store_office.travelled("contacted")
    store_office.ask_longer(order_id, 5, now + DAY)
    submit_reply(order_id, ANSWER, by=store_office.market, now=now + DAY + MINUTE)
    assert petitions.waiting(order_id) is None
    assert story(order_id)[-2:] == ["replied", "petition_withdrawn"]
    with pytest.raises(OutOfTurn):
        store_office.grant_longer(order_id, now + 2 * DAY)


def test_a_limit_that_was_replaced_meanwhile_is_not_extended(office, now):
    order_id = office.travelled("contacted")
    office.ask_longer(order_id, 5, now + DAY)
    promises.open_promise(order_id, Step.REPLY).unit = Unit.NATURAL_DAY
    db.session.commit()
    with pytest.raises(Invalid, match="答复期限已经改变"):
        office.grant_longer(order_id, now + DAY)
    assert petitions.waiting(order_id) is not None and order(order_id).extension_count == 0


def test_a_redo_is_a_new_limit_that_may_be_extended_once_again(store_office, now):
    """The count is of the limit that stands: the first round's extension does not use up the second's."""
    order_id = store_office.lengthened()
    with pytest.raises(Hindered, match="已延期 1 次"):
        store_office.ask_longer(order_id, 1, now + 2 * DAY)
    submit_reply(order_id, ANSWER, by=store_office.market, now=now + 2 * DAY)
    pass_reply(order_id, by=store_office.reviewer, now=now + 3 * DAY)
    record_callback(order_id, UNHAPPY, by=store_office.caller_back, now=now + 3 * DAY)
    redo_order(order_id, reason="没有解决。", by=store_office.reviewer, now=now + 4 * DAY)
    sign_order(order_id, by=store_office.market, now=now + 4 * DAY)
    store_office.ask_longer(order_id, 2, now + 4 * DAY)
    store_office.grant_longer(order_id, now + 4 * DAY)
    assert order(order_id).extension_count == 2  # how often in all, for the figures
