"""An account's name, unit, and whether it may sign in. Nothing is deleted: what a person did keeps the name.

Which roles the person holds is another manager's affair: assign_roles.py.
"""

from datetime import datetime

from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.sessions import SessionEnd
from tracker.domain.staffing import Post, check_post
from tracker.store import sessions
from tracker.store.db import transaction
from tracker.store.story import journal
from tracker.usecases.staffing import (
    give,
    lock_managers,
    locked_person,
    require_managers_left,
    require_open_unit,
    told,
)


def change_person(person_id: int, post: Post, *, is_active: bool, by: Actor, now: datetime) -> bool:
    """Write the post; switching off ends every session at once. Says whether the roles fell away.

    In another unit the roles would open other orders: they fall away till the security manager gives them again.
    Raises InvalidEntries and Invalid for a post that cannot be, and for the last active manager.
    """
    require(by, Permission.EDIT_PEOPLE)
    post = check_post(post)
    with transaction():
        lock_managers()
        person = locked_person(person_id)
        before = told(person)
        moves = post.department_id != person.department_id
        falls = moves and bool(person.roles)
        if person.is_active and (falls or not is_active):
            require_managers_left(person, frozenset(), "department_id" if moves else "is_active")
        if moves or (is_active and not person.is_active):
            require_open_unit(post.department_id)
        if person.is_active and not is_active:
            sessions.end_all(person.id, SessionEnd.ACCOUNT_OFF, now)
        person.name, person.department_id, person.is_active = post.name, post.department_id, is_active
        person.email = post.email
        if falls:
            give(person, frozenset())
        after = told(person)
        if after != before:
            journal("person.changed", person.sign_in_name, by, now, before=before, after=after)
    return falls
