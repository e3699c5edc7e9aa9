"""授权: which roles a person holds. The first are what lets a new account do anything at all."""

from collections.abc import Collection
from datetime import datetime

from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.refusals import NotPermitted
from tracker.domain.staffing import check_roles
from tracker.domain.words import N_, Role
from tracker.store.db import transaction
from tracker.store.story import journal
from tracker.usecases.staffing import give, lock_managers, locked_person, require_managers_left, told


def assign_roles(person_id: int, roles: Collection[Role], *, by: Actor, now: datetime) -> None:
    """Let the person hold just these roles, from the next page on; none takes all of them back.

    Raises InvalidEntries for roles that do not go together or with the unit, Invalid for the last active manager,
    NotPermitted for one's own.
    """
    require(by, Permission.ASSIGN_ROLES)
    if by.id == person_id:
        raise NotPermitted(N_("自己的角色不能自己授予或收回，请由另一位安全管理员办理。"))
    with transaction():
        lock_managers()
        person = locked_person(person_id)
        wanted, before = check_roles(roles, person.department_id), told(person)
        if person.is_active:
            require_managers_left(person, wanted)
        give(person, wanted)
        after = told(person)
        if after != before:
            journal("person.roles_assigned", person.sign_in_name, by, now, before=before, after=after)
