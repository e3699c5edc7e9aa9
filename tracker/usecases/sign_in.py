"""登录: a name and a password, or a refusal that does not say which of them was wrong.

What comes after a right password is decided in stepping.py, how long failed attempts wait in domain/guarding.py.
Known and unknown names take the same way: the same look-ups, one Argon2, the same words.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from tracker import clock
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


class _Known(NamedTuple):
    """The account as it was when the password was asked for; without an id there is none."""

    id: int | None
    name: str
    password_hash: str | None
    is_active: bool


def sign_in(name: str, password: str, *, place: Place = NOWHERE, now: datetime) -> SignedIn:
    """Check the password; the answer says whether the person is signed in or has a step to take first.

    Raises WrongPassword, TooManyFailures and TooManySessions. Both outcomes are journalled.
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
            return begin(person, place, now)
    except TooManySessions:
        db.session.rollback()
        with transaction():
            guards.succeeded(counted, in_force, now)
            journal("person.refused", known.name, PROGRAM, now, address=place.address, why="too_many")
        raise
