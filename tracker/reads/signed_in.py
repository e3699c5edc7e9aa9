"""Who a session belongs to."""

from dataclasses import dataclass
from datetime import datetime

from tracker import clock
from tracker.domain.permissions import Actor
from tracker.store import people
from tracker.store.db import db
from tracker.store.models import Person


@dataclass(frozen=True)
class SignedIn:
    """The person behind a live session."""

    actor: Actor
    locale: str


def signed_in(person_id: int, session_key: str, now: datetime) -> SignedIn | None:
    """The person as of `now`, with what is lent; None when the account is off or its sessions were ended."""
    person = db.session.get(Person, person_id)
    if person is None or not person.is_active or person.session_key != session_key:
        return None
    return SignedIn(people.actor(person, now.astimezone(clock.LOCAL).date()), person.locale)
