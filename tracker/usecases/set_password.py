"""Passwords: one's own, with the old one asked, and a reset by an administrator. Either ends every other session."""

import secrets
from datetime import datetime

from tracker.domain.password_rule import check_password, random_password
from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.refusals import Invalid, NotPermitted
from tracker.domain.words import N_
from tracker.store import passwords
from tracker.store.db import transaction
from tracker.store.models import Person
from tracker.store.story import journal
from tracker.usecases.staffing import locked_person


def _write(person: Person, password: str) -> str:
    person.password_hash = passwords.hash_password(password)
    person.session_key = secrets.token_hex(16)
    return person.session_key


def change_own_password(old: str, new: str, *, by: Actor, now: datetime) -> str:
    """Set one's own password and return the new session key, which the present session must carry on with."""
    if by.id is None:
        raise NotPermitted(N_("只有登录的人员可以修改自己的密码。"))
    wrong = False
    with transaction():
        person = locked_person(by.id)
        if passwords.verify_password(person.password_hash, old):
            check_password(new, person.sign_in_name, field="new")
            if new == old:
                raise Invalid(N_("新密码不能与原密码相同。"), field="new")
            key = _write(person, new)
            journal("person.password_changed", person.sign_in_name, by, now)
        else:
            wrong = True
            journal("person.password_refused", person.sign_in_name, by, now)
    if wrong:  # raised outside, so that the attempt stays in the journal
        raise Invalid(N_("原密码不对，请重新输入。"), field="old")
    return key


def reset_password(person_id: int, *, by: Actor, now: datetime) -> str:
    """Give an account a random one-time password and return it; the person's sessions end."""
    require(by, Permission.EDIT_PEOPLE)
    password = random_password()
    with transaction():
        person = locked_person(person_id)
        _write(person, password)
        journal("person.password_reset", person.sign_in_name, by, now)
    return password
