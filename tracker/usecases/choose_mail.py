"""Whether a person wants notices by mail too: everybody's own choice."""

from datetime import datetime

from tracker.domain.permissions import Actor
from tracker.store.db import transaction
from tracker.store.models import Person
from tracker.store.story import journal


def choose_mail(wants_mail: bool, *, by: Actor, now: datetime) -> None:
    """Keep the choice with the account; without an address it does nothing for now."""
    with transaction() as session:
        person = session.get_one(Person, by.id)
        if person.wants_mail != wants_mail:
            person.wants_mail = wants_mail
            journal("person.mail_chosen", person.sign_in_name, by, now, after={"wants_mail": wants_mail})
