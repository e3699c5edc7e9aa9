"""忘记密码: a link is mailed to the person's own mailbox, if there is one. The answer is the same either way."""

from datetime import datetime

from tracker import clock
from tracker.domain.links import RESET_REST, LinkKind, expires_at
from tracker.domain.permissions import PROGRAM
from tracker.domain.sessions import Place
from tracker.store import guards, links, people, tables
from tracker.store.db import transaction
from tracker.store.models import Person
from tracker.store.story import journal
from tracker.usecases.mailing_links import goes_by_mail, mail_link


def ask_reset(name: str, *, place: Place, now: datetime) -> None:
    """Mail a link where that is possible. Nothing of the account changes before the link is used."""
    with transaction():
        person = people.by_sign_in_name(name)
        is_mailed = person is not None and _mail(person, now)
        subject = person.sign_in_name if person else guards.UNKNOWN
        journal("person.reset_asked", subject, PROGRAM, now, address=place.address, by_mail=is_mailed)


def _mail(person: Person, now: datetime) -> bool:
    if not person.is_active or not goes_by_mail(person) or not people.has_vouched_mailbox(person):
        return False
    waiting = links.waiting(person.id, now)
    if waiting is not None and (waiting.kind is LinkKind.INVITATION or now - waiting.made_at < RESET_REST):
        return False
    until = expires_at(LinkKind.RESET, tables.settings_on(now.astimezone(clock.LOCAL).date()), now)
    mail_link(person, LinkKind.RESET, links.make(person.id, LinkKind.RESET, person.name, until, now), now)
    return True
