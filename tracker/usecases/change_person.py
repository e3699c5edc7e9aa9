"""An account's name, unit, and whether it may sign in. Nothing is deleted: what a person did keeps the name.

Which roles the person holds is another manager's affair: assign_roles.py.
"""

from datetime import datetime
from typing import Any

from tracker.domain.account_events import AccountEvent
from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.sessions import SessionEnd
from tracker.domain.staffing import Post, check_post
from tracker.store import notices, sessions
from tracker.store.db import transaction
from tracker.store.overtaking import last_change, refuse_overtaken
from tracker.store.story import journal
from tracker.usecases.staffing import (
    give,
    lock_managers,
    locked_person,
    require_managers_left,
    require_open_unit,
    told,
)


def state_of(name: str, department_id: int | None, email: str, is_active: bool) -> dict[str, Any]:
    """What a page shows of an account: by this it is seen that somebody was quicker."""
    return {"name": name, "department_id": department_id, "email": email, "is_active": is_active}


def change_person(
    person_id: int, post: Post, *, is_active: bool, seen: str | None = None, by: Actor, now: datetime
) -> bool:
    """Write the post; switching off ends every session at once. Says whether the roles fell away.

    In another unit the roles would open other orders: they fall away till the security manager gives them again.
    Raises InvalidEntries and Invalid for a post that cannot be, and for the last active manager; Overtaken when the
    account is no longer what the page with the mark `seen` showed.
    """
    require(by, Permission.EDIT_PEOPLE)
    post = check_post(post)
    with transaction():
        lock_managers()
        person = locked_person(person_id)
        before = told(person)
        known = state_of(person.name, person.department_id, person.email or "", person.is_active)
        refuse_overtaken(seen, known, last_change("person", before))
        moves = post.department_id != person.department_id
        falls = moves and bool(person.roles)
        if person.is_active and (falls or not is_active):
            require_managers_left(person, frozenset(), "department_id" if moves else "is_active")
        if moves or (is_active and not person.is_active):
            require_open_unit(post.department_id)
        if person.is_active and not is_active:
            sessions.end_all(person.id, SessionEnd.ACCOUNT_OFF, now)
        if is_active and not person.is_active:
            person.on_since, person.dormant_at = now, None
        person.name, person.department_id, person.is_active = post.name, post.department_id, is_active
        if post.email != person.email:
            notices.tell_of_account(person, AccountEvent.MAILBOX_CHANGED, now, who=by.name)  # to the old one
            person.email = post.email
        if falls:
            give(person, frozenset())
        after = told(person)
        if after != before:
            journal("person.changed", person.sign_in_name, by, now, before=before, after=after)
    return falls
