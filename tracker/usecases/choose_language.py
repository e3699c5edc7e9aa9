"""A person's language: kept with the account, so that every page speaks it."""

from datetime import datetime

from tracker.domain.permissions import Actor
from tracker.store.db import db, transaction
from tracker.store.models import Person

LANGUAGES = ("zh", "en")


def choose_language(language: str, *, by: Actor, now: datetime) -> None:
    """Keep the language with the account; an unknown one is ignored."""
    if language in LANGUAGES and by.id is not None:
        with transaction():
            person = db.session.get(Person, by.id)
            if person is not None:
                person.locale = language
