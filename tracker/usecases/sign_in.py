"""登录: a name and a password, or a refusal that does not say which of them was wrong."""

from dataclasses import dataclass
from datetime import datetime

from tracker import clock
from tracker.domain.permissions import PROGRAM, Actor
from tracker.domain.refusals import NotPermitted
from tracker.domain.words import N_
from tracker.store import passwords, people
from tracker.store.db import transaction
from tracker.store.story import journal


@dataclass(frozen=True)
class SignedIn:
    """Who signed in, the key that the session must carry, and the person's language."""

    actor: Actor
    session_key: str
    locale: str


class WrongPassword(NotPermitted):
    """The name is unknown, the password is wrong or the account is off: never told apart."""


def sign_in(name: str, password: str, *, now: datetime) -> SignedIn:
    """Check the password; both outcomes are journalled."""
    with transaction():
        person = people.by_sign_in_name(name)
        is_right = passwords.verify_password(person.password_hash if person else None, password)
        if person is not None and is_right:
            if passwords.needs_rehash(person.password_hash):
                person.password_hash = passwords.hash_password(password)
            actor = people.actor(person, now.astimezone(clock.LOCAL).date())
            signed_in = SignedIn(actor, person.session_key, person.locale)
            journal("person.signed_in", person.sign_in_name, signed_in.actor, now)
        else:
            signed_in = None
            journal("person.refused", "sign-in", PROGRAM, now)
    if signed_in is None:
        raise WrongPassword(N_("登录名或密码不对，请重新输入。忘记密码请联系系统管理员重置。"))
    return signed_in
