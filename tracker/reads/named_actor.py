"""The person whom a command names as the one who acts."""

from datetime import datetime

from tracker import clock
from tracker.domain.permissions import Actor
from tracker.domain.refusals import NotFound
from tracker.domain.words import N_
from tracker.store import people


def named_actor(sign_in_name: str, *, now: datetime) -> Actor:
    """The active person who signs in as `sign_in_name`; refuses a name that nobody has."""
    person = people.by_sign_in_name(sign_in_name)
    if person is None or not person.is_active:
        raise NotFound(N_("没有登录名为“%(name)s”的在用人员。"), name=sign_in_name)
    return people.actor(person, now.astimezone(clock.LOCAL).date())
