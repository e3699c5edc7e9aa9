"""Sessions: what opens the house, what ends a sign-in, and how many there may be at a time."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, text

from tests.office import Office
from tests.usecases.journal import last_entry
from tracker.domain.devices import device
from tracker.domain.permissions import PROGRAM
from tracker.domain.refusals import Invalid, NotFound, NotPermitted
from tracker.domain.sessions import Lifetime, Place, SessionEnd, SessionStep
from tracker.domain.staffing import Post
from tracker.domain.words import Role
from tracker.reads.own_sessions import own_sessions
from tracker.reads.signed_in import Over, SignedIn, signed_in
from tracker.store.db import db
from tracker.store.models import PersonSession
from tracker.usecases.add_person import add_person
from tracker.usecases.change_setting import change_setting
from tracker.usecases.end_sessions import end_own_session, end_own_sessions, end_sessions_of
from tracker.usecases.note_presence import note_presence
from tracker.usecases.set_password import replace_password
from tracker.usecases.sign_in import OneTimePasswordOver, WrongPassword, sign_in
from tracker.usecases.sign_out import sign_out
from tracker.usecases.stepping import TooManySessions

DESK = Place("10.1.2.3", "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/120.0.0.0 Safari/537.36 Edg/120.0")
ONE_TIME = "kR7mPq2Xw9aB3t"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def enter(store_office, now):
    """Sign in as the operator (or another); returns the token."""
    def entered(name="operator", at=now):
        return sign_in(name, store_office.passwords[name], place=DESK, now=at).token

    return entered


def _whose(token, now):
    found = signed_in(token, now)
    return found.actor.name if isinstance(found, SignedIn) else found and found.why


def test_a_sign_in_is_known_by_an_id_of_which_only_a_hash_is_kept(store_office, enter, now):
    token = enter()
    assert _whose(token, now) == "话务员"
    assert _whose(token + "x", now) is None
    held = db.session.scalars(select(PersonSession)).one()
    assert len(token) >= 43 and token not in str(vars(held))
    assert (held.address, held.began_at) == ("10.1.2.3", now)
    entry = last_entry("person.signed_in")
    assert (entry.subject, entry.actor_name, entry.data["address"]) == ("operator", "话务员", "10.1.2.3")


@pytest.mark.parametrize("used_every, lasted, why", [
    (29, 8 * 60, None),
    (31, 31, SessionEnd.IDLE),  # thirty minutes without a click
    (29, 12 * 60 + 1, SessionEnd.TOO_LONG),  # twelve hours, however busy
])
def test_a_session_ends_unused_and_at_the_longest(store_office, enter, now, used_every, lasted, why):
    token = enter()
    for minutes in range(used_every, lasted, used_every):
        found = signed_in(token, now + minutes * MINUTE)
        assert isinstance(found, SignedIn)
        note_presence(found.session_id, now=now + minutes * MINUTE)
    end = signed_in(token, now + lasted * MINUTE)
    assert getattr(end, "why", None) is why


def test_what_ended_by_itself_is_written_down_when_somebody_comes_by(store_office, enter, now):
    token, later = enter(), now + timedelta(hours=2)
    found = signed_in(token, later)
    assert found == Over(found.session_id, SessionEnd.IDLE, True)
    note_presence(found.session_id, now=later)
    assert signed_in(token, later) == Over(found.session_id, SessionEnd.IDLE, False)


def test_reading_pages_writes_once_a_minute(store_office, enter, now):
    token = enter()
    noted = [signed_in(token, now + seconds * timedelta(seconds=1)).is_to_be_noted for seconds in (0, 30, 59, 60, 61)]
    assert noted == [False, False, False, True, True]
    note_presence(signed_in(token, now).session_id, now=now + MINUTE)
    assert not signed_in(token, now + MINUTE).is_to_be_noted


def test_a_page_does_not_wait_for_a_long_writer(fresh_app, now):
    """SQLite has one writer at a time: the minute's note is left out where an import holds it."""
    with fresh_app.app_context():
        office, later = Office(now), now + 5 * MINUTE
        session_id = signed_in(sign_in("operator", office.passwords["operator"], now=now).token, now).session_id
        db.session.remove()
        with db.engine.connect() as writer:
            writer.execution_options(sqlite_begin="IMMEDIATE").exec_driver_sql("SELECT 1")
            note_presence(session_id, now=later)
        assert db.session.get(PersonSession, session_id).seen_at == now
        assert db.session.scalar(text("PRAGMA busy_timeout")) == 30_000
        note_presence(session_id, now=later)
        assert db.session.get(PersonSession, session_id).seen_at == later


def test_signing_out_ends_this_session_alone(store_office, enter, now):
    here, elsewhere = enter(), enter()
    sign_out(here, now=now)
    assert (_whose(here, now), _whose(elsewhere, now)) == (SessionEnd.SIGNED_OUT, "话务员")
    assert last_entry("person.signed_out").subject == "operator"
    sign_out(here, now=now + MINUTE)  # a second click
    sign_out("made up", now=now)


def test_one_of_ones_own_sessions_is_ended_and_nobody_elses(store_office, enter, now):
    here, elsewhere, other = enter(), enter(), enter("dispatcher")
    end_own_session(signed_in(elsewhere, now).session_id, by=store_office.operator, now=now)
    assert (_whose(here, now), _whose(elsewhere, now)) == ("话务员", SessionEnd.BY_OWNER)
    with pytest.raises(NotFound):
        end_own_session(signed_in(other, now).session_id, by=store_office.operator, now=now)
    assert _whose(other, now) == "派单员"


