"""A new account. It can do nothing till the security manager gives it roles and a password: assign_roles.py."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from tracker.domain.password_rule import check_password, random_password
from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.refusals import Invalid
from tracker.domain.staffing import Post, check_post, check_roles, clean_sign_in_name
from tracker.domain.words import N_, Role
from tracker.store import passwords
from tracker.store.db import transaction
from tracker.store.models import Person, PersonRole
from tracker.store.story import journal
from tracker.usecases.staffing import require_open_unit, told


@dataclass(frozen=True)
class Added:
    """The new account; `password` exists nowhere else."""

    id: int
    sign_in_name: str
    password: str


def add_person(
    sign_in_name: str, post: Post, roles: Collection[Role] = (), *, password: str | None = None, by: Actor,
    now: datetime,
) -> Added:
    """Add an account; without a `password` a random one is made. Roles may be given at once by whoever may do both.

    Raises InvalidEntries and Invalid, each naming its field: a taken name, a role without its unit, a weak password.
    """
    require(by, Permission.EDIT_PEOPLE)
    if roles:
        require(by, Permission.ASSIGN_ROLES)
    sign_in_name, post = clean_sign_in_name(sign_in_name), check_post(post)
    roles = check_roles(roles, post.department_id)
    if password is not None:
        check_password(password, sign_in_name)
    is_one_time = password is None
    password = password or random_password()
    hashed = passwords.hash_password(password)  # slow on purpose, so before the lock is taken
    with transaction() as session:
        if session.scalar(select(Person.id).where(Person.sign_in_name == sign_in_name)):
            raise Invalid(N_("登录名“%(taken)s”已有人使用，请换一个。"), field="sign_in_name", taken=sign_in_name)
        require_open_unit(post.department_id)
        person = Person(
            sign_in_name=sign_in_name, name=post.name, password_hash=hashed, department_id=post.department_id,
            email=post.email, created_at=now, password_set_at=now, must_change_password=is_one_time,
            roles=[PersonRole(role=role) for role in sorted(roles)],
        )
        session.add(person)
        session.flush()
        journal("person.added", sign_in_name, by, now, after=told(person))
        return Added(person.id, sign_in_name, password)
