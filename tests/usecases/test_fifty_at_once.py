"""Fifty hands on one order, one form pressed fifty times: one winner each, a full story, a plain answer to others."""

import random
from collections import Counter
from datetime import timedelta

from sqlalchemy import func, select

from tests.at_once import at_once
from tests.conftest import MONDAY_MORNING
from tests.office import ANSWER, HOUSING, MARKET, PLEASED, TOLD, TOWN, Office, order, parts, story
from tracker.domain.exports import COLUMNS
from tracker.domain.filters import Filters
from tracker.domain.issues import IssueMark, Naming
from tracker.domain.refusals import AlreadyDone, OutOfTurn, Stale
from tracker.domain.road_words import VoidKind
from tracker.domain.words import ContactMethod, Stage
from tracker.store.db import db
from tracker.store.models import Export, Issue, JournalEntry, Reply, WorkOrder
from tracker.usecases.ask_export import Wish, ask_export
from tracker.usecases.decide_extension import deny_extension, grant_extension
from tracker.usecases.dispatch_order import dispatch_order
from tracker.usecases.mark_issue import mark_issue
from tracker.usecases.record_callback import record_callback
from tracker.usecases.record_contact import record_contact
from tracker.usecases.register_order import AlreadyRegistered, register_order
from tracker.usecases.review_reply import pass_reply, send_back_reply
from tracker.usecases.sign_order import sign_order
from tracker.usecases.submit_reply import submit_reply
from tracker.usecases.void_order import void_order

HANDS = 50
NOW = MONDAY_MORNING


def one_wins(app, order_id, *calls):
    """Everybody acts on the page of the same version; who was late is told so."""
    version = order(order_id).version
    everybody = [lambda call=call: call(version) for call in calls for _one in range(HANDS // len(calls))]
    random.shuffle(everybody)
    ends = at_once(app, *everybody)
    assert ends.count(None) == 1, Counter(str(end) for end in ends)
    assert {type(end) for end in ends if end} == {Stale}, {repr(end) for end in ends if end}
    assert version < order(order_id).version <= version + 2  # a callback that closes is two moves


def test_fifty_hands_on_one_order_leave_one_story(house):
    office = Office(NOW)
    order_id = office.register()

    def dispatch(unit):
        return lambda version: dispatch_order(
            order_id, lead_id=office.units[unit], version=version, by=office.dispatcher, now=NOW)

    def void(version):
        void_order(order_id, kind=VoidKind.MISTAKE, reason="重复。", version=version, by=office.dispatcher, now=NOW)

    one_wins(house, order_id, *(dispatch(unit) for unit in (MARKET, HOUSING, TOWN)), void, void)
    if order(order_id).stage is Stage.VOIDED:
        assert story(order_id) == ["registered", "voided"] and parts(order_id) == []
    else:
        assert story(order_id) == ["registered", "dispatched"] and len(parts(order_id)) == 1


def test_fifty_hands_at_every_step_of_the_road(house):
    office, later = Office(NOW), NOW + timedelta(hours=1)
    order_id = office.register()
    office.dispatch(order_id, MARKET)
    market, supervisor = office.market, office.supervisor
    one_wins(house, order_id, lambda version: sign_order(order_id, version=version, by=market, now=NOW))
    one_wins(house, order_id, lambda version: record_contact(
        order_id, at=NOW, method=ContactMethod.PHONE, whom="温小姐", version=version, by=market, now=NOW))
    office.ask_longer(order_id, 3, NOW)
    one_wins(
        house, order_id,
        lambda version: grant_extension(order_id, told=TOLD, version=version, by=supervisor, now=later),
        lambda version: deny_extension(order_id, note="不属实", version=version, by=supervisor, now=later))
    one_wins(house, order_id, lambda version: submit_reply(order_id, ANSWER, version=version, by=market, now=later))
    one_wins(house, order_id, lambda version: pass_reply(order_id, version=version, by=office.reviewer, now=later),
             lambda version: send_back_reply(
                 order_id, reason="说明不清", version=version, by=office.reviewer, now=later))
    if order(order_id).stage is Stage.HANDLING:
        submit_reply(order_id, ANSWER, by=market, now=later)
        pass_reply(order_id, by=office.reviewer, now=later)
    one_wins(house, order_id, lambda version: record_callback(
        order_id, PLEASED, version=version, by=office.caller_back, now=later))
    told = Counter(story(order_id))
    assert told["signed"] == told["contacted"] == told["passed"] == told["closed"] == 1
    assert told["extension_granted"] + told["extension_denied"] == 1
    assert told["replied"] == db.session.scalar(select(func.count()).select_from(Reply)) == 1 + told["sent_back"]


def test_without_a_version_the_stage_lets_one_through(house):
    """A program that knows no version: the row's lock and the table of moves are enough."""
    office = Office(NOW)
    order_id = office.register()
    ends = at_once(house, *[lambda: office.dispatch(order_id)] * HANDS)
    assert ends.count(None) == 1 and {type(end) for end in ends if end} == {OutOfTurn}
    ends = at_once(house, *[lambda: sign_order(order_id, by=office.market, now=NOW)] * HANDS)
    assert ends.count(None) == 1 and {type(end) for end in ends if end} == {AlreadyDone}
    assert story(order_id) == ["registered", "dispatched", "signed"]


def test_a_form_pressed_fifty_times_makes_one_thing(house):
    office = Office(NOW)
    ends = at_once(house, *[lambda: register_order(
        office.intake(), submission_key="one-form", by=office.operator, now=NOW)] * HANDS)
    assert ends.count(None) == 1 and {type(end) for end in ends if end} == {AlreadyRegistered}
    (made,) = db.session.scalars(select(WorkOrder))
    assert story(made.id) == ["registered"]
    assert all(made.number in str(end) for end in ends if end)

    ends = at_once(house, *[lambda: ask_export(
        Wish(Filters(), COLUMNS), key="one-export", by=office.supervisor, now=NOW)] * HANDS)
    assert ends == [None] * HANDS  # all are led to the same export
    assert db.session.scalar(select(func.count()).select_from(Export)) == 1
    asked = select(func.count()).select_from(JournalEntry).where(JournalEntry.kind == "export.asked")
    assert db.session.scalar(asked) == 1

    ends = at_once(house, *[lambda: mark_issue(
        Naming("夜间油烟", (IssueMark.PUBLIC,)), [made.id], submission_key="one-issue", by=office.supervisor, now=NOW,
    )] * HANDS)
    assert db.session.scalar(select(func.count()).select_from(Issue)) == 1, Counter(map(str, ends))
