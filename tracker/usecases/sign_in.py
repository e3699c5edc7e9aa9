"""登录: a name and a password, or a refusal that does not say which of them was wrong.

What comes after a right password is decided in stepping.py, how long failed attempts wait in domain/guarding.py.
Known and unknown names take the same way: the same look-ups, one Argon2, the same words.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from tracker import clock
from tracker.domain.links import LinkKind, expires_at
from tracker.domain.permissions import PROGRAM
from tracker.domain.refusals import NotPermitted
from tracker.domain.sessions import Place
from tracker.domain.settings import Settings
from tracker.domain.words import N_
from tracker.store import guards, passwords, people, tables
from tracker.store.db import db, transaction
from tracker.store.guards import Watch
from tracker.store.models import Person
from tracker.store.story import journal
from tracker.usecases.factor_steps import is_closed_to_passwords
from tracker.usecases.guarding import let_pass
from tracker.usecases.staffing import locked_person
from tracker.usecases.stepping import SignedIn, TooManySessions, begin

NOWHERE = Place()


class WrongPassword(NotPermitted):
    """The name is unknown, the password is wrong or the account is off: never told apart."""


class OneTimePasswordOver(WrongPassword):
    """It was the right one, and has waited too long to be used."""


class _Known(NamedTuple):
    """The account as it was when the password was asked for; without an id there is none."""

    id: int | None
    name: str
    password_hash: str | None
    is_active: bool


def sign_in(name: str, password: str, *, place: Place = NOWHERE, now: datetime) -> SignedIn:
    """Check the password; the answer says whether the person is signed in or has a step to take first.

    Raises WrongPassword, OneTimePasswordOver, TooManyFailures and TooManySessions. Each outcome is journalled.
    """
    in_force = tables.settings_on(now.astimezone(clock.LOCAL).date())
    known = _known(name)
    counted = guards.watches(name, place.address, known.id)
    let_pass(counted, in_force, known.name, PROGRAM, now, address=place.address)
    is_right = passwords.verify_password(known.password_hash, password)
    signed_in = _begin(known, password, place, counted, in_force, now) if is_right and known.is_active else None
    if signed_in is None:
        why = "unknown" if known.id is None else "password" if known.is_active else "off"
        with transaction():
            journal("person.refused", known.name, PROGRAM, now, address=place.address, why=why)
        raise WrongPassword(N_("登录名或密码不对，请重新输入。忘记密码的，请点“忘记密码”。"))
    return signed_in


def _known(name: str) -> _Known:
    person = people.by_sign_in_name(name)
    if person is None:
        return _Known(None, guards.UNKNOWN, None, False)
    return _Known(person.id, person.sign_in_name, person.password_hash, person.is_active)


def _still_right(person: Person, known: _Known, password: str) -> bool:
    """Is it the password of this very moment, too? Another sign-in may have hashed it anew, or somebody changed it."""
    return person.password_hash == known.password_hash or passwords.verify_password(person.password_hash, password)


def _begin(
    known: _Known, password: str, place: Place, counted: Sequence[Watch], in_force: Settings, now: datetime
) -> SignedIn | None:
    """The session; None when passwords do not open the account, or no longer this one in this very moment."""
    assert known.id is not None and known.password_hash is not None
    try:
        with transaction():
            person = locked_person(known.id)
            if not person.is_active or is_closed_to_passwords(person, now) or not _still_right(person, known, password):
                return None
            guards.succeeded(counted, in_force, now)
            if passwords.needs_rehash(known.password_hash):
                person.password_hash = passwords.hash_password(password)
            _refuse_old_one_time(person, in_force, now)
            return begin(person, place, now)
    except (TooManySessions, OneTimePasswordOver) as refusal:
        db.session.rollback()
        why = "too_many" if isinstance(refusal, TooManySessions) else "one_time_over"
        with transaction():
            guards.succeeded(counted, in_force, now)
            journal("person.refused", known.name, PROGRAM, now, address=place.address, why=why)
        raise


def _refuse_old_one_time(person: Person, in_force: Settings, now: datetime) -> None:
    """What somebody else printed is good for as long as an invitation (ASVS 6.4.1)."""
    given_at = person.password_set_at or person.created_at
    if person.must_change_password and expires_at(LinkKind.INVITATION, in_force, given_at) <= now:
        raise OneTimePasswordOver(
            N_("一次性密码已超过 %(hours)d 小时，不能再用。请联系安全管理员另发一次性链接。"), hours=in_force.invitation_hours)
