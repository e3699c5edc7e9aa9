"""登录: a name and a password, or a refusal that does not say which of them was wrong.

What comes after a right password is decided in stepping.py.
"""

from datetime import datetime

from tracker.domain.permissions import PROGRAM
from tracker.domain.refusals import NotPermitted
from tracker.domain.sessions import Place
from tracker.domain.words import N_
from tracker.store import passwords, people
from tracker.store.db import db, transaction
from tracker.store.story import journal
from tracker.usecases.factor_steps import is_closed_to_passwords
from tracker.usecases.staffing import locked_person
from tracker.usecases.stepping import SignedIn, TooManySessions, begin

NOBODY = Place()


class WrongPassword(NotPermitted):
    """The name is unknown, the password is wrong or the account is off: never told apart."""


def sign_in(name: str, password: str, *, place: Place = NOBODY, now: datetime) -> SignedIn:
    """Check the password; the answer says whether the person is signed in or has a step to take first.

    Raises WrongPassword and TooManySessions. Both outcomes are journalled.
    """
    person = people.by_sign_in_name(name)
    known = (person.id, person.password_hash) if person else None
    db.session.rollback()  # argon2 takes its time: nothing is held meanwhile
    is_right = passwords.verify_password(known[1] if known else None, password)
    signed_in = _begin(known, password, place, now) if known and is_right else None
    if signed_in is None:
        with transaction():
            journal("person.refused", "sign-in", PROGRAM, now, address=place.address)
        raise WrongPassword(N_("登录名或密码不对，请重新输入。忘记密码请联系系统管理员重置。"))
    return signed_in


def _begin(known: tuple[int, str], password: str, place: Place, now: datetime) -> SignedIn | None:
    """The session; None when passwords do not open the account, or no longer this one in this very moment."""
    person_id, proved = known
    try:
        with transaction():
            person = locked_person(person_id)
            if not person.is_active or person.password_hash != proved or is_closed_to_passwords(person, now):
                return None
            if passwords.needs_rehash(proved):
                person.password_hash = passwords.hash_password(password)
            return begin(person, place, now)
    except TooManySessions:
        with transaction():
            journal("person.refused", "sign-in", PROGRAM, now, address=place.address, why="too_many")
        raise
