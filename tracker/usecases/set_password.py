"""Passwords: one's own, with the old one asked, the one that a one-time password makes way for, and a reset.

Each ends the person's sessions, except the one in which it was done.
"""

from datetime import datetime

from tracker.domain.password_rule import check_password, random_password
from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.refusals import Invalid, NotFound, NotPermitted
from tracker.domain.sessions import SessionEnd, SessionStep
from tracker.domain.words import N_
from tracker.store import passwords, people, sessions
from tracker.store.db import transaction
from tracker.store.models import Person
from tracker.store.story import journal
from tracker.usecases.staffing import locked_person
from tracker.usecases.stepping import SignedIn, advance


def _write(person: Person, password: str, now: datetime, is_one_time: bool, but: int | None = None) -> None:
    person.password_hash = passwords.hash_password(password)
    person.password_set_at, person.must_change_password = now, is_one_time
    sessions.end_all(person.id, SessionEnd.PASSWORD, now, but)


def change_own_password(
    old: str, new: str, *, session_id: int | None = None, by: Actor, now: datetime,
) -> str | None:
    """Set one's own password; every session ends but the one with the id `session_id`, whose new token is returned."""
    if by.id is None:
        raise NotPermitted(N_("只有登录的人员可以修改自己的密码。"))
    wrong, token = False, None
    with transaction():
        person = locked_person(by.id)
        if passwords.verify_password(person.password_hash, old):
            check_password(new, person.sign_in_name, field="new")
            if new == old:
                raise Invalid(N_("新密码不能与原密码相同。"), field="new")
            _write(person, new, now, False, session_id)
            held = sessions.locked(session_id) if session_id else None
            token = sessions.renew(held) if held else None
            journal("person.password_changed", person.sign_in_name, by, now)
        else:
            wrong = True
            journal("person.password_refused", person.sign_in_name, by, now)
    if wrong:  # raised outside, so that the attempt stays in the journal
        raise Invalid(N_("原密码不对，请重新输入。"), field="old")
    return token


def replace_one_time_password(session_id: int, new: str, *, now: datetime) -> SignedIn:
    """The step NEW_PASSWORD of a sign-in: the password that only the person knows from now on."""
    with transaction():
        held = sessions.locked(session_id)
        if held is None or held.ended_at is not None or held.step is not SessionStep.NEW_PASSWORD:
            raise NotFound(N_("这次登录已失效，请重新登录。"))
        person = locked_person(held.person_id)
        check_password(new, person.sign_in_name, field="new")
        if passwords.verify_password(person.password_hash, new):
            raise Invalid(N_("新密码不能与原密码相同。"), field="new")
        _write(person, new, now, False, held.id)
        journal("person.password_changed", person.sign_in_name, people.actor(person), now)
        return advance(held, SessionStep.NEW_PASSWORD, person, now)


def reset_password(person_id: int, *, by: Actor, now: datetime) -> str:
    """Give an account a random one-time password and return it; the person's sessions end."""
    require(by, Permission.MANAGE_ACCESS)
    password = random_password()
    with transaction():
        person = locked_person(person_id)
        _write(person, password, now, True)
        journal("person.password_reset", person.sign_in_name, by, now)
    return password
