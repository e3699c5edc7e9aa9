"""A one-time link on its way by mail: to the person's own mailbox only, and sealed while it waits in the outbox.

A mailbox that several people share is no place for it: whoever opens it first would own the account.
"""

from datetime import datetime

from flask import current_app
from sqlalchemy import func, insert, select

from tracker.domain.links import LinkKind
from tracker.domain.notices import OutChannel
from tracker.store.db import db
from tracker.store.models import OutboxItem, Person
from tracker.store.notices import item


def goes_by_mail(person: Person) -> bool:
    """Does the house send mail that leads back to it, and has the person a mailbox that nobody else has?"""
    config = current_app.extensions["tracker_config"]
    if config.mail is None or not config.base_url or not person.email:
        return False
    sharing = select(func.count()).select_from(Person).where(
        func.lower(Person.email) == person.email.lower(), Person.id != person.id)
    return not db.session.scalar(sharing)


def mail_link(person: Person, kind: LinkKind, token: str, now: datetime) -> None:
    """Queue the link; call inside the transaction that made it."""
    assert person.email
    row = item(OutChannel.MAIL, person.email, person.locale, None, now, now)
    row["key"] = f"{OutChannel.MAIL.value}:{person.email}:link-{now.isoformat()}"
    row["sealed"] = {"kind": kind.value, "token": token, "name": person.name}
    db.session.execute(insert(OutboxItem), [row])
