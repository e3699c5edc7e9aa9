"""保密: marking and lifting, the grant to one unit, the reveal with its reason, and units that keep away."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import select

from tests.office import HOUSING, MARKET, TOWN, order, story
from tests.secret import CODE, FIRM, NAME, PHONE, SPOKEN, secret_order, told
from tests.secret import travelled as travel
from tracker.domain.filters import Filters
from tracker.domain.refusals import AlreadyDone, Invalid, NotFound, NotPermitted
from tracker.domain.words import CodeTable, Stage
from tracker.reads.desk import own_queues, waiting_counts
from tracker.reads.intake_aids import earlier_orders
from tracker.reads.order_list import order_list
from tracker.reads.order_page import order_page
from tracker.store.db import db, transaction
from tracker.store.models import CodeItem, ExcludedUnit, IdentityGrant, TimelineEntry
from tracker.usecases.dispatch_order import dispatch_order
from tracker.usecases.exclude_unit import exclude_unit, readmit_unit
from tracker.usecases.grant_identity import grant_identity, revoke_identity
from tracker.usecases.mark_confidential import lift_confidential, mark_confidential
from tracker.usecases.redispatch_order import redispatch_order
from tracker.usecases.reveal_caller import reveal_caller


def last(order_id):
    return db.session.scalar(select(TimelineEntry).where(TimelineEntry.order_id == order_id).order_by(
        TimelineEntry.id.desc()).limit(1))


def dispatched(office, **changes):
    order_id = secret_order(office, **changes)
    office.dispatch(order_id, MARKET, (HOUSING,))
    return order_id


def found(office, by, text, **filters):
    return [row.id for row in order_list(Filters(q=text, **filters), by=by, now=office.now).rows]


# Marking ---------------------------------------------------------------------------------------------------------

def test_a_confidential_order_travels_the_whole_road(store_office):
    order_id = secret_order(store_office)
    travel(store_office, order_id)
    assert order(order_id).stage is Stage.CLOSED
    for reader in (store_office.market, store_office.housing):
        page = order_page(order_id, by=reader, now=store_office.now)
        shown = [page.order.title, page.order.content, page.order.address, page.order.public_answer,
                 page.veil.caller_name, page.veil.enterprise_name, page.veil.enterprise_uscc]
        shown += [text for line in page.story for text in line.data.values()]
        shown += [contact.whom + contact.note for contact in page.contacts]
        shown += [reply.internal_account + reply.public_answer + reply.verdict_reason for reply in page.replies]
        shown += [attempt.reason + attempt.note for attempt in page.callbacks]
        assert told("".join(map(str, shown))) == []


@pytest.mark.parametrize("who", ["operator", "dispatcher", "supervisor"])
def test_the_hotline_marks_at_any_stage_and_says_why(store_office, now, who):
    order_id = store_office.travelled("closed")
    mark_confidential(order_id, reason="  温小姐来电要求保密 ", by=store_office.actors[who], now=now)
    assert order(order_id).is_confidential
    assert last(order_id).kind == "marked_confidential"
    assert last(order_id).data == {"reason": "＊＊来电要求保密"}  # what is told for good does not name her
    with pytest.raises(AlreadyDone):
        mark_confidential(order_id, reason="再来一次", by=store_office.actors[who], now=now)


def test_marking_takes_a_reason_and_a_role(store_office, now):
    order_id = store_office.travelled("dispatched")
    for reason in ("", "   ", "长" * 501):
        with pytest.raises(Invalid) as refused:
            mark_confidential(order_id, reason=reason, by=store_office.operator, now=now)
        assert refused.value.field == "reason"
    for name in ("handler0", "reviewer", "callback", "administrator"):
        with pytest.raises(NotPermitted):
            mark_confidential(order_id, reason="要求", by=store_office.actors[name], now=now)
    assert not order(order_id).is_confidential


def test_only_the_supervisor_lifts(store_office, now):
    order_id = dispatched(store_office)
    for name in ("operator", "dispatcher", "handler0", "reviewer"):
        with pytest.raises(NotPermitted):
            lift_confidential(order_id, reason="同意公开", by=store_office.actors[name], now=now)
    lift_confidential(order_id, reason="同意公开", by=store_office.supervisor, now=now)
    assert story(order_id)[-1] == "unmarked_confidential"
    page = order_page(order_id, by=store_office.market, now=now)
    assert page.veil.enterprise_name == FIRM and page.veil.caller_name == "诸***" and page.veil.may_reveal
    with pytest.raises(AlreadyDone):
        lift_confidential(order_id, reason="同意公开", by=store_office.supervisor, now=now)


# Reveal and grant ------------------------------------------------------------------------------------------------

def test_the_hotline_reveals_with_a_reason(store_office, now):
    order_id = dispatched(store_office)
    for reason in ("", " ", "长" * 201):
        with pytest.raises(Invalid) as refused:
            reveal_caller(order_id, reason=reason, by=store_office.caller_back, now=now)
        assert refused.value.field == "reason"
    assert "revealed" not in story(order_id)
    caller = reveal_caller(order_id, reason=f"回访{NAME}", by=store_office.caller_back, now=now)
    assert (caller.name, caller.phone, caller.enterprise_name) == (NAME, PHONE, FIRM)
    assert SPOKEN in caller.content
    assert (last(order_id).actor_name, last(order_id).data) == (store_office.caller_back.name, {"reason": "回访＊＊"})


def test_an_ordinary_order_takes_one_click(store_office, now):
    order_id = store_office.travelled("dispatched")
    caller = reveal_caller(order_id, by=store_office.market, now=now)
    assert (caller.name, caller.content) == ("温小姐", "")
    assert story(order_id)[-1] == "revealed"


def test_every_look_has_a_reason_the_reader_s_job_by_default(store_office, now):
    order_id = store_office.travelled("dispatched")
    people = store_office.actors
    for name, ground in (("handler0", "联系诉求人"), ("operator", "核实身份或诉求"), ("callback", "回访诉求人"),
                         ("supervisor", "督办核查")):
        reveal_caller(order_id, by=people[name], now=now)
        assert last(order_id).data == {"reason": ground}
        assert next(iter(order_page(order_id, by=people[name], now=now).reveal_grounds.values())) == ground
    reveal_caller(order_id, ground="merge", by=people["dispatcher"], now=now)
    assert last(order_id).data == {"reason": "核对重复来电"}
    for ground in ("curiosity", "' OR 1=1"):
        with pytest.raises(Invalid, match="请选择查看") as refused:
            reveal_caller(order_id, ground=ground, by=people["dispatcher"], now=now)
        assert refused.value.field == "ground"
    with transaction() as session:
        session.execute(sa.update(CodeItem).where(CodeItem.table == CodeTable.REVEAL_GROUND).values(is_active=False))
    with pytest.raises(Invalid, match="请系统管理员在代码表"):
        reveal_caller(order_id, by=people["dispatcher"], now=now)
    assert order_page(order_id, by=people["reviewer"], now=now).reveal_grounds == {}


def test_a_unit_reveals_only_what_was_granted_to_it(store_office, now):
    order_id, other_id = dispatched(store_office), dispatched(store_office, title="另一件")
    with pytest.raises(NotPermitted):
        reveal_caller(order_id, reason="要联系", by=store_office.market, now=now)
    grant_identity(order_id, store_office.units[MARKET], reason=f"须上门核实{NAME}", by=store_office.supervisor, now=now)
    assert last(order_id).data == {
        "unit": MARKET, "unit_id": store_office.units[MARKET], "reason": "须上门核实＊＊"}
    assert reveal_caller(order_id, reason="上门", by=store_office.market, now=now).name == NAME
    assert order_page(order_id, by=store_office.market, now=now).veil.caller_phone == "137****8765"
    for unit, one in ((store_office.housing, order_id), (store_office.market, other_id)):
        with pytest.raises(NotPermitted):
            reveal_caller(one, reason="也想看", by=unit, now=now)
    revoke_identity(order_id, store_office.units[MARKET], by=store_office.supervisor, now=now)
    with pytest.raises(NotPermitted):
        reveal_caller(order_id, reason="再看", by=store_office.market, now=now)
    assert story(order_id)[-3:] == ["identity_granted", "revealed", "identity_revoked"]


def test_a_grant_is_for_a_unit_that_handles_a_confidential_order(store_office, now):
    units, order_id = store_office.units, dispatched(store_office)
    grant = {"reason": "核实", "by": store_office.supervisor, "now": now}
    with pytest.raises(Invalid, match="正在承办"):
        grant_identity(order_id, units[TOWN], **grant)
    with pytest.raises(Invalid, match="不是保密工单"):
        grant_identity(store_office.travelled("dispatched"), units[MARKET], **grant)
    with pytest.raises(NotPermitted):
        grant_identity(order_id, units[MARKET], **grant | {"by": store_office.dispatcher})
    with pytest.raises(NotFound):
        revoke_identity(order_id, units[MARKET], by=store_office.supervisor, now=now)
    grant_identity(order_id, units[MARKET], **grant)
    with pytest.raises(AlreadyDone):
        grant_identity(order_id, units[MARKET], **grant)
    revoke_identity(order_id, units[MARKET], by=store_office.supervisor, now=now)
    grant_identity(order_id, units[MARKET], **grant)
    assert len(db.session.scalars(select(IdentityGrant)).all()) == 2  # the history stays


# Finding ---------------------------------------------------------------------------------------------------------

def test_what_a_unit_was_granted_ends_with_its_part_and_does_not_come_back(store_office, now):
    order_id, market = dispatched(store_office), store_office.units[MARKET]
    grant_identity(order_id, market, reason="须上门核实", by=store_office.supervisor, now=now)
    for lead in (TOWN, MARKET):
        redispatch_order(
            order_id, lead_id=store_office.units[lead], reason="职责调整", by=store_office.dispatcher, now=now)
    with pytest.raises(NotPermitted):
        reveal_caller(order_id, reason="核实", by=store_office.market, now=now)
    grant = db.session.scalar(select(IdentityGrant).where(IdentityGrant.order_id == order_id))
    assert grant.revoked_by == "改派"


@pytest.mark.parametrize("text", [NAME, "诸葛", "赤壁", PHONE, PHONE[:7], CODE, CODE[:8], FIRM, "琼琚", "令狐霁月"])
def test_a_unit_finds_nothing_by_what_is_hidden(store_office, now, text):
    order_id = dispatched(store_office)
    assert found(store_office, store_office.market, text) == []
    assert found(store_office, store_office.market, "路灯") == [order_id]
    assert found(store_office, store_office.market, order(order_id).number) == [order_id]


def test_marking_later_takes_the_words_out_of_the_index(store_office, now):
    order_id = dispatched(store_office, is_confidential=False)
    assert found(store_office, store_office.market, "诸葛") == [order_id]
    mark_confidential(order_id, reason="举报", by=store_office.operator, now=now)
    assert found(store_office, store_office.market, "诸葛") == []
    lift_confidential(order_id, reason="同意公开", by=store_office.supervisor, now=now)
    assert found(store_office, store_office.market, "诸葛") == [order_id]


def test_the_hotline_and_a_granted_unit_find_by_phone(store_office, now):
    order_id = dispatched(store_office)
    assert found(store_office, store_office.operator, PHONE) == [order_id]
    row = earlier_orders(PHONE, None, None, by=store_office.operator, now=now)[0]
    assert row.id == order_id and told(row.title + row.phone) == ["137****8765"]
    grant_identity(order_id, store_office.units[MARKET], reason="核实", by=store_office.supervisor, now=now)
    assert found(store_office, store_office.market, PHONE) == [order_id]
    assert found(store_office, store_office.housing, PHONE) == []


# Keeping away ----------------------------------------------------------------------------------------------------

def test_an_accused_unit_is_refused_at_dispatch_with_the_reason(store_office, now):
    order_id, units = secret_order(store_office), store_office.units
    exclude_unit(order_id, units[MARKET], reason=f"{NAME}举报该局", by=store_office.dispatcher, now=now)
    assert last(order_id).data == {"unit": MARKET, "reason": "＊＊举报该局"}
    for lead, co, field in ((MARKET, (), "lead_id"), (HOUSING, (MARKET,), "co_ids")):
        with pytest.raises(Invalid, match="须回避.*＊＊举报该局") as refused:
            dispatch_order(order_id, lead_id=units[lead], co_ids=[units[one] for one in co],
                           by=store_office.dispatcher, now=now)
        assert refused.value.field == field
    assert order(order_id).stage is Stage.TO_DISPATCH
    readmit_unit(order_id, units[MARKET], by=store_office.supervisor, now=now)
    store_office.dispatch(order_id, MARKET)
    assert story(order_id) == ["registered", "unit_excluded", "unit_readmitted", "dispatched"]


def test_a_unit_that_holds_the_order_is_redispatched_first(store_office, now):
    order_id = dispatched(store_office)
    for unit in (MARKET, HOUSING):
        with pytest.raises(Invalid, match="请先改派"):
            exclude_unit(order_id, store_office.units[unit], reason="被举报", by=store_office.supervisor, now=now)
    exclude_unit(order_id, store_office.units[TOWN], reason="被举报", by=store_office.supervisor, now=now)
    with pytest.raises(AlreadyDone):
        exclude_unit(order_id, store_office.units[TOWN], reason="被举报", by=store_office.supervisor, now=now)
    with pytest.raises(NotPermitted):
        exclude_unit(order_id, store_office.units[TOWN], reason="被举报", by=store_office.operator, now=now)
    with pytest.raises(NotFound):
        readmit_unit(order_id, store_office.units[HOUSING], by=store_office.supervisor, now=now)


def test_an_excluded_unit_sees_nothing_of_an_order_it_once_had(store_office, now):
    """However its part came to end, the exclusion alone shuts it out: list, search, counts, queue and page."""
    order_id = dispatched(store_office, is_confidential=False)
    db.session.add(ExcludedUnit(order_id=order_id, department_id=store_office.units[MARKET], reason="被举报",
                                excluded_by="督办员", excluded_at=now))
    db.session.flush()
    market = store_office.market
    assert found(store_office, market, "") == found(store_office, market, "路灯") == []
    assert waiting_counts(by=market, now=now) == {"unit": 0}
    assert own_queues(by=market, now=now)[0].rows == ()
    with pytest.raises(NotFound):
        order_page(order_id, by=market, now=now)
    assert found(store_office, store_office.housing, "") == [order_id]


def test_reveals_of_a_lent_role_are_signed(store_office, now):
    """Whoever stands in for the supervisor reveals in the own name, “代”."""
    from tracker.domain.permissions import Lent

    order_id = dispatched(store_office)
    deputy = replace(store_office.reviewer, lent=(
        Lent(store_office.supervisor.id, "督办员", store_office.supervisor.roles),))
    reveal_caller(order_id, reason="核查", by=deputy, now=now + timedelta(minutes=1))
    assert (last(order_id).actor_name, last(order_id).on_behalf) == ("审核员", "督办员")
