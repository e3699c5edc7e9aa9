"""不计满意度: asked by the lead with a ground, approved by another person, taken back; and how the ratings count."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.factories.calendars import at
from tests.office import HOUSING, order, story
from tests.secret import NAME, SPOKEN, secret_order, told, travelled
from tracker.domain.filters import Filters, Flag
from tracker.domain.hurdles import Hindered
from tracker.domain.moves import Move
from tracker.domain.periods import month_period
from tracker.domain.permissions import Actor, Lent
from tracker.domain.refusals import Invalid, NotPermitted, OutOfTurn
from tracker.domain.road_words import PetitionState
from tracker.domain.words import CallbackOutcome, Role, Satisfaction, Solved, Stage
from tracker.reads.desk import queue
from tracker.reads.order_page import order_page
from tracker.store.db import db
from tracker.store.exclusions import exclusions_of
from tracker.store.finding import conditions
from tracker.store.models import Petition, WorkOrder
from tracker.store.months import bulletin_of
from tracker.usecases.archive_orders import archive_order, archive_orders
from tracker.usecases.ask_exclusion import ask_exclusion
from tracker.usecases.decide_exclusion import deny_exclusion, grant_exclusion, lift_exclusion
from tracker.usecases.judge_redo import let_stand, redo_order
from tracker.usecases.record_callback import Attempt, record_callback
from tracker.usecases.withdraw_petition import withdraw_petition

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
UNHAPPY = Attempt(CallbackOutcome.REACHED, Solved.YES, Satisfaction.DISSATISFIED, reason="处罚太轻")
WHY = "已对烧烤档立案处罚，诉求人要求吊销执照，于法无据。"


def ask(office, order_id, now, ground="E01", reason=WHY, by=None):
    ask_exclusion(order_id, ground=ground, reason=reason, by=by or office.market, now=now)


def grant(office, order_id, now, by=None):
    grant_exclusion(order_id, note="案卷属实，依法办理。", by=by or office.supervisor, now=now)


def unhappy(office, now):
    """An order whose caller is not satisfied, closed because the answer stands."""
    order_id = office.travelled("passed", now)
    record_callback(order_id, UNHAPPY, by=office.caller_back, now=now + timedelta(hours=26))
    let_stand(order_id, reason="处罚于法有据。", by=office.reviewer, now=now + timedelta(hours=27))
    return order_id


def states(order_id):
    db.session.expire_all()
    return list(db.session.scalars(
        select(Petition.state).where(Petition.order_id == order_id).order_by(Petition.id)))


def march(now):
    return month_period("2026-03", now)


def overview(now):
    return {heading.key: figure for heading, figure in bulletin_of(march(now), now).overview}


def test_a_penalty_by_law_is_counted_apart(store_office, now):
    """两件办结，一满意一不满意：满意率 50%；不满意的一件批准不计后，满意率 100%，单列 1 件。评价一字未改。"""
    store_office.travelled("closed")
    order_id = unhappy(store_office, now)
    later = at("2026-04-02 09:00")
    before = overview(later)
    assert (before["satisfaction"].part, before["satisfaction"].base, before["excluded"].value) == (1, 2, 0)
    ask(store_office, order_id, now + 2 * DAY)
    assert overview(later)["satisfaction"].base == 2, "a petition alone changes nothing"
    grant(store_office, order_id, now + 3 * DAY)
    after = overview(later)
    assert (after["satisfaction"].part, after["satisfaction"].base, after["excluded"].value) == (1, 1, 1)
    found = order(order_id)
    assert (found.satisfaction, found.stage, found.exclusion_code) == (
        Satisfaction.DISSATISFIED, Stage.CLOSED, "E01")
    assert story(order_id)[-2:] == ["exclusion_asked", "exclusion_granted"]
    [line] = exclusions_of(march(later))
    assert (line.number, line.unit, line.ground, line.reason) == (found.number, "区市场监督管理局", "执法办案", WHY)
    assert (line.asked_by, line.approved_by, line.approved_at, line.note) == (
        store_office.market.name, store_office.supervisor.name, now + 3 * DAY, "案卷属实，依法办理。")


def test_taken_back_the_rating_counts_again_and_the_approval_stays_on_record(store_office, now):
    order_id = unhappy(store_office, now)
    ask(store_office, order_id, now + 2 * DAY)
    grant(store_office, order_id, now + 3 * DAY)
    with pytest.raises(Invalid):
        lift_exclusion(order_id, reason=" ", by=store_office.supervisor, now=now + 4 * DAY)
    with pytest.raises(NotPermitted):
        lift_exclusion(order_id, reason="案件撤销", by=store_office.market, now=now + 4 * DAY)
    lift_exclusion(order_id, reason="法院撤销了处罚决定", by=store_office.supervisor, now=now + 4 * DAY)
    later = at("2026-04-02 09:00")
    assert overview(later)["satisfaction"].base == 1 and exclusions_of(march(later)) == []
    assert order(order_id).exclusion_code is None and states(order_id) == [PetitionState.LIFTED]
    page = order_page(order_id, by=store_office.supervisor, now=now + 5 * DAY)
    assert page.story[-1].data == {"ground": "执法办案", "reason": "法院撤销了处罚决定"}
    with pytest.raises(Hindered):
        lift_exclusion(order_id, reason="再次", by=store_office.supervisor, now=now + 5 * DAY)
    ask(store_office, order_id, now + 6 * DAY, ground="E02", reason="另案已调解")  # new facts may be put forward
    assert states(order_id) == [PetitionState.LIFTED, PetitionState.WAITING]


def test_it_is_asked_with_a_ground_by_the_lead_alone(office, now):
    order_id = unhappy(office, now)
    for changes, field in (({"reason": " "}, "reason"), ({"ground": "E99"}, "ground")):
        with pytest.raises(Invalid) as refused:
            ask(office, order_id, now + 2 * DAY, **changes)
        assert refused.value.field == field
    with pytest.raises(NotPermitted):
        ask(office, order_id, now + 2 * DAY, by=office.supervisor)
    shared = office.with_co(HOUSING)
    with pytest.raises(OutOfTurn):  # nobody has rated anything yet
        ask(office, shared, now + HOUR)
    assert states(order_id) == [] and story(shared)[-1] == "dispatched"


def test_nobody_approves_what_they_asked_for(office, now):
    """督办员同时是单位经办人，或代理申请人的，另一位督办员审批。"""
    order_id = unhappy(office, now)
    both = Actor(office.market.id, office.market.name, frozenset({Role.HANDLER, Role.SUPERVISOR}),
                 office.market.department_id, office.market.department_name)
    ask(office, order_id, now + 2 * DAY, by=both)
    deputy = Actor(office.dispatcher.id, office.dispatcher.name, office.dispatcher.roles,
                   lent=(Lent(both.id, both.name, both.roles),))
    for person in (both, deputy):
        for act in (grant_exclusion, deny_exclusion):
            with pytest.raises(Hindered, match="本人提出"):
                act(order_id, note="情况属实", by=person, now=now + 3 * DAY)
    page = order_page(order_id, by=both, now=now + 3 * DAY)
    assert dict(page.offers)[Move.GRANT_EXCLUSION].is_quiet is False
    grant(office, order_id, now + 3 * DAY)
    assert order(order_id).exclusion_code == "E01"


def test_denied_or_withdrawn_the_rating_counts(office, now):
    order_id = unhappy(office, now)
    ask(office, order_id, now + 2 * DAY)
    assert [row.id for row in queue("petitions", by=office.supervisor, now=now + 2 * DAY).rows] == [order_id]
    with pytest.raises(Invalid):
        deny_exclusion(order_id, note="", by=office.supervisor, now=now + 3 * DAY)
    with pytest.raises(NotPermitted):
        grant(office, order_id, now + 3 * DAY, by=office.dispatcher)
    deny_exclusion(order_id, note="没有立案文书", by=office.supervisor, now=now + 3 * DAY)
    ask(office, order_id, now + 4 * DAY)
    withdraw_petition(order_id, note="补齐文书后再报", by=office.market, now=now + 4 * DAY)
    assert states(order_id) == [PetitionState.DENIED, PetitionState.WITHDRAWN]
    assert order(order_id).exclusion_code is None
    assert story(order_id)[-3:] == ["exclusion_denied", "exclusion_asked", "petition_withdrawn"]


def test_it_may_be_asked_while_the_order_waits_for_its_judgement(office, now):
    """转研判时申请，维持办结后批准；退回重办的，等待中的申请随之撤回，批准过的仍然有效。"""
    order_id, redone = office.travelled("passed", now), office.travelled("passed", now)
    for one in (order_id, redone):
        record_callback(one, UNHAPPY, by=office.caller_back, now=now + timedelta(hours=26))
        ask(office, one, now + timedelta(hours=27))
    let_stand(order_id, reason="处罚于法有据。", by=office.reviewer, now=now + timedelta(hours=28))
    grant(office, order_id, now + timedelta(hours=29))
    assert (order(order_id).stage, order(order_id).exclusion_code) == (Stage.CLOSED, "E01")
    redo_order(redone, reason="漏查一家。", by=office.reviewer, now=now + timedelta(hours=28))
    assert states(redone) == [PetitionState.WITHDRAWN] and order(redone).stage is Stage.TO_SIGN


def test_what_is_archived_is_only_looked_at(store_office, now):
    order_id, asked = unhappy(store_office, now), unhappy(store_office, now)
    ask(store_office, asked, now + 2 * DAY)
    archive_order(order_id, by=store_office.supervisor, now=now + 2 * DAY)
    with pytest.raises(OutOfTurn, match="已经归档"):
        ask(store_office, order_id, now + 3 * DAY)
    with pytest.raises(Hindered, match="等待审批"):
        archive_order(asked, by=store_office.supervisor, now=now + 3 * DAY)
    assert archive_orders(now=now + 400 * DAY) == 0  # nor does the job
    grant(store_office, asked, now + 401 * DAY)
    assert archive_orders(now=now + 402 * DAY) == 1
    with pytest.raises(OutOfTurn, match="已经归档"):
        lift_exclusion(asked, reason="案件撤销", by=store_office.supervisor, now=now + 403 * DAY)


def test_the_list_finds_them(store_office, now):
    plain, order_id = store_office.travelled("closed"), unhappy(store_office, now)
    ask(store_office, order_id, now + 2 * DAY)
    grant(store_office, order_id, now + 3 * DAY)
    found = db.session.scalars(
        select(WorkOrder.id).where(*conditions(Filters(flag=(Flag.EXCLUDED,)), now + 4 * DAY)))
    assert list(found) == [order_id] and plain != order_id


def test_an_old_ledgers_exclusion_is_listed_without_a_petition(store_office, now):
    order_id = store_office.travelled("closed")
    order(order_id).exclusion_code = "E03"
    db.session.commit()
    [line] = exclusions_of(march(at("2026-04-02 09:00")))
    assert (line.order_id, line.ground, line.asked_by, line.approved_at) == (order_id, "不合理诉求", "", None)


def test_the_list_names_nobody_of_a_confidential_order(store_office, now):
    order_id = secret_order(store_office)
    travelled(store_office, order_id)
    ask(store_office, order_id, now + 2 * DAY, reason=f"{SPOKEN}要求吊销执照，于法无据。")
    grant_exclusion(order_id, note=f"{NAME}已告知", by=store_office.supervisor, now=now + 3 * DAY)
    [line] = exclusions_of(march(at("2026-04-02 09:00")))
    assert told(f"{line}") == [] and "于法无据" in line.reason and "已告知" in line.note


def test_the_lines_are_those_that_the_tally_counts(store_office, now):
    """Closed in March and in April; the one of the other month stands in its own list."""
    first, second = unhappy(store_office, now), unhappy(store_office, now + 25 * DAY)
    for one in (first, second):
        ask(store_office, one, now + 40 * DAY)
        grant(store_office, one, now + 41 * DAY)
    for month in ("2026-03", "2026-04"):
        period = month_period(month, at("2026-05-20 09:00"))
        found = exclusions_of(period)
        counted = {heading.key: figure for heading, figure in bulletin_of(period, at("2026-05-20 09:00")).overview}
        assert len(found) == counted["excluded"].value == 1
