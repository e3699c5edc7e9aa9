"""The accounts: the list, and one of them for its form."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from tracker.domain.refusals import NotFound
from tracker.domain.words import MANAGERS, N_, Role
from tracker.store import links
from tracker.store.db import db
from tracker.store.models import Person


@dataclass(frozen=True)
class PersonRow:
    """An account as its managers see it."""

    id: int
    sign_in_name: str
    name: str
    roles: tuple[Role, ...]
    department_id: int | None
    department: str
    is_active: bool
    created_at: datetime
    email: str
    wants_mail: bool
    signed_in_at: datetime | None = None
    dormant_at: datetime | None = None
    link_until: datetime | None = None
    "Till when a one-time link waits for the person; told of one account alone."


@dataclass(frozen=True)
class PeoplePage:
    """Accounts that are on, those of them that wait for their roles, or those that are off; and how many there are."""

    rows: tuple[PersonRow, ...]
    active: int
    waiting: int
    inactive: int
    managers: frozenset[Role] = MANAGERS


def _roles(held: Collection[Role]) -> tuple[Role, ...]:
    return tuple(role for role in Role if role in held)


def _row(person: Person) -> PersonRow:
    return PersonRow(
        id=person.id, sign_in_name=person.sign_in_name, name=person.name,
        roles=_roles({held.role for held in person.roles}), department_id=person.department_id,
        department=person.department.name if person.department else "", is_active=person.is_active,
        created_at=person.created_at, email=person.email or "", wants_mail=person.wants_mail,
        signed_in_at=person.signed_in_at, dormant_at=person.dormant_at,
    )


def people_page(shown: str = "on") -> PeoplePage:
    """`shown` is on, waiting or off; hotline staff by role before handlers by unit."""
    everyone = [_row(person) for person in db.session.scalars(select(Person).order_by(Person.sign_in_name))]
    order = list(Role)
    everyone.sort(key=lambda row: (bool(row.department), row.department, order.index(row.roles[0]) if row.roles else 0))
    on = tuple(row for row in everyone if row.is_active)
    waiting = tuple(row for row in on if not row.roles)
    off = tuple(row for row in everyone if not row.is_active)
    rows = {"on": on, "waiting": waiting, "off": off}[shown]
    return PeoplePage(rows, len(on), len(waiting), len(off))


def person_row(person_id: int, now: datetime | None = None) -> PersonRow:
    """One account, with its link as of `now`; raises NotFound."""
    person = db.session.get(Person, person_id)
    if person is None:
        raise NotFound(N_("没有找到这个人员。"))
    link = links.waiting(person_id, now) if now else None
    return replace(_row(person), link_until=link.expires_at if link else None)
