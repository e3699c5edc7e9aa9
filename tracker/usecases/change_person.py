"""An account's name, roles, unit, and whether it may sign in. Nothing is deleted: what a person did keeps the name."""

from datetime import datetime

from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.sessions import SessionEnd
from tracker.domain.staffing import Post, check_post
from tracker.domain.words import Role
from tracker.store import sessions
from tracker.store.db import transaction
from tracker.store.models import Person, PersonRole
from tracker.store.story import journal
from tracker.usecases.staffing import (
    lock_administrators,
    locked_person,
    require_another_administrator,
    require_open_unit,
    told,
)


def _roles(person: Person) -> frozenset[Role]:
    return frozenset(held.role for held in person.roles)


def _give(person: Person, roles: frozenset[Role]) -> None:
    person.roles = [held for held in person.roles if held.role in roles]
    held_roles = _roles(person)
    person.roles += [PersonRole(role=role) for role in sorted(roles - held_roles)]


def change_person(person_id: int, post: Post, *, is_active: bool, by: Actor, now: datetime) -> None:
    """Write the post; switching off ends every session at once.

    Raises InvalidEntries and Invalid for a post that cannot be, and for the last active administrator.
    """
    require(by, Permission.EDIT_PEOPLE)
    post = check_post(post)
    with transaction():
        lock_administrators()
        person = locked_person(person_id)
        before = told(person)
        stays = is_active and Role.ADMINISTRATOR in post.roles
        if person.is_active and Role.ADMINISTRATOR in _roles(person) and not stays:
            require_another_administrator(person)
        if post.department_id != person.department_id or (is_active and not person.is_active):
            require_open_unit(post.department_id)
        if person.is_active and not is_active:
            sessions.end_all(person.id, SessionEnd.ACCOUNT_OFF, now)
        person.name, person.department_id, person.is_active = post.name, post.department_id, is_active
        person.email = post.email
        _give(person, post.roles)
        after = told(person)
        if after != before:
            journal("person.changed", person.sign_in_name, by, now, before=before, after=after)