def test_all_others_and_then_everywhere(store_office, enter, now):
    here, second, third, other = enter(), enter(), enter(), enter("dispatcher")
    assert end_own_sessions(but=signed_in(here, now).session_id, by=store_office.operator, now=now) == 2
    assert [_whose(token, now) for token in (here, second, third)] == ["话务员"] + [SessionEnd.BY_OWNER] * 2
    assert end_own_sessions(but=None, by=store_office.operator, now=now) == 1
    assert (_whose(here, now), _whose(other, now)) == (SessionEnd.BY_OWNER, "派单员")
    assert last_entry("person.sessions_ended").data == {"count": 1, "kept": False}


def test_the_security_manager_ends_a_persons_sessions(store_office, enter, now):
    token = enter()
    with pytest.raises(NotPermitted):
        end_sessions_of(store_office.operator.id, by=store_office.administrator, now=now)
    assert end_sessions_of(store_office.operator.id, by=store_office.security, now=now) == 1
    assert _whose(token, now) is SessionEnd.BY_KEEPER
    assert last_entry("person.sessions_ended").actor_name == "安全管理员"


def test_the_fourth_sign_in_ends_the_oldest(store_office, enter, now):
    tokens = [enter(at=now + minutes * MINUTE) for minutes in range(4)]
    assert [_whose(token, now + 4 * MINUTE) for token in tokens] == [SessionEnd.CROWDED_OUT] + ["话务员"] * 3
    assert last_entry("person.signed_in").data["crowded_out"] == 1


def test_the_office_may_refuse_the_fourth_instead(store_office, enter, now):
    change_setting("sessions_full", "new_refused", effective_from=date(2026, 3, 9), by=store_office.security,
                   now=now)
    for minutes in range(3):
        enter(at=now + minutes * MINUTE)
    with pytest.raises(TooManySessions):
        enter(at=now + 4 * MINUTE)
    assert last_entry("person.refused").data["why"] == "too_many"
    assert len(list(db.session.scalars(select(PersonSession)))) == 3
    enter(at=now + 40 * MINUTE)  # those before have ended by themselves


def test_a_one_time_password_opens_nothing_but_the_choice_of_ones_own(store_office, now):
    add_person("liming", Post("李明"), {Role.OPERATOR}, password=ONE_TIME, is_one_time=True, by=PROGRAM, now=now)
    half = sign_in("liming", ONE_TIME, now=now)
    assert half.step is SessionStep.NEW_PASSWORD
    found = signed_in(half.token, now)
    assert found.step is SessionStep.NEW_PASSWORD and last_entry("person.signed_in") is None
    with pytest.raises(Invalid):
        replace_password(found.session_id, ONE_TIME, now=now)
    whole = replace_password(found.session_id, "quite another one", now=now)
    assert whole.step is SessionStep.OPEN
    assert signed_in(half.token, now) is None  # a new id with every step
    assert signed_in(whole.token, now).actor.name == "李明"
    with pytest.raises(WrongPassword):
        sign_in("liming", ONE_TIME, now=now)
    assert sign_in("liming", "quite another one", now=now).step is SessionStep.OPEN


def test_a_one_time_password_is_good_for_as_long_as_an_invitation(store_office, now):
    add_person("liming", Post("李明"), {Role.OPERATOR}, password=ONE_TIME, is_one_time=True, by=PROGRAM, now=now)
    assert sign_in("liming", ONE_TIME, now=now + timedelta(hours=71)).step is SessionStep.NEW_PASSWORD
    with pytest.raises(OneTimePasswordOver, match="72"):
        sign_in("liming", ONE_TIME, now=now + timedelta(hours=72))
    assert last_entry("person.refused").data["why"] == "one_time_over"
    with pytest.raises(WrongPassword) as refusal:  # who does not know it learns nothing of that
        sign_in("liming", "quite another one", now=now + timedelta(hours=72))
    assert not isinstance(refusal.value, OneTimePasswordOver)


def test_a_step_waits_ten_minutes_and_is_taken_once(store_office, now):
    add_person("liming", Post("李明"), {Role.OPERATOR}, password=ONE_TIME, is_one_time=True, by=PROGRAM, now=now)
    half = sign_in("liming", ONE_TIME, now=now)
    session_id = signed_in(half.token, now).session_id
    assert signed_in(half.token, now + 11 * MINUTE).why is SessionEnd.IDLE
    replace_password(session_id, "quite another one", now=now + 5 * MINUTE)
    with pytest.raises(NotFound):
        replace_password(session_id, "still another one", now=now + 6 * MINUTE)


def test_ones_own_page_tells_where_one_is_and_was(store_office, enter, now):
    gone, here = enter(), enter(at=now + MINUTE)
    enter("dispatcher")
    sign_out(gone, now=now + 2 * MINUTE)
    here_id = signed_in(here, now + 2 * MINUTE).session_id
    page = own_sessions(here=here_id, by=store_office.operator, now=now + 2 * MINUTE)
    assert [(row.id, row.device, row.is_here) for row in page.running] == [(here_id, "Edge · Windows", True)]
    assert [row.why for row in page.past] == [SessionEnd.SIGNED_OUT]
    assert page.most == 3


def test_a_clock_that_is_set_back_ends_no_session(now):
    lasting = Lifetime(30 * MINUTE, 720 * MINUTE, 10 * MINUTE)
    assert lasting.passed(SessionStep.OPEN, now, now, now - timedelta(hours=3)) is None


@pytest.mark.parametrize("agent, name", [
    (DESK.agent, "Edge · Windows"),
    ("Mozilla/5.0 (X11; Linux x86_64; UOS) Chrome/110 Safari/537.36 UOSBrowser", "统信 · UOS"),
    ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) MicroMessenger/8.0", "微信 · iPhone"),
    ("curl/8.1", ""), ("", ""),
])
def test_a_device_by_the_name_its_owner_knows(agent, name):
    assert device(agent) == name
