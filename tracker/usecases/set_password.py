"""Passwords: one's own, with the old one asked, and the one that makes way for one's own choice at a sign-in.

Argon2 takes its time, so it runs while nothing is locked; the write then asks whether the account is still the same.
"""

from datetime import datetime

from tracker import clock
from tracker.domain.permissions import Actor
from tracker.domain.refusals import Invalid, NotFound, NotPermitted, Stale
from tracker.domain.sessions import SessionStep
from tracker.domain.settings import Settings
from tracker.domain.words import N_
from tracker.store import guards, passwords, people, sessions, tables
from tracker.store.db import db, transaction
from tracker.store.models import Person
from tracker.store.story import journal
from tracker.usecases import choosing_password as choosing
from tracker.usecases.guarding import let_pass
from tracker.usecases.staffing import locked_person
from tracker.usecases.stepping import SignedIn, advance

CHANGED = N_("账户刚刚有变化，请重新打开页面再试。")


def _found(person_id: int) -> Person:
    person = db.session.get(Person, person_id, populate_existing=True)
    if person is None:
        raise NotFound(N_("没有找到这个人员。"))
    return person


def _prepared(person: Person, new: str, in_force: Settings) -> tuple[str, str]:
    """Check the rule and the earlier passwords; today's hash and the new one."""
    choosing.check_rule(new, choosing.whose(person, in_force), in_force)
    used = choosing.used_before(person, in_force)
    db.session.rollback()
    choosing.refuse_used(new, used)
    return used[0], passwords.hash_password(new)


def change_own_password(
    old: str, new: str, *, session_id: int | None = None, by: Actor, now: datetime,
) -> str | None:
    """Set one's own password; every session ends but the one with the id `session_id`, whose new token is returned.

    Raises Invalid, naming the field, and TooManyFailures when the old one was wrong too often.
    """
    if by.id is None:
        raise NotPermitted(N_("只有登录的人员可以修改自己的密码。"))
    in_force = tables.settings_on(now.astimezone(clock.LOCAL).date())
    counted = guards.own_password(by.id)
    let_pass(counted, in_force, by.name, by, now)
    person = _found(by.id)
    name, known = person.sign_in_name, person.password_hash
    db.session.rollback()
    if not passwords.verify_password(known, old):
        with transaction():
            journal("person.password_refused", name, by, now)
        raise Invalid(N_("原密码不对，请重新输入。"), field="old")
    with transaction():
        guards.succeeded(counted, in_force, now)
    proved, hashed = _prepared(_found(by.id), new, in_force)
    with transaction():
        person = locked_person(by.id)
        if proved not in (known, person.password_hash):
            raise Stale(CHANGED)
        choosing.write(person, hashed, in_force, now, session_id)
        held = sessions.locked(session_id) if session_id else None
        journal("person.password_changed", person.sign_in_name, by, now)
        return sessions.renew(held) if held else None


def replace_password(session_id: int, new: str, *, now: datetime) -> SignedIn:
    """The step NEW_PASSWORD of a sign-in: in place of a one-time or an aged password, one's own choice."""
    in_force = tables.settings_on(now.astimezone(clock.LOCAL).date())
    held = sessions.by_id(session_id)
    if held is None or held.ended_at is not None or held.step is not SessionStep.NEW_PASSWORD:
        raise NotFound(N_("这次登录已失效，请重新登录。"))
    proved, hashed = _prepared(held.person, new, in_force)
    with transaction():
        held = sessions.locked(session_id)
        person = locked_person(held.person_id) if held else None
        if held is None or person is None or held.ended_at is not None or person.password_hash != proved:
            raise NotFound(N_("这次登录已失效，请重新登录。"))
        choosing.write(person, hashed, in_force, now, held.id)
        journal("person.password_changed", person.sign_in_name, people.actor(person), now, address=held.address)
        return advance(held, SessionStep.NEW_PASSWORD, person, now)
