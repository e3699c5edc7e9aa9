"""A new account can do nothing till the security manager gives it roles (assign_roles) and a way in (invite_person)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from tracker import clock
from tracker.domain.password_rule import Whose
from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.refusals import Invalid
from tracker.domain.staffing import Post, check_post, check_roles, clean_sign_in_name
from tracker.domain.words import N_, Role
from tracker.store import passwords, tables
from tracker.store.db import transaction
from tracker.store.models import Person, PersonRole
from tracker.store.story import journal
from tracker.usecases.choosing_password import check_rule
from tracker.usecases.staffing import require_open_unit, told


@dataclass(frozen=True)
class Added:
    """The new account."""

    id: int
    sign_in_name: str


def add_person(
    sign_in_name: str, post: Post, roles: Collection[Role] = (), *, password: str | None = None,
    is_one_time: bool = False, by: Actor, now: datetime,
) -> Added:
    """Add an account; a one-time `password` opens nothing but the choice of one's own, without any nobody comes in.

    Roles may be given at once by whoever may do both.

    Raises InvalidEntries and Invalid, each naming its field: a taken name, a role without its unit, a weak password.
    """
    require(by, Permission.EDIT_PEOPLE)
    if roles:
        require(by, Permission.ASSIGN_ROLES)
    sign_in_name, post = clean_sign_in_name(sign_in_name), check_post(post)
    roles = check_roles(roles, post.department_id)
    if password is not None:
        in_force = tables.settings_on(now.astimezone(clock.LOCAL).date())
        of = Whose(sign_in_name, post.name, post.email or "", in_force.password_words)
        check_rule(password, of, in_force, field="password")
    # Slow on purpose, so before the lock is taken.
    hashed = passwords.hash_password(password) if password else passwords.nobody_knows()
    with transaction() as session:
        if session.scalar(select(Person.id).where(Person.sign_in_name == sign_in_name)):
            raise Invalid(N_("登录名“%(taken)s”已有人使用，请换一个。"), field="sign_in_name", taken=sign_in_name)
        require_open_unit(post.department_id)
        person = Person(
            sign_in_name=sign_in_name, name=post.name, password_hash=hashed, department_id=post.department_id,
            email=post.email, created_at=now, password_set_at=now, must_change_password=is_one_time or not password,
            roles=[PersonRole(role=role) for role in sorted(roles)],
        )
        session.add(person)
        session.flush()
        journal("person.added", sign_in_name, by, now, after=told(person))
        return Added(person.id, sign_in_name)
