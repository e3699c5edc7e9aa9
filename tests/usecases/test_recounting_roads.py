"""A changed calendar moves the side roads' promises too: each from what it was counted from, within what bounds it."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from tests.office import HOUSING, MARKET, order, story
from tracker import clock
from tracker.domain.counting import Limit
from tracker.domain.words import RequestType, Step, Unit
from tracker.store import promises
from tracker.store.db import db
from tracker.store.models import Assignment, Promise, TimelineEntry
from tracker.usecases.give_interim_reply import give_interim_reply
from tracker.usecases.set_calendar_day import DaySetting, set_calendar_day
from tracker.usecases.sign_order import sign_order

DAY = timedelta(days=1)
CO_DAYS = Limit(5, Unit.WORKING_DAY)


def day_off(office, on, now):
    return set_calendar_day(on, DaySetting.OFF, name="抗台风停工", by=office.administrator, now=now)


def day(moment):
    return moment.astimezone(clock.LOCAL).date()


def open_due(order_id, step, unit=None):
    db.session.expire_all()
    return day(promises.open_promise(order_id, step, unit).due_at)


def with_co(office, **changes):
    """An order whose co-handler has five working days, at most the lead's limit."""
    order_id = office.register(**changes)
    office.dispatch(order_id, MARKET, (HOUSING,))
    return order_id


def test_a_day_off_in_the_original_limit_moves_the_extension_too(store_office, now):
    order_id = store_office.lengthened()  # Monday 03-30, extended to Tuesday 04-07 (Qingming 04-04 to 04-06)
    assert day(order(order_id).due_at) == date(2026, 4, 7)
    recount = day_off(store_office, date(2026, 3, 20), now + 2 * DAY)
    assert recount.moved == 1
    # The original would end on 03-31, and five working days after that on Wednesday 04-08.
    assert day(order(order_id).due_at) == date(2026, 4, 8)
    newest = promises.open_promise(order_id, Step.REPLY)
    assert day(newest.starts_at) == date(2026, 3, 31)
    first = db.session.scalars(
        select(Promise).where(Promise.order_id == order_id, Promise.step == Step.REPLY).order_by(Promise.id)).first()
    assert newest.extends_id == first.id and day(first.due_at) == date(2026, 3, 30)  # what was promised stays on record
    day_off(store_office, date(2026, 4, 2), now + 2 * DAY)  # once more, now within the extension
    assert day(order(order_id).due_at) == date(2026, 4, 9)


def test_a_day_off_in_the_extension_moves_it_alone(store_office, now):
    order_id = store_office.lengthened()
    day_off(store_office, date(2026, 4, 1), now + 2 * DAY)
    assert day(order(order_id).due_at) == date(2026, 4, 8)
    assert day(promises.open_promise(order_id, Step.REPLY).starts_at) == date(2026, 3, 30)


def test_natural_days_move_only_when_their_last_day_is_declared_off(store_office, now):
    order_id = store_office.under_law()  # Wednesday 04-08
    assert day_off(store_office, date(2026, 3, 20), now + 2 * DAY).moved == 0
    day_off(store_office, date(2026, 4, 8), now + 2 * DAY)
    assert day(order(order_id).due_at) == date(2026, 4, 9)
    promise = promises.open_promise(order_id, Step.REPLY)
    assert promise.statutory_limit_id is not None and promise.unit is Unit.NATURAL_DAY


def test_an_extended_law_stays_within_its_longest(store_office):
    start = datetime(2026, 9, 3, 9, 0, tzinfo=clock.LOCAL)
    order_id = store_office.under_law(start)  # day 30 on 10-03, moved to Thursday 10-08
    store_office.ask_longer(order_id, 30, start + 3 * DAY)
    store_office.grant_longer(order_id, start + 3 * DAY)
    assert day(order(order_id).due_at) == date(2026, 11, 9)  # 30 days from 10-08 end on Saturday 11-07
    day_off(store_office, date(2026, 10, 8), start + 4 * DAY)
    assert day(order(order_id).due_at) == date(2026, 11, 9)  # from Friday 10-09 they end on Sunday 11-08
    day_off(store_office, date(2026, 11, 9), start + 4 * DAY)
    assert day(order(order_id).due_at) == date(2026, 11, 10)


def test_an_interim_date_stays_what_was_said_unless_it_is_no_working_day_any_more(store_office, now):
    order_id = store_office.travelled("contacted")
    give_interim_reply(
        order_id, public_answer="已取样送检。", next_on=date(2026, 3, 18), by=store_office.market, now=now + DAY)
    day_off(store_office, date(2026, 3, 17), now + DAY)
    assert open_due(order_id, Step.INTERIM) == date(2026, 3, 18)
    day_off(store_office, date(2026, 3, 18), now + DAY)
    assert open_due(order_id, Step.INTERIM) == date(2026, 3, 19)
    told = [entry.data["step"] for entry in db.session.scalars(
        select(TimelineEntry).where(TimelineEntry.kind == "due_recounted").order_by(TimelineEntry.id))]
    assert told.count(Step.INTERIM.label) == 1


def test_a_co_handlers_own_limit_moves_with_its_part(store_office, now):
    order_id = with_co(store_office)
    assert open_due(order_id, Step.CO) == date(2026, 3, 16)
    day_off(store_office, date(2026, 3, 12), now)
    unit = store_office.units[HOUSING]
    assert open_due(order_id, Step.CO, unit) == date(2026, 3, 17)
    part = db.session.scalar(select(Assignment).where(
        Assignment.order_id == order_id, Assignment.department_id == unit))
    assert day(part.due_at) == date(2026, 3, 17)


@pytest.mark.parametrize(("off", "ends"), [
    (date(2026, 3, 10), date(2026, 3, 12)),
    (date(2026, 3, 13), date(2026, 3, 11)),  # after both of them
])
def test_a_co_handlers_limit_that_ended_with_the_leads_still_does(store_office, now, off, ends):
    order_id = with_co(store_office, request_type=RequestType.CONSULT)  # the lead has two working days: 03-11
    assert open_due(order_id, Step.CO) == date(2026, 3, 11)
    day_off(store_office, off, now)
    assert open_due(order_id, Step.CO) == open_due(order_id, Step.REPLY) == ends


def test_a_co_handler_is_not_given_the_leads_extension(store_office, now):
    order_id = with_co(store_office, request_type=RequestType.CONSULT)
    sign_order(order_id, by=store_office.market, now=now + timedelta(minutes=5))
    store_office.ask_longer(order_id, 2, now + timedelta(hours=1))
    store_office.grant_longer(order_id, now + timedelta(hours=2))
    assert (open_due(order_id, Step.REPLY), open_due(order_id, Step.CO)) == (date(2026, 3, 13), date(2026, 3, 11))
    day_off(store_office, date(2026, 3, 10), now + timedelta(hours=3))
    assert (open_due(order_id, Step.REPLY), open_due(order_id, Step.CO)) == (date(2026, 3, 16), date(2026, 3, 12))
    assert story(order_id).count("due_recounted") >= 2
