"""终止办理: asked in writing with a ground, granted with words for the caller, or refused; and how it counts."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.factories.calendars import at
from tests.office import HOUSING, order, promised, story
from tracker.domain.hurdles import Hindered
from tracker.domain.periods import month_period
from tracker.domain.refusals import Invalid, InvalidEntries, NotPermitted, OutOfTurn
from tracker.domain.road_words import PetitionState
from tracker.domain.tally import Dimension, Population, Tally
from tracker.domain.words import Stage, Step
from tracker.reads.desk import queue
from tracker.reads.order_page import order_page
from tracker.store.db import db
from tracker.store.models import HardCase, Petition
from tracker.store.months import bulletin_of
from tracker.store.populations import Frame
from tracker.store.tallies import count
from tracker.usecases.ask_termination import ask_termination
from tracker.usecases.decide_termination import deny_termination, grant_termination
from tracker.usecases.keep_hard_ledger import Plan, ask_hard, grant_hard
from tracker.usecases.sign_order import sign_order

HOUR = timedelta(hours=1)
ENTRY = {"reason_code": "no_cooperation", "reason": "三次上门均被拒绝。", "legal_basis": "条例第二十一条"}
TOLD = "您多次拒绝配合，热线终止办理；如有新情况可再次反映。"


def ask(office, order_id, now, **changes):
    ask_termination(order_id, **(ENTRY | changes), by=office.market, now=now)


def state(order_id):
    db.session.expire_all()
    return db.session.scalar(select(Petition.state).where(Petition.order_id == order_id).order_by(Petition.id.desc()))


def figures(month, now):
    found = bulletin_of(month_period(month, now), now).overview
    return {indicator.label: figure.value for indicator, figure in found}


def test_it_is_asked_with_a_ground_in_writing(store_office, now):
    order_id = store_office.travelled("contacted")
    for changes, field in (({"reason": ""}, "reason"), ({"legal_basis": " "}, "legal_basis")):
        with pytest.raises(InvalidEntries) as refused:
            ask(store_office, order_id, now + HOUR, **changes)
        assert [problem.field for problem in refused.value.problems] == [field]
    with pytest.raises(Invalid) as one:
        ask(store_office, order_id, now + HOUR, reason_code="because")
    assert one.value.field == "reason_code"
    ask(store_office, order_id, now + HOUR)
    assert state(order_id) is PetitionState.WAITING
    assert order(order_id).stage is Stage.HANDLING and story(order_id)[-1] == "termination_asked"


def test_only_a_lead_that_has_signed_and_spoken_to_the_caller_asks(store_office, now):
    with pytest.raises(OutOfTurn):
        ask(store_office, store_office.travelled("dispatched"), now)
    with pytest.raises(Hindered, match="首次联系"):
        ask(store_office, store_office.travelled("signed"), now + HOUR)
    order_id = store_office.with_co(HOUSING)
    sign_order(order_id, by=store_office.market, now=now)
    with pytest.raises(NotPermitted):
        ask_termination(order_id, **ENTRY, by=store_office.housing, now=now)


def test_granted_it_ends_the_order_and_says_what_the_caller_is_told(store_office, now):
    order_id = store_office.travelled("contacted")
    due = order(order_id).due_at
    ask(store_office, order_id, now + HOUR)
    assert [row.id for row in queue("petitions", by=store_office.supervisor, now=now + HOUR).rows] == [order_id]
    with pytest.raises(InvalidEntries) as refused:
        grant_termination(order_id, told=" ", by=store_office.supervisor, now=now + 2 * HOUR)
    assert [problem.field for problem in refused.value.problems] == ["told"]
    grant_termination(order_id, told=TOLD, note="同意", by=store_office.supervisor, now=now + 2 * HOUR)
    ended = order(order_id)
    assert (ended.stage, ended.ended_at, ended.closed_at, ended.due_at) == (Stage.TERMINATED, now + 2 * HOUR, None, due)
    assert all(one.kept_at or one.superseded_at for one in promised(order_id))
    page = order_page(order_id, by=store_office.market, now=now + 3 * HOUR)
    assert page.units[0].ended_at is None
    assert ("告知诉求人", TOLD) in page.story[-1].kind.quoted(page.story[-1].data)
    assert page.story[-1].data["ground"] == "诉求人拒不配合，致使无法办理"
    assert page.offers == ()


def test_refused_it_goes_on_with_the_clock_untouched(store_office, now):
    order_id = store_office.travelled("contacted")
    due = order(order_id).due_at
    ask(store_office, order_id, now + HOUR)
    with pytest.raises(Invalid):
        deny_termination(order_id, note="", by=store_office.supervisor, now=now + 2 * HOUR)
    with pytest.raises(NotPermitted):
        deny_termination(order_id, note="请约社区见证再上门", by=store_office.dispatcher, now=now + 2 * HOUR)
    deny_termination(order_id, note="请约社区见证再上门", by=store_office.supervisor, now=now + 2 * HOUR)
    assert state(order_id) is PetitionState.DENIED
    assert order(order_id).stage is Stage.HANDLING and order(order_id).due_at == due
    [reply] = promised(order_id, Step.REPLY)
    assert reply.superseded_at is None
    ask(store_office, order_id, now + 3 * HOUR)  # new facts may be put forward
    assert state(order_id) is PetitionState.WAITING


def test_its_line_on_the_hard_ledger_is_closed(store_office, now):
    order_id = store_office.travelled("contacted")
    ask_hard(order_id, "历史遗留", Plan("每月会商", (now + timedelta(days=20)).date()), by=store_office.market, now=now + HOUR)
    grant_hard(order_id, by=store_office.supervisor, now=now + 2 * HOUR)
    ask(store_office, order_id, now + 3 * HOUR)
    grant_termination(order_id, told=TOLD, by=store_office.supervisor, now=now + 4 * HOUR)
    db.session.expire_all()
    case = db.session.scalar(select(HardCase).where(HardCase.order_id == order_id))
    assert case.ended_at == now + 4 * HOUR


def test_it_counts_as_ended_and_not_as_overdue(store_office, now):
    """Ended on 9 March, due on 30 March: 结转 0 + 新收 1 = 办结 0 + 退回 1 + 在办 0, and nothing fell due."""
    order_id = store_office.travelled("contacted")
    ask(store_office, order_id, now + HOUR)
    grant_termination(order_id, told=TOLD, by=store_office.supervisor, now=now + 2 * HOUR)
    found = figures("2026-03", at("2026-04-02 09:00"))
    assert (found["结转量"], found["受理量"], found["办结量"], found["退回量"], found["在办量"]) == (0, 1, 0, 1, 0)
    assert found["超期量"] == 0
    period = month_period("2026-03", at("2026-04-02 09:00"))
    by_unit = count(
        [one for one in Tally if one.population is Population.HANDLED], Frame(period), (Dimension.UNIT,))
    counts = by_unit[(store_office.units["区市场监督管理局"],)]
    assert (counts[Tally.HANDLINGS], counts[Tally.HANDLED_MET], counts[Tally.HANDLED_OPEN]) == (1, 1, 0)


def test_ended_after_its_due_moment_it_was_overdue(store_office, now):
    order_id = store_office.travelled("contacted")
    ask(store_office, order_id, at("2026-03-30 16:00"))
    grant_termination(order_id, told=TOLD, by=store_office.supervisor, now=at("2026-03-31 10:00"))
    assert figures("2026-03", at("2026-04-02 09:00"))["超期量"] == 1
