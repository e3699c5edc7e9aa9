"""The dated limit table: a new row follows the old one, nothing in force is edited, no order is left without one."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.office import order
from tests.usecases.journal import last_entry
from tracker.domain.deadlines import Limit
from tracker.domain.limits import LimitRow, applying
from tracker.domain.refusals import Invalid, NotFound, NotPermitted, Stale
from tracker.domain.words import OrderClass, RequestType, Step, Unit, Urgency
from tracker.store import limits, tables
from tracker.usecases.add_limit import add_limit
from tracker.usecases.change_limit import change_limit
from tracker.usecases.end_limit import end_limit, withdraw_limit
from tracker.usecases.switch_on_preset import switch_on_preset

TODAY = date(2026, 3, 9)
APRIL = date(2026, 4, 1)
DAYS = Unit.WORKING_DAY

COMPLAINT_12 = LimitRow(
    id=None, request_type=RequestType.COMPLAINT, order_class=None, urgency=None, sign=Limit(1, DAYS),
    contact=Limit(1, DAYS), reply=Limit(12, DAYS), callback=None, legal_basis="梅江区提速办法", effective_from=APRIL,
)


def _reply_days(on, request_type=RequestType.COMPLAINT, order_class=OrderClass.CITIZEN, urgency=Urgency.NORMAL):
    return applying(tables.limit_rows(), request_type, order_class, urgency, on).reply.amount


def _rows(key):
    return [row for row in tables.limit_rows() if row.key == key]


def _complaint_row():
    return _rows(COMPLAINT_12.key)[0]


def test_a_new_row_ends_its_predecessor_the_day_before(store_office, now):
    add_limit(COMPLAINT_12, ends=[_complaint_row().id], by=store_office.administrator, now=now)
    assert _reply_days(date(2026, 3, 31)) == 15
    assert _reply_days(APRIL) == 12
    assert _complaint_row().effective_to == date(2026, 3, 31)
    entry = last_entry("limit.added")
    assert entry.subject == "投诉"
    assert entry.data["ended"][0]["reply"] == "15 工作日"


def test_a_promise_already_given_keeps_its_limit(store_office, now):
    order_id = store_office.travelled("dispatched")
    due = order(order_id).due_at
    add_limit(replace(COMPLAINT_12, effective_from=TODAY), by=store_office.administrator, now=now)
    assert order(order_id).due_at == due
    assert _reply_days(TODAY) == 12


def test_a_row_for_urgent_orders_ends_nothing(store_office, now):
    urgent = replace(COMPLAINT_12, urgency=Urgency.URGENT, reply=Limit(1, DAYS))
    add_limit(urgent, ends=[], by=store_office.administrator, now=now)
    assert (_reply_days(APRIL, urgency=Urgency.URGENT), _reply_days(APRIL)) == (1, 15)


def test_a_row_between_two_is_bounded_by_the_later_one(store_office, now):
    add_limit(replace(COMPLAINT_12, effective_from=date(2026, 7, 1)), by=store_office.administrator, now=now)
    add_limit(replace(COMPLAINT_12, reply=Limit(14, DAYS)), by=store_office.administrator, now=now)
    assert [_reply_days(day) for day in (TODAY, APRIL, date(2026, 6, 30), date(2026, 7, 1))] == [15, 14, 14, 12]


def test_the_table_must_be_as_it_was_shown(office, now):
    with pytest.raises(Stale):
        add_limit(COMPLAINT_12, ends=[], by=office.administrator, now=now)


@pytest.mark.parametrize("changes, field", [
    ({"effective_from": TODAY - timedelta(days=1)}, "effective_from"), ({"legal_basis": "  "}, "legal_basis"),
])
def test_a_row_that_cannot_be_names_its_field(office, now, changes, field):
    with pytest.raises(Invalid) as refused:
        add_limit(replace(COMPLAINT_12, **changes), by=office.administrator, now=now)
    assert refused.value.field == field


def test_two_rows_of_one_key_do_not_begin_on_one_day(office, now):
    add_limit(COMPLAINT_12, by=office.administrator, now=now)
    with pytest.raises(Invalid) as refused:
        add_limit(COMPLAINT_12, by=office.administrator, now=now)
    assert refused.value.field == "effective_from"


def test_a_coming_row_can_be_corrected_one_in_force_cannot(store_office, now):
    add_limit(COMPLAINT_12, by=store_office.administrator, now=now)
    coming = _rows(COMPLAINT_12.key)[1]
    steps = {Step.REPLY: Limit(11, DAYS), Step.CONTACT: Limit(2, Unit.WORKING_HOUR)}
    change_limit(coming.id, steps=steps, legal_basis="更正", by=store_office.administrator, now=now)
    changed = _rows(COMPLAINT_12.key)[1]
    assert (changed.reply, changed.contact, changed.sign) == (steps[Step.REPLY], steps[Step.CONTACT], None)
    with pytest.raises(Invalid):
        change_limit(_complaint_row().id, steps=steps, legal_basis="x", by=store_office.administrator, now=now)


def test_a_row_needs_a_limit_for_the_reply(office, now):
    add_limit(COMPLAINT_12, by=office.administrator, now=now)
    with pytest.raises(Invalid) as refused:
        change_limit(_rows(COMPLAINT_12.key)[1].id, steps={}, legal_basis="x", by=office.administrator, now=now)
    assert refused.value.field == "reply_amount"


def test_the_last_row_for_a_kind_of_order_cannot_end(store_office, now):
    with pytest.raises(Invalid) as refused:
        end_limit(_complaint_row().id, last_day=APRIL, by=store_office.administrator, now=now)
    assert "2026-04-02" in str(refused.value) and "投诉" in str(refused.value)
    assert _complaint_row().effective_to is None


def test_a_fast_lane_can_end_because_the_plain_rows_remain(store_office, now):
    switch_on_preset("enterprise-124", start=TODAY, by=store_office.administrator, now=now)
    row = applying(tables.limit_rows(), RequestType.HELP, OrderClass.ENTERPRISE, Urgency.NORMAL, TODAY)
    end_limit(row.id, last_day=APRIL, by=store_office.administrator, now=now)
    assert _reply_days(APRIL, RequestType.HELP, OrderClass.ENTERPRISE) == 4
    assert _reply_days(APRIL + timedelta(days=1), RequestType.HELP, OrderClass.ENTERPRISE) == 10


def test_a_row_ends_today_at_the_earliest_and_only_earlier_than_it_would(office, now):
    add_limit(COMPLAINT_12, by=office.administrator, now=now)
    ending = _complaint_row()
    for day in (TODAY - timedelta(days=1), APRIL):
        with pytest.raises(Invalid) as refused:
            end_limit(ending.id, last_day=day, by=office.administrator, now=now)
        assert refused.value.field == "last_day"


def test_a_coming_row_is_taken_back_and_its_predecessor_goes_on(store_office, now):
    add_limit(COMPLAINT_12, by=store_office.administrator, now=now)
    withdraw_limit(_rows(COMPLAINT_12.key)[1].id, by=store_office.administrator, now=now)
    assert _reply_days(APRIL) == 15
    assert _complaint_row().effective_to is None
    # What was taken back leaves its day free.
    add_limit(replace(COMPLAINT_12, reply=Limit(13, DAYS)), by=store_office.administrator, now=now)
    assert _reply_days(APRIL) == 13


def test_a_row_in_force_cannot_be_taken_back(office, now):
    with pytest.raises(Invalid):
        withdraw_limit(_complaint_row().id, by=office.administrator, now=now)


def test_the_fast_lane_switches_on_from_its_day(store_office, now):
    assert switch_on_preset("enterprise-124", start=APRIL, by=store_office.administrator, now=now) == 4
    before = APRIL - timedelta(days=1)
    for order_class in (OrderClass.ENTERPRISE, OrderClass.MARKET_ENTITY):
        assert _reply_days(before, order_class=order_class) == 15
        assert _reply_days(APRIL, order_class=order_class) == 4
        assert _reply_days(APRIL, RequestType.CONSULT, order_class) == 2
    assert _reply_days(APRIL) == 15
    row = applying(tables.limit_rows(), RequestType.HELP, OrderClass.ENTERPRISE, Urgency.NORMAL, APRIL)
    assert row.contact == Limit(1, Unit.WORKING_HOUR)


def test_the_fast_lane_is_switched_on_once_and_not_backwards(office, now):
    with pytest.raises(Invalid):
        switch_on_preset("enterprise-124", start=TODAY - timedelta(days=1), by=office.administrator, now=now)
    switch_on_preset("enterprise-124", start=APRIL, by=office.administrator, now=now)
    with pytest.raises(Invalid) as refused:
        switch_on_preset("enterprise-124", start=date(2026, 5, 1), by=office.administrator, now=now)
    assert refused.value.field == "start"
    with pytest.raises(NotFound):
        switch_on_preset("nothing", start=APRIL, by=office.administrator, now=now)


def test_how_often_a_row_was_applied(store_office):
    store_office.travelled("dispatched")
    store_office.travelled("passed")
    assert limits.times_applied(_complaint_row().id) == 2


def test_who_may(office, now):
    with pytest.raises(NotPermitted):
        add_limit(COMPLAINT_12, by=office.operator, now=now)
    with pytest.raises(NotFound):
        end_limit(999_999, last_day=APRIL, by=office.administrator, now=now)
