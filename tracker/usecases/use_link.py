"""The holder of a one-time link chooses the account's password. Signing in is left to the sign-in page."""

from datetime import datetime

from tracker import clock
from tracker.domain.refusals import NotFound
from tracker.store import links, passwords, people, tables
from tracker.store.db import db, transaction
from tracker.store.story import journal
from tracker.usecases import choosing_password as choosing
from tracker.usecases.staffing import locked_person


def use_link(token: str, new: str, *, now: datetime) -> None:
    """Set the password, once. Raises NotFound for a link that is no good, Invalid for a weak password."""
    in_force = tables.settings_on(now.astimezone(clock.LOCAL).date())
    found = links.good(token, now)
    if found is None:
        raise NotFound(links.NO_GOOD)
    choosing.check_rule(new, choosing.whose(found.person, in_force), in_force)
    used, found_id = choosing.used_before(found.person, in_force), found.person_id
    db.session.rollback()
    choosing.refuse_used(new, used)
    hashed = passwords.hash_password(new)
    with transaction():
        person = locked_person(found_id)
        link = links.good(token, now)  # asked for again under the lock: two may hold the link
        if link is None:
            raise NotFound(links.NO_GOOD)
        link.used_at = now
        choosing.write(person, hashed, in_force, now)
        journal("person.link_used", person.sign_in_name, people.actor(person), now, link=link.kind.value)
