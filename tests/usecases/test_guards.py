"""Failed sign-ins make the next attempt wait: longer each time, never for ever, and alike for names that nobody has."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests.at_once import at_once
from tests.office import Office
from tests.usecases.journal import last_entry
from tracker.domain.guarding import GuardKind, Patience
from tracker.domain.refusals import NotFound, NotPermitted
from tracker.domain.sessions import Place
from tracker.reads.sign_ins import sign_ins
from tracker.store.db import db
from tracker.store.models import JournalEntry, SignInGuard
from tracker.usecases.change_setting import change_setting
from tracker.usecases.guarding import TooManyFailures
from tracker.usecases.lift_lock import lift_lock
from tracker.usecases.sign_in import WrongPassword, sign_in
from tracker.usecases.tidy_accounts import tidy_accounts

OFFICE, STRANGER = Place("10.1.2.3"), Place("203.0.113.7")
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


def fail(name, now, times=1, place=STRANGER):
    """Wrong passwords; what the last of them was answered."""
    answers = []
    for _time in range(times):
        with pytest.raises((WrongPassword, TooManyFailures)) as refused:
            sign_in(name, "not the password", place=place, now=now)
        answers.append(type(refused.value))
    return answers


def enter(office, now, name="operator", place=STRANGER):
    return sign_in(name, office.passwords[name], place=place, now=now)


@pytest.mark.parametrize("name", ["operator", "nobody-of-that-name"])
def test_the_sixth_attempt_waits_whether_the_name_exists_or_not(store_office, now, name):
    assert fail(name, now, 6) == [WrongPassword] * 5 + [TooManyFailures]
    with pytest.raises(TooManyFailures) as refused:  # not even the right password is looked at
        sign_in(name, store_office.passwords.get(name, "x"), place=STRANGER, now=now + 29 * SECOND)
    assert str(refused.value) == "失败次数过多，请在 1 分钟后再试。"
    assert fail(name, now + 31 * SECOND) == [WrongPassword]


def test_the_wait_doubles_to_a_ceiling_and_no_further():
    patience = Patience(5, 30 * SECOND, 30 * MINUTE, timedelta(hours=24))
    waits = [patience.wait(failures) // SECOND for failures in range(1, 14)]
    assert waits == [0, 0, 0, 0, 30, 60, 120, 240, 480, 960, 1800, 1800, 1800]
    assert patience.wait(10_000) == 30 * MINUTE


def test_the_right_password_forgets_the_failures(store_office, now):
    fail("operator", now, 4)
    enter(store_office, now)
    assert fail("operator", now, 5) == [WrongPassword] * 5


def test_failures_are_forgotten_after_a_day(store_office, now):
    fail("operator", now, 4)
    assert fail("operator", now + timedelta(hours=25), 5) == [WrongPassword] * 5
    tidy_accounts(by=store_office.administrator, now=now + timedelta(days=3))
    assert list(db.session.scalars(select(SignInGuard))) == []


def test_a_stranger_does_not_keep_a_person_from_the_desk(store_office, now):
    """Whoever signed in from an address before is counted apart there."""
    enter(store_office, now, place=OFFICE)
    fail("operator", now, 5)
    with pytest.raises(TooManyFailures):
        enter(store_office, now, place=STRANGER)
    enter(store_office, now, place=OFFICE)
    # Nor does the desk itself have more guesses than others.
    assert fail("operator", now, 6, OFFICE) == [WrongPassword] * 5 + [TooManyFailures]


def test_an_address_that_tries_many_names_waits(store_office, now):
    change_setting("lock_address_after", "8", effective_from=date(2026, 3, 9), by=store_office.security, now=now)
    enter(store_office, now, "dispatcher", place=STRANGER)
    assert [fail(f"guess{number}", now)[0] for number in range(9)] == [WrongPassword] * 8 + [TooManyFailures]
    with pytest.raises(TooManyFailures):
        enter(store_office, now)  # never signed in from there
    enter(store_office, now, "dispatcher")  # has signed in from there
    assert fail("guess", now, place=OFFICE) == [WrongPassword]


def test_the_journal_tells_from_where_and_is_not_flooded(store_office, now):
    fail("operator", now, 5)
    refused = last_entry("person.refused")
    assert (refused.subject, refused.data) == ("operator", {"address": "203.0.113.7", "why": "password"})
    fail("operator", now, 20)
    told = list(db.session.scalars(select(JournalEntry).where(JournalEntry.kind == "person.locked")))
    assert [(one.subject, one.data["address"]) for one in told] == [("operator", "203.0.113.7")]


def test_what_is_typed_for_a_name_is_kept_nowhere(store_office, now):
    """It may be the password, typed into the wrong box."""
    fail("hunter2hunter2", now, 6)
    kept = [*db.session.scalars(select(SignInGuard)), *db.session.scalars(select(JournalEntry))]
    assert "hunter2" not in str([vars(one) for one in kept])
    assert last_entry("person.refused").subject == "不存在的登录名"


def test_a_lock_is_seen_and_lifted_by_the_security_manager(store_office, now):
    fail("operator", now, 5)
    fail("nobody", now, 5)
    with pytest.raises(NotPermitted):
        sign_ins(by=store_office.administrator, now=now)
    locks = sign_ins(by=store_office.security, now=now).locks
    assert {(one.kind, one.sign_in_name, one.failures) for one in locks} == {
        (GuardKind.NAME, "operator", 5), (GuardKind.NAME, None, 5)}
    mine = next(one for one in locks if one.sign_in_name)
    with pytest.raises(NotPermitted):
        lift_lock(mine.kind, mine.key, by=store_office.operator, now=now)
    lift_lock(mine.kind, mine.key, by=store_office.security, now=now)
    assert last_entry("person.unlocked").subject == "operator"
    enter(store_office, now)
    with pytest.raises(NotFound):
        lift_lock(mine.kind, mine.key, by=store_office.security, now=now)
    assert sign_ins(by=store_office.security, now=now + 31 * MINUTE).locks == ()


def test_guesses_in_one_moment_are_counted_one_by_one(house, now):
    """Twelve at once: five are looked at, however the threads run."""
    Office(now)

    def guess():
        sign_in("operator", "not the password", place=STRANGER, now=now)

    ends = at_once(house, *[guess] * 12)
    assert sorted(type(end).__name__ for end in ends) == ["TooManyFailures"] * 7 + ["WrongPassword"] * 5
