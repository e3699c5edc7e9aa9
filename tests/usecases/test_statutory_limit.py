"""法定时限: a law's own limit takes the hotline's place, ends as the Civil Code says, and bounds what may be added."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from tests.office import TOLD, order, story
from tracker import clock
from tracker.domain.hurdles import Hindered
from tracker.domain.refusals import Invalid, InvalidEntries, NotPermitted
from tracker.domain.words import RequestType, Step, Unit
from tracker.store import petitions, promises
from tracker.store.db import db, transaction
from tracker.store.models import Petition, Promise, StatutoryLimit
from tracker.usecases.ask_statutory_limit import ask_statutory_limit
from tracker.usecases.change_setting import change_setting
from tracker.usecases.decide_statutory_limit import deny_statutory_limit, grant_statutory_limit

DAY = timedelta(days=1)


def at(text):
    """A moment in the office."""
    return datetime.fromisoformat(text).replace(tzinfo=clock.LOCAL)


def due(order_id):
    return f"{order(order_id).due_at.astimezone(clock.LOCAL):%Y-%m-%d %H:%M}"


def law():
    """中小企业款项支付: 30 natural days, 90 at most."""
    return db.session.scalars(select(StatutoryLimit)).one()


def test_a_law_replaces_the_hotlines_limit(store_office):
    order_id = store_office.under_law()
    # 30 natural days from Monday 03-09, which is not counted: Wednesday 04-08
    assert due(order_id) == "2026-04-08 17:30"
    assert order(order_id).is_statutory
    promise = promises.open_promise(order_id, Step.REPLY)
    assert (promise.amount, promise.unit, promise.legal_basis) == (30, Unit.NATURAL_DAY, law().legal_basis)
    assert (promise.statutory_limit_id, promise.limit_rule_id, promise.extends_id) == (law().id, None, None)
    assert story(order_id)[-2:] == ["statutory_asked", "statutory_granted"]


def test_an_end_on_a_holiday_moves_to_the_next_working_day(store_office):
    # From Thursday 09-03, the 30th day is Saturday 10-03 in National Day (10-01 to 10-07): Civil Code art. 203.
    order_id = store_office.under_law(at("2026-09-03 09:00"))
    assert due(order_id) == "2026-10-08 17:30"


def test_it_is_counted_from_where_the_hotlines_limit_was(store_office, now):
    change_setting("reply_starts", "receipt", effective_from=now.date(), by=store_office.administrator, now=now)
    order_id = store_office.travelled("contacted", received_at=now - 3 * DAY)  # received Friday 03-06
    ask_statutory_limit(order_id, limit_id=law().id, reason="拖欠货款", by=store_office.market, now=now + DAY)
    grant_statutory_limit(order_id, told=TOLD, by=store_office.supervisor, now=now + DAY)
    # 30 days from 03-06 end on Sunday 04-05, Qingming (04-04 to 04-06): Tuesday 04-07
    assert due(order_id) == "2026-04-07 17:30"


def test_extensions_together_stay_within_the_laws_longest(store_office, now):
    change_setting("extension_times", "5", effective_from=now.date(), by=store_office.administrator, now=now)
    change_setting("extension_percent", "150", effective_from=now.date(), by=store_office.administrator, now=now)
    order_id = store_office.under_law()
    store_office.ask_longer(order_id, 45, now + 2 * DAY)  # 150 % of 30
    store_office.grant_longer(order_id, now + 2 * DAY)
    with pytest.raises(InvalidEntries, match="有 1 处") as refused:
        store_office.ask_longer(order_id, 16, now + 3 * DAY)
    assert str(refused.value.problems[0]) == "延期时长须为 1 至 15 个自然日。"
    store_office.ask_longer(order_id, 15, now + 3 * DAY)
    store_office.grant_longer(order_id, now + 3 * DAY)
    assert due(order_id) == "2026-06-08 17:30"  # the 90th day, Sunday 06-07, moved to Monday; never beyond
    with pytest.raises(InvalidEntries) as refused:
        store_office.ask_longer(order_id, 1, now + 4 * DAY)
    assert "最长 90 个自然日，已经用足" in str(refused.value.problems[0])


def test_an_end_that_moved_over_a_holiday_lends_no_days(store_office):
    # Day 30 is 10-03, moved to 10-08. Sixty days from there would be 12-07, five more than the law's ninety (12-02).
    start = at("2026-09-03 09:00")
    change_setting("extension_percent", "200", effective_from=start.date(), by=store_office.administrator, now=start)
    order_id = store_office.under_law(start)
    store_office.ask_longer(order_id, 60, start + 3 * DAY)
    store_office.grant_longer(order_id, start + 3 * DAY)
    assert due(order_id) == "2026-12-02 17:30"


def test_it_is_chosen_from_what_is_in_force(office, now):
    order_id = office.travelled("contacted")
    with transaction():
        law().effective_to = date(2026, 3, 9)
    with pytest.raises(Invalid, match="现行的法定时限") as refused:
        ask_statutory_limit(order_id, limit_id=law().id, reason="拖欠货款", by=office.market, now=now + DAY)
    assert refused.value.field == "limit_id"
    ask_statutory_limit(order_id, limit_id=law().id, reason="拖欠货款", by=office.market, now=now + timedelta(hours=5))
    grant_statutory_limit(order_id, told=TOLD, by=office.supervisor, now=now + DAY)  # it was in force when asked for
    assert due(order_id) == "2026-04-08 17:30"


def test_what_is_not_longer_is_refused(office, now):
    order_id = office.travelled("contacted")
    with transaction() as session:
        session.add(StatutoryLimit(
            name="产品质量申诉", legal_basis="某规定第三条", amount=7, unit=Unit.WORKING_DAY, longest=14,
            effective_from=date(2025, 1, 1)))
    short = db.session.scalar(select(StatutoryLimit).where(StatutoryLimit.amount == 7))
    with pytest.raises(Invalid, match="计算到 2026-03-18 17:30 为止，不晚于现在的答复期限"):
        ask_statutory_limit(order_id, limit_id=short.id, reason="质量申诉", by=office.market, now=now + DAY)
    consult = office.travelled("contacted", request_type=RequestType.CONSULT)
    ask_statutory_limit(consult, limit_id=short.id, reason="质量申诉", by=office.market, now=now + DAY)
    assert petitions.waiting(consult).statutory_limit_id == short.id


def test_it_applies_once_and_a_supervisor_decides(store_office, now):
    order_id = store_office.travelled("contacted")
    ask_statutory_limit(order_id, limit_id=law().id, reason="拖欠货款", by=store_office.market, now=now + DAY)
    with pytest.raises(NotPermitted):
        grant_statutory_limit(order_id, told=TOLD, by=store_office.dispatcher, now=now + DAY)
    with pytest.raises(Invalid):
        deny_statutory_limit(order_id, note="", by=store_office.supervisor, now=now + DAY)
    deny_statutory_limit(order_id, note="不属中小企业", by=store_office.supervisor, now=now + DAY)
    assert due(order_id) == "2026-03-30 17:30" and not order(order_id).is_statutory
    again = store_office.under_law()
    with pytest.raises(Hindered, match="已经适用法定时限"):
        ask_statutory_limit(again, limit_id=law().id, reason="再次", by=store_office.market, now=now + 2 * DAY)
    states = db.session.scalars(select(Petition.state).where(Petition.order_id == again)).all()
    assert [state.value for state in states] == ["granted"]


def test_the_hotlines_limit_stays_on_record(store_office):
    order_id = store_office.under_law()
    wanted = select(Promise).where(Promise.order_id == order_id, Promise.step == Step.REPLY).order_by(Promise.id)
    old, _new = db.session.scalars(wanted)
    assert (old.amount, old.unit) == (15, Unit.WORKING_DAY) and old.superseded_at is not None
