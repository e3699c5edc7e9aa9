"""What the verbs of an account share: taking it for a change, its unit, and the last of each manager."""

from typing import Any

from sqlalchemy import func, select

from tracker.domain.refusals import Invalid, NotFound
from tracker.domain.words import MANAGERS, N_, Role
from tracker.store.db import db
from tracker.store.models import Department, Person, PersonRole

KEPT = {
    Role.ADMINISTRATOR: N_("这是最后一个在用的系统管理员，请先指定另一位，再停用或改变角色。"),
    Role.SECURITY_MANAGER: N_("这是最后一个在用的安全管理员，请先指定另一位，再停用或改变角色。"),
}
"Without the one nobody makes accounts, without the other nobody lets them in: the last of each stays."


def locked_person(person_id: int) -> Person:
    """The account for changing it; refuses one that does not exist."""
    person = db.session.execute(
        select(Person).where(Person.id == person_id).with_for_update(of=Person, key_share=True)
    ).scalar_one_or_none()
    if person is None:
        raise NotFound(N_("没有找到这个人员。"))
    return person


def roles_of(person: Person) -> frozenset[Role]:
    """The roles that are written for the person."""
    return frozenset(held.role for held in person.roles)


def give(person: Person, roles: frozenset[Role]) -> None:
    """Let the person hold just these roles."""
    person.roles = [held for held in person.roles if held.role in roles]
    person.roles += [PersonRole(role=role) for role in sorted(roles - roles_of(person))]


def lock_managers() -> None:
    """Let one change of managers happen after the other, or two could each see the other stay."""
    held = select(PersonRole.person_id).where(PersonRole.role.in_(MANAGERS))
    db.session.execute(select(Person.id).where(Person.id.in_(held)).order_by(Person.id).with_for_update()).all()


def require_open_unit(department_id: int | None) -> None:
    """Refuse a unit that does not exist or is switched off; None is no unit."""
    if department_id is None:
        return
    unit = db.session.get(Department, department_id)
    if unit is None or not unit.is_active:
        raise Invalid(N_("请选择一个在用的单位。"), field="department_id")


def require_managers_left(person: Person, keeps: frozenset[Role], field: str = "roles") -> None:
    """Refuse when the active `person`, left with the roles `keeps`, would leave the house without a manager."""
    for role in KEPT.keys() & (roles_of(person) - keeps):
        others = db.session.scalar(
            select(func.count()).select_from(Person).join(PersonRole)
            .where(PersonRole.role == role, Person.is_active, Person.id != person.id)
        )
        if not others:
            raise Invalid(KEPT[role], field=field)


def told(person: Person) -> dict[str, Any]:
    """The account as the journal keeps it; never its password."""
    unit = db.session.get(Department, person.department_id) if person.department_id else None
    return {
        "name": person.name, "roles": sorted(held.role.value for held in person.roles),
        "unit": unit.name if unit else None, "active": person.is_active,
        "email": person.email,
    }
