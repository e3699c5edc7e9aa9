"""What the commands say of the three managers: which of them the house still lacks, and what each is for."""

import sqlalchemy as sa

from tracker.domain.staffing import separated
from tracker.domain.words import MANAGERS, Role
from tracker.store.db import db
from tracker.store.models import Person

DUTIES = {
    Role.ADMINISTRATOR: "系统管理员建账号、管代码表和定时任务，",
    Role.SECURITY_MANAGER: "安全管理员授予角色、发放密码、管安全参数，",
    Role.AUDITOR: "审计员查看审计记录，",
}


def active_holders(role: Role) -> int:
    """How many people who may sign in hold the role."""
    return sum(role in roles for roles in _held())


def managers_missing() -> list[Role]:
    """The managers nobody is yet."""
    return [role for role in Role if role in MANAGERS and not active_holders(role)]


def mixed() -> list[str]:
    """Names of the people whose roles go against the separation: given before the three were kept apart."""
    return [person.sign_in_name for person in _people() if separated(_roles(person)) != _roles(person)]


def _roles(person: Person) -> frozenset[Role]:
    return frozenset(held.role for held in person.roles)


def _people() -> list[Person]:
    return list(db.session.scalars(sa.select(Person).where(Person.is_active).order_by(Person.sign_in_name)))


def _held() -> list[frozenset[Role]]:
    return [separated(_roles(person)) for person in _people()]
