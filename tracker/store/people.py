"""People in the store: who is signing in, and who a session belongs to."""

from sqlalchemy import select

from tracker.domain.permissions import Actor
from tracker.store.db import db
from tracker.store.models import Person


def by_sign_in_name(name: str) -> Person | None:
    """The active person who signs in as `name` (case does not matter), or None."""
    return db.session.scalar(
        select(Person).where(Person.sign_in_name == name.strip().lower(), Person.is_active)
    )


def actor(person: Person) -> Actor:
    """The person detached from the database."""
    return Actor(
        id=person.id,
        name=person.name,
        roles=frozenset(held.role for held in person.roles),
        department_id=person.department_id,
        department_name=person.department.name if person.department else None,
    )
