"""阶段答复: any number of them, each names the day of the next word, and that day is watched; the reply's clock goes on."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from tests.office import ANSWER, MARKET, order, story
from tracker import clock
from tracker.domain.hurdles import Hindered
from tracker.domain.refusals import InvalidEntries, NotPermitted, OutOfTurn
from tracker.domain.words import Step
from tracker.store import promises
from tracker.store.db import db
from tracker.store.models import InterimReply, Promise
from tracker.usecases.give_interim_reply import give_interim_reply
from tracker.usecases.review_reply import send_back_reply
from tracker.usecases.submit_reply import submit_reply

DAY = timedelta(days=1)
SO_FAR = "您好，已到现场核查并取样送检，结果出来后再向您答复。"


def say(office, order_id, on, now):
    give_interim_reply(order_id, public_answer=SO_FAR, next_on=on, by=office.market, now=now)


def interims(order_id):
    wanted = select(Promise).where(Promise.order_id == order_id, Promise.step == Step.INTERIM).order_by(Promise.id)
    return list(db.session.scalars(wanted))


def test_the_next_word_is_promised_by_the_end_of_its_day(store_office, now):
    order_id = store_office.travelled("contacted")
    reply_due = order(order_id).due_at
    say(store_office, order_id, date(2026, 3, 13), now + DAY)
    promise, = interims(order_id)
    assert promise.due_at == datetime(2026, 3, 13, 17, 30, tzinfo=clock.LOCAL)
    assert order(order_id).due_at == reply_due and promises.open_promise(order_id, Step.REPLY) is not None
    kept = db.session.scalars(select(InterimReply)).one()
    assert (kept.public_answer, kept.next_on, kept.department_id) == (
        SO_FAR, date(2026, 3, 13), store_office.units[MARKET])
    assert story(order_id)[-1] == "interim_replied"


def test_every_word_keeps_the_promise_before_it_and_the_reply_the_last(store_office, now):
    order_id = store_office.travelled("contacted")
    for days, on in ((1, date(2026, 3, 11)), (2, date(2026, 3, 13)), (4, date(2026, 3, 20))):
        say(store_office, order_id, on, now + days * DAY)
    assert [one.kept_at is not None for one in interims(order_id)] == [True, True, False]
    submit_reply(order_id, ANSWER, by=store_office.market, now=now + 7 * DAY)
    assert interims(order_id)[-1].kept_at == now + 7 * DAY


def test_a_reply_sent_back_leaves_the_next_word_owed(store_office, now):
    order_id = store_office.travelled("contacted")
    say(store_office, order_id, date(2026, 3, 13), now + DAY)
    submit_reply(order_id, ANSWER, by=store_office.market, now=now + 2 * DAY)
    send_back_reply(order_id, reason="请写明依据", by=store_office.reviewer, now=now + 2 * DAY)
    assert promises.open_promise(order_id, Step.INTERIM) is not None


@pytest.mark.parametrize(("on", "words"), [
    (date(2026, 3, 10), "须在明天至 2026-03-24 之间"),  # today
    (date(2026, 3, 9), "须在明天至"),
    (date(2026, 3, 25), "须在明天至 2026-03-24 之间"),  # the eleventh working day
    (date(2026, 3, 14), "2026-03-14 不上班，请选一个工作日"),  # Saturday
])
def test_the_day_must_be_a_working_day_within_bounds(office, now, on, words):
    order_id = office.travelled("contacted")
    with pytest.raises(InvalidEntries) as refused:
        say(office, order_id, on, now + DAY)
    problem, = refused.value.problems
    assert problem.field == "next_on" and words in str(problem)
    assert interims(order_id) == []


def test_it_does_not_put_off_the_reply_itself(office, now):
    order_id = office.travelled("contacted")  # due Monday 03-30
    with pytest.raises(InvalidEntries) as refused:
        say(office, order_id, date(2026, 3, 31), now + 15 * DAY)
    assert "请申请延期" in str(refused.value.problems[0])
    late = now + 25 * DAY  # Friday 04-03: overdue, the caller is still kept informed
    say(office, order_id, date(2026, 4, 9), late)
    assert interims(order_id)[0].due_at.astimezone(clock.LOCAL).date() == date(2026, 4, 9)


def test_it_waits_for_the_first_contact_and_needs_words(office, now):
    signed, contacted = office.travelled("signed"), office.travelled("contacted")
    with pytest.raises(Hindered, match="首次联系"):
        say(office, signed, date(2026, 3, 13), now + DAY)
    with pytest.raises(InvalidEntries) as refused:
        give_interim_reply(contacted, public_answer="  ", next_on=date(2026, 3, 13), by=office.market, now=now + DAY)
    assert [one.field for one in refused.value.problems] == ["public_answer"]


def test_only_the_lead_speaks_and_only_while_it_handles(office, now):
    order_id = office.travelled("replied")
    with pytest.raises(OutOfTurn):
        say(office, order_id, date(2026, 3, 13), now + DAY)
    with pytest.raises(NotPermitted):
        give_interim_reply(
            order_id, public_answer=SO_FAR, next_on=date(2026, 3, 13), by=office.supervisor, now=now + DAY)
