"""批量办理: each order by itself, a result per order, and the same form sent twice is done once."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.office import HOUSING, MARKET, order, story
from tracker.domain.refusals import Invalid, NotFound
from tracker.domain.words import Stage
from tracker.reads.bulk_pages import bulk_page, selection
from tracker.store.db import db
from tracker.store.models import Assignment, BulkRun, JournalEntry
from tracker.usecases.dispatch_order import dispatch_order
from tracker.usecases.work_in_bulk import CHANGED, FAULT, MOST, Pick, work_in_bulk


def picked(*order_ids):
    return [Pick(order_id, order(order_id).version) for order_id in order_ids]


def dispatched(office, picks, key="k1", by=None, lead=MARKET):
    by = by or office.dispatcher
    return work_in_bulk(
        picks, action="dispatch", key=key, by=by, now=office.now,
        call=lambda pick: dispatch_order(
            pick.order_id, lead_id=office.units[lead], version=pick.version, by=by, now=office.now),
    )


def outcomes(office, run_id, by=None):
    page = bulk_page(run_id, by=by or office.dispatcher, now=office.now)
    assert page.is_finished
    return [(result.outcome, result.message) for result in page.results]


def test_every_order_has_a_result_of_its_own(store_office):
    office = store_office
    fine, stale, later, gone = office.register(), office.register(), office.travelled("signed"), 999_999
    picks = [*picked(fine, stale, later), Pick(gone, 1)]
    office.dispatch(stale, HOUSING)
    run_id = dispatched(office, picks)
    found = outcomes(office, run_id)
    assert [outcome for outcome, _message in found] == ["done", "refused", "refused", "refused"]
    assert found[1][1] == CHANGED and "不能" in found[2][1] and "没有找到这张工单" in found[3][1]
    assert order(fine).stage is Stage.TO_SIGN and order(fine).lead_id == office.units[MARKET]
    assert order(stale).lead_id == office.units[HOUSING]
    assert order(later).stage is Stage.HANDLING and story(later).count("dispatched") == 1


def test_a_refused_order_is_not_touched_and_the_next_one_follows(store_office):
    office = store_office
    first, second = office.register(), office.register()
    picks = [Pick(first, 7), *picked(second)]
    dispatched(office, picks)
    assert order(first).stage is Stage.TO_DISPATCH and story(first) == ["registered"]
    assert order(second).stage is Stage.TO_SIGN


def test_who_may_not_gets_a_refusal_for_each(store_office):
    office = store_office
    order_id = office.register()
    run_id = dispatched(office, picked(order_id), by=office.operator)
    assert [outcome for outcome, _message in outcomes(office, run_id, by=office.operator)] == ["refused"]
    assert order(order_id).stage is Stage.TO_DISPATCH


def test_the_same_form_sent_twice_shows_what_it_did(store_office):
    office = store_office
    order_id = office.register()
    picks = picked(order_id)
    first = dispatched(office, picks)
    assert dispatched(office, picks) == first
    assert [outcome for outcome, _message in outcomes(office, first)] == ["done"]
    assert db.session.scalar(select(func.count()).select_from(BulkRun)) == 1
    assert db.session.scalar(select(func.count()).where(Assignment.order_id == order_id)) == 1


def test_another_persons_key_leads_nowhere(store_office):
    office = store_office
    run_id = dispatched(office, picked(office.register()))
    with pytest.raises(NotFound):
        dispatched(office, picked(office.register()), by=office.supervisor)
    with pytest.raises(NotFound):
        bulk_page(run_id, by=office.supervisor, now=office.now)


def test_a_fault_in_one_order_stops_no_other(store_office, caplog):
    office = store_office
    first, second = office.register(), office.register()

    def call(pick):
        if pick.order_id == first:
            raise RuntimeError("the disk is full")
        dispatch_order(pick.order_id, lead_id=office.units[MARKET], by=office.dispatcher, now=office.now)

    run_id = work_in_bulk(
        picked(first, second), action="dispatch", key="k", call=call, by=office.dispatcher, now=office.now)
    assert outcomes(office, run_id) == [("refused", FAULT), ("done", "")]
    assert "the disk is full" in caplog.text


@pytest.mark.parametrize(("picks", "words"), [
    ([], "还没有勾选"), ([Pick(number, 1) for number in range(1, MOST + 2)], "一次最多办理"),
])
def test_none_and_too_many_are_refused_before_anything_is_done(office, picks, words):
    with pytest.raises(Invalid, match=words):
        dispatched(office, picks)
    assert db.session.scalar(select(func.count()).select_from(BulkRun)) == 0


def test_an_order_ticked_twice_is_done_once(office):
    order_id = office.register()
    run_id = dispatched(office, picked(order_id) * 2)
    assert [outcome for outcome, _message in outcomes(office, run_id)] == ["done"]


def test_the_journal_counts(store_office):
    office = store_office
    dispatched(office, [*picked(office.register()), Pick(999_999, 1)])
    told = db.session.scalar(select(JournalEntry).where(JournalEntry.kind == "orders.bulk"))
    assert told is not None and (told.data["done"], told.data["refused"]) == (1, 1)


def test_a_selection_shows_only_what_one_may_see_in_its_order(store_office):
    office = store_office
    mine, theirs = office.travelled("dispatched"), office.register()
    also = office.travelled("dispatched", office.now - timedelta(days=1))
    found = selection([also, theirs, mine], by=office.market, now=office.now)
    assert [row.id for row in found] == [also, mine]
