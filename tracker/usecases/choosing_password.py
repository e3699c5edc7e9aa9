"""What every way of setting a password shares: the rule, the earlier passwords, and what ends with the old one."""

from datetime import datetime

from sqlalchemy import delete, select

from tracker.domain.account_events import AccountEvent
from tracker.domain.password_rule import Whose, check_password
from tracker.domain.refusals import Invalid
from tracker.domain.sessions import SessionEnd
from tracker.domain.settings import Settings
from tracker.domain.words import N_
from tracker.store import links, notices, passwords, sessions
from tracker.store.common_passwords import is_common
from tracker.store.db import db
from tracker.store.models import PastPassword, Person


def whose(person: Person, in_force: Settings) -> Whose:
    """What a stranger would try for this person."""
    return Whose(person.sign_in_name, person.name, person.email or "", in_force.password_words)


def check_rule(password: str, of: Whose, in_force: Settings, field: str = "new") -> None:
    """Refuse what the rule refuses; raises Invalid."""
    check_password(password, of, in_force.password_shortest, is_common, field)


def used_before(person: Person, in_force: Settings) -> list[str]:
    """The hashes that a new password must not match: today's and the latest before it."""
    wanted = select(PastPassword.password_hash).where(PastPassword.person_id == person.id)
    past = db.session.scalars(wanted.order_by(PastPassword.id.desc()).limit(in_force.password_history))
    return [person.password_hash, *past]


def refuse_used(password: str, used: list[str], field: str = "new") -> None:
    """Refuse a password that was used before. Slow on purpose (one Argon2 each): call while nothing is locked."""
    if passwords.verify_password(used[0], password):
        raise Invalid(N_("新密码不能与原密码相同。"), field=field)
    if any(passwords.verify_password(one, password) for one in used[1:]):
        raise Invalid(N_("这个密码最近用过，请换一个。"), field=field)


def write(person: Person, hashed: str, in_force: Settings, now: datetime, but: int | None = None) -> None:
    """Let the person's own choice be the password: every other session ends, every link is void."""
    keep_old(person, in_force, now)
    person.password_hash, person.password_set_at, person.must_change_password = hashed, now, False
    sessions.end_all(person.id, SessionEnd.PASSWORD, now, but)
    links.void(person.id, now)
    if person.signed_in_at is not None:  # the first one is no news
        notices.tell_of_account(person, AccountEvent.PASSWORD_CHANGED, now)


def keep_old(person: Person, in_force: Settings, now: datetime) -> None:
    """Put today's hash among the earlier ones, of which no more are kept than are asked for."""
    db.session.add(PastPassword(person_id=person.id, password_hash=person.password_hash, replaced_at=now))
    db.session.flush()
    kept = select(PastPassword.id).where(PastPassword.person_id == person.id).order_by(PastPassword.id.desc())
    db.session.execute(
        delete(PastPassword)
        .where(
            PastPassword.person_id == person.id,
            PastPassword.id.not_in(list(db.session.scalars(kept.limit(in_force.password_history)))))
        .execution_options(synchronize_session=False))
