"""Marks and lights are told once each, while the office is open; never of what was done, moved, closed or handed on."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select, text

from tests.office import HOUSING, MARKET, order, story
from tracker import clock
from tracker.domain.counting import Limit
from tracker.domain.timeline import Entry
from tracker.domain.words import Light, RequestType, Stage, Step, Unit
from tracker.store import promises
from tracker.store.db import db, transaction
from tracker.store.models import TimelineEntry, Warning
from tracker.store.promiser import Promiser
from tracker.usecases.change_setting import change_setting
from tracker.usecases.flag_due_orders import Flagged, flag_due_orders
from tracker.usecases.give_interim_reply import give_interim_reply
from tracker.usecases.sign_order import sign_order

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def at(text):
    """A moment in the office."""
    return datetime.fromisoformat(text).replace(tzinfo=clock.LOCAL)


def promise(order_id, step=Step.REPLY, unit=None):
    found = promises.open_promise(order_id, step, unit)
    assert found is not None
    return found


def told(order_id, step=Step.REPLY):
    """(mark or light, when) of everything told of the step."""
    wanted = select(Warning).where(Warning.order_id == order_id, Warning.step == step).order_by(Warning.id)
    return [
        (one.mark or one.light.value, f"{one.told_at.astimezone(clock.LOCAL):%m-%d %H:%M}")
        for one in db.session.scalars(wanted)
    ]


def run(*moments):
    """What each run told, at moments in the office."""
    return [flag_due_orders(now=at(moment)) for moment in moments]


def told_entries(kind):
    wanted = select(TimelineEntry).where(TimelineEntry.kind == kind.code).order_by(TimelineEntry.id)
    return list(db.session.scalars(wanted))


@pytest.fixture
def signed(store_office):
    """An order whose reply is all that is promised: due Wednesday 2026-04-01, 17:30."""
    return store_office.travelled("contacted", at("2026-03-11 09:00"))


def test_the_due_moment_of_the_example(signed):
    assert promise(signed).due_at == at("2026-04-01 17:30")


def test_two_days_and_one_day_before_each_once(signed):
    # 48 hours before is Monday 17:30, when the office has just closed: told on Tuesday morning.
    nothing, both = Flagged(), Flagged(due_soon=1)
    assert run("2026-03-30 17:29", "2026-03-30 17:30", "2026-03-31 08:29") == [nothing] * 3
    assert run("2026-03-31 08:30", "2026-03-31 08:31", "2026-03-31 17:29") == [both, nothing, nothing]
    assert run("2026-03-31 17:30", "2026-04-01 08:30", "2026-04-01 08:31") == [nothing, both, nothing]
    assert run("2026-04-01 17:29", "2026-04-01 17:31", "2026-04-02 03:00") == [nothing] * 3
    assert run("2026-04-02 08:30", "2026-04-02 08:31") == [Flagged(overdue=1), nothing]
    assert told(signed) == [("48", "03-31 08:30"), ("24", "04-01 08:30"), ("overdue", "04-02 08:30")]
    assert [story(signed).count(kind) for kind in ("due_soon", "overdue")] == [2, 1]


@pytest.mark.parametrize("closed", [
    "2026-04-02 03:00", "2026-04-02 12:00", "2026-04-02 13:59", "2026-04-04 10:00", "2026-04-06 10:00"])
def test_nothing_is_told_at_night_at_noon_or_on_a_day_off(office, closed):
    office.travelled("contacted", at("2026-03-11 09:00"))
    assert flag_due_orders(now=at(closed)) == Flagged()
    assert db.session.scalar(select(func.count()).select_from(Warning)) == 0


def test_of_what_passed_over_a_holiday_only_the_latest_is_told(store_office):
    # Due on Thursday 10-08, the first day after National Day: both marks passed while the office was closed.
    order_id = store_office.travelled("contacted", at("2026-09-29 09:00"), request_type=RequestType.CONSULT)
    assert promise(order_id).due_at == at("2026-10-08 17:30")
    assert run("2026-10-07 10:00", "2026-10-08 08:30", "2026-10-08 08:31") == [
        Flagged(), Flagged(due_soon=1), Flagged()]
    assert told(order_id) == [("24", "10-08 08:30")]


def test_what_is_late_at_first_sight_is_not_told_to_be_near(signed):
    assert run("2026-04-02 09:00", "2026-04-01 09:00") == [Flagged(overdue=1), Flagged()]  # a clock that was set back
    assert told(signed) == [("overdue", "04-02 09:00")]


def test_a_limit_shorter_than_the_marks_has_its_own_light(store_office):
    order_id = store_office.travelled("signed", at("2026-03-11 09:00"))
    with transaction():
        contact = promise(order_id, Step.CONTACT)
        contact.due_at, contact.warn_at = at("2026-03-11 10:00"), at("2026-03-11 09:30")
    assert run("2026-03-11 09:29", "2026-03-11 09:30", "2026-03-11 10:01") == [
        Flagged(), Flagged(due_soon=1), Flagged(overdue=1)]
    assert told(order_id, Step.CONTACT) == [("due_soon", "03-11 09:30"), ("overdue", "03-11 10:01")]


def test_marks_are_data(store_office, now):
    change_setting("warn_marks", "50%，8工作小时", effective_from=now.date(), by=store_office.administrator, now=now)
    order_id = store_office.travelled("contacted", at("2026-03-11 09:00"))
    # From Wednesday 03-11 09:00 to 04-01 17:30 there are 6 + 15 × 6.5 = 103.5 office hours. Half of them, 51.75, are
    # 6 of the first day, 7 × 6.5 up to Friday 03-20, and a quarter of an hour on Monday.
    assert run("2026-03-23 08:44", "2026-03-23 08:45") == [Flagged(), Flagged(due_soon=1)]
    # Eight working hours before 04-01 17:30: six and a half on the day itself, one and a half on the 31st.
    assert run("2026-03-31 15:59", "2026-03-31 16:00") == [Flagged(), Flagged(due_soon=1)]
    assert [mark for mark, _when in told(order_id)] == ["50%", "8工作小时"]


def test_the_story_says_which_step_until_when_and_how_long_is_left(signed):
    run("2026-04-01 08:30", "2026-04-02 09:00")
    (soon,), (late,) = told_entries(Entry.DUE_SOON), told_entries(Entry.OVERDUE)
    due = promise(signed).due_at.isoformat()
    assert (soon.actor_name, soon.data) == ("系统", {"step": "答复", "due": due, "mark": "24", "hours": 9})
    assert (late.order_id, late.data) == (signed, {"step": "答复", "due": due})


def test_unsigned_and_uncontacted_have_their_own_lights(store_office):
    order_id = store_office.travelled("dispatched", at("2026-03-11 09:00"))
    assert promise(order_id, Step.SIGN).due_at == at("2026-03-12 17:30")
    run("2026-03-11 17:29", "2026-03-13 08:30")
    assert told(order_id, Step.SIGN) == [("overdue", "03-13 08:30")]
    sign_order(order_id, by=store_office.market, now=at("2026-03-13 09:00"))
    assert flag_due_orders(now=at("2026-03-13 09:01")).overdue == 0


def test_each_late_co_handler_is_named_and_told_by_itself(store_office, now):
    order_id = store_office.register()
    store_office.dispatch(order_id, MARKET, (HOUSING,))
    sign_order(order_id, by=store_office.market, now=now + MINUTE)
    housing = store_office.units[HOUSING]
    with transaction():
        Promiser(now).give_limit(order(order_id), Step.CO, now, Limit(2, Unit.WORKING_DAY), "协办期限", housing)
    run("2026-03-11 09:00", "2026-03-12 08:30", "2026-03-12 08:31")
    assert told(order_id, Step.CO) == [("24", "03-11 09:00"), ("overdue", "03-12 08:30")]
    late, = told_entries(Entry.CO_OVERDUE)
    assert (late.data["unit"], late.data["unit_id"]) == (HOUSING, housing)
    assert db.session.scalar(select(Warning.department_id).where(
        Warning.step == Step.CO, Warning.light == Light.OVERDUE)) == housing


def test_the_day_of_the_next_interim_reply_is_watched(store_office):
    order_id = store_office.travelled("contacted", at("2026-03-11 09:00"))
    give_interim_reply(
        order_id, public_answer="已取样送检。", next_on=at("2026-03-17 09:00").date(), by=store_office.market,
        now=at("2026-03-11 10:00"))
    run("2026-03-16 08:30", "2026-03-17 08:30", "2026-03-18 08:30")
    assert told(order_id, Step.INTERIM) == [("48", "03-16 08:30"), ("24", "03-17 08:30"), ("overdue", "03-18 08:30")]
    assert told_entries(Entry.OVERDUE)[-1].data["step"] == "下次阶段答复"


def test_what_is_closed_or_replied_is_left_alone(store_office):
    closed = store_office.travelled("closed")
    replied = store_office.travelled("replied")
    run("2026-09-28 09:00")
    assert "overdue" not in story(closed)
    assert told(replied) == []


def test_an_order_that_left_the_units_hands_is_not_the_units_to_be_reminded_of(store_office):
    order_id = store_office.travelled("contacted", at("2026-03-11 09:00"))
    with transaction():
        order(order_id).stage = Stage.TO_DISPATCH  # as after a granted return
    run("2026-04-01 09:00", "2026-04-02 09:00")
    assert told(order_id) == []


def test_a_moved_deadline_is_told_anew(store_office):
    order_id = store_office.travelled("contacted", at("2026-03-11 09:00"))
    store_office.ask_longer(order_id, 5, at("2026-03-31 09:00"))  # the day before
    run("2026-03-31 09:01")
    store_office.grant_longer(order_id, at("2026-04-01 09:00"))
    assert promise(order_id).due_at == at("2026-04-09 17:30")  # Qingming 04-04 to 04-06
    assert run("2026-04-02 09:00", "2026-04-08 08:30", "2026-04-08 08:31", "2026-04-09 08:30") == [
        Flagged(), Flagged(due_soon=1), Flagged(), Flagged(due_soon=1)]
    assert told(order_id) == [("48", "03-31 09:01"), ("48", "04-08 08:30"), ("24", "04-09 08:30")]


def test_an_order_that_cannot_be_told_does_not_stop_the_others(office):
    start, late = at("2026-03-11 09:00"), at("2026-04-02 09:00")
    bad, good = office.travelled("contacted", start), office.travelled("contacted", start)
    db.session.execute(text(
        f"CREATE TRIGGER broken BEFORE INSERT ON warning WHEN NEW.order_id = {bad} "
        "BEGIN SELECT RAISE(ABORT, 'the disk is full'); END"))
    db.session.commit()
    assert flag_due_orders(now=late) == Flagged(overdue=1, skipped=1)
    assert (told(bad), [what for what, _when in told(good)]) == ([], ["overdue"])
    assert "overdue" not in story(bad)
    db.session.execute(text("DROP TRIGGER broken"))
    db.session.commit()
    assert flag_due_orders(now=late) == Flagged(overdue=1)


def test_several_orders_at_once(store_office):
    made = [store_office.travelled("contacted", at("2026-03-11 09:00")) for _ in range(3)]
    assert run("2026-04-02 09:00") == [Flagged(overdue=3)]
    assert db.session.scalar(select(func.count()).select_from(Warning)) == 3
    assert order(made[0]).lead_id == store_office.units[MARKET]
