"""People in the store: who is signing in, and who a session belongs to."""

from datetime import date

from sqlalchemy import select

from tracker.domain.permissions import Actor
from tracker.domain.staffing import separated
from tracker.store import deputies
from tracker.store.db import db
from tracker.store.models import Person


def by_sign_in_name(name: str) -> Person | None:
    """The person who signs in as `name` (case does not matter), or did before the account was switched off, or None."""
    return db.session.scalar(select(Person).where(Person.sign_in_name == name.strip().lower()))


def actor(person: Person, today: date | None = None) -> Actor:
    """The person detached from the database, with what is lent to the person on the local day `today`."""
    return Actor(
        id=person.id,
        name=person.name,
        roles=separated({held.role for held in person.roles}),
        department_id=person.department_id,
        department_name=person.department.name if person.department else None,
        lent=deputies.lent_to(person, today) if today else (),
    )
