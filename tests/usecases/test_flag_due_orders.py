"""Lights are told once each: near, then late; never of what was done, moved or closed."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, text

from tests.office import MARKET, order, story
from tracker.domain.timeline import Entry
from tracker.domain.words import Light, Step
from tracker.store import promises
from tracker.store.db import db, transaction
from tracker.store.models import TimelineEntry, Warning
from tracker.usecases.flag_due_orders import Flagged, flag_due_orders
from tracker.usecases.sign_order import sign_order

MINUTE = timedelta(minutes=1)


def promise(order_id, step=Step.REPLY):
    found = promises.open_promise(order_id, step)
    assert found is not None
    return found


def lights(order_id, step=Step.REPLY):
    wanted = select(Warning.light).where(Warning.order_id == order_id, Warning.step == step).order_by(Warning.id)
    return list(db.session.scalars(wanted))


@pytest.fixture
def signed(store_office):
    """An order whose reply is all that is promised."""
    return store_office.travelled("contacted")


def test_nothing_is_told_before_the_warning(signed):
    assert flag_due_orders(now=promise(signed).warn_at - MINUTE) == Flagged()
    assert lights(signed) == []


def test_near_and_late_are_told_once_each_however_often_it_runs(signed):
    warn_at, due_at = promise(signed).warn_at, promise(signed).due_at
    first = [flag_due_orders(now=moment) for moment in (warn_at, warn_at, due_at)]
    assert first == [Flagged(due_soon=1), Flagged(), Flagged()]  # the due moment itself is still in time
    late = [flag_due_orders(now=due_at + MINUTE * times) for times in (1, 2)]
    assert late == [Flagged(overdue=1), Flagged()]
    assert lights(signed) == [Light.DUE_SOON, Light.OVERDUE]
    assert [story(signed).count(kind) for kind in ("due_soon", "overdue")] == [1, 1]


def test_what_is_late_at_first_sight_is_not_told_to_be_near(signed):
    late = promise(signed).due_at + MINUTE
    assert flag_due_orders(now=late) == Flagged(overdue=1)
    assert flag_due_orders(now=late - 2 * MINUTE) == Flagged()  # a clock that was set back
    assert lights(signed) == [Light.OVERDUE]


def test_the_story_says_which_step_and_until_when(signed):
    due_at = promise(signed).due_at
    flag_due_orders(now=due_at + MINUTE)
    told = db.session.scalar(select(TimelineEntry).where(TimelineEntry.kind == Entry.OVERDUE.code))
    assert (told.order_id, told.actor_name, told.data) == (
        signed, "系统", {"step": "答复", "due": due_at.isoformat()})


def test_each_step_has_its_own_light(store_office):
    order_id = store_office.travelled("dispatched")
    due_at = promise(order_id, Step.SIGN).due_at
    flag_due_orders(now=due_at + MINUTE)
    assert lights(order_id, Step.SIGN) == [Light.OVERDUE]
    sign_order(order_id, by=store_office.market, now=due_at + 2 * MINUTE)
    assert flag_due_orders(now=due_at + 3 * MINUTE).overdue == 0


def test_what_is_closed_or_replied_is_left_alone(store_office):
    closed = store_office.travelled("closed")
    replied = store_office.travelled("replied")
    flag_due_orders(now=store_office.now + timedelta(days=200))
    assert "overdue" not in story(closed)
    assert lights(replied) == []


def test_a_moved_deadline_is_told_anew(signed):
    flag_due_orders(now=promise(signed).warn_at)
    with transaction():
        old = promise(signed)
        old.due_at += timedelta(days=7)
        old.warn_at += timedelta(days=7)
    assert flag_due_orders(now=promise(signed).warn_at - MINUTE) == Flagged()
    assert flag_due_orders(now=promise(signed).warn_at) == Flagged(due_soon=1)


def test_an_order_that_cannot_be_told_does_not_stop_the_others(office):
    bad, good = office.travelled("contacted"), office.travelled("contacted")
    db.session.execute(text(
        f"CREATE TRIGGER broken BEFORE INSERT ON warning WHEN NEW.order_id = {bad} "
        "BEGIN SELECT RAISE(ABORT, 'the disk is full'); END"))
    db.session.commit()
    late = promise(bad).due_at + MINUTE
    assert flag_due_orders(now=late) == Flagged(overdue=1, skipped=1)
    assert (lights(bad), lights(good)) == ([], [Light.OVERDUE])
    assert "overdue" not in story(bad)
    db.session.execute(text("DROP TRIGGER broken"))
    db.session.commit()
    assert flag_due_orders(now=late) == Flagged(overdue=1)


def test_several_orders_at_once(store_office):
    made = [store_office.travelled("contacted") for _ in range(3)]
    assert flag_due_orders(now=promise(made[0]).due_at + MINUTE) == Flagged(overdue=3)
    assert db.session.scalar(select(func.count()).select_from(Warning)) == 3
    assert order(made[0]).lead_id == store_office.units[MARKET]
