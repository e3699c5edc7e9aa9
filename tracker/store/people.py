"""People in the store: who is signing in, and who a session belongs to."""

from datetime import date

from sqlalchemy import select

from tracker.domain.permissions import Actor
from tracker.domain.staffing import separated
from tracker.store import deputies
from tracker.store.db import db
from tracker.store.models import JournalEntry, Person

VOUCHING = ("person.invited", "person.password_reset")
"What the security manager does, knowing where the link goes."


def by_sign_in_name(name: str) -> Person | None:
    """The person who signs in as `name` (case does not matter), or did before the account was switched off, or None."""
    return db.session.scalar(select(Person).where(Person.sign_in_name == name.strip().lower()))


def has_vouched_mailbox(person: Person) -> bool:
    """May a link go to the person's mailbox without anybody's doing?

    Whoever writes another address must not be able to have a link sent there alone (三权分立): after each change the
    security manager has to send one first.
    """
    of_person = select(JournalEntry).where(JournalEntry.subject == person.sign_in_name).order_by(JournalEntry.id.desc())
    changes = db.session.scalars(of_person.where(JournalEntry.kind == "person.changed"))
    changed = next((one for one in changes if one.data["before"]["email"] != one.data["after"]["email"]), None)
    vouched = db.session.scalar(of_person.where(JournalEntry.kind.in_(VOUCHING)).limit(1))
    return changed is None or (vouched is not None and vouched.id > changed.id)


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
