"""What the pages say of a password before it is chosen, and when it has to be changed."""

from dataclasses import dataclass
from datetime import datetime

from tracker import clock
from tracker.domain import ageing
from tracker.domain.links import LinkKind
from tracker.domain.permissions import Actor
from tracker.domain.refusals import NotFound
from tracker.store import links, tables
from tracker.store.db import db
from tracker.store.models import Person


@dataclass(frozen=True)
class PasswordState:
    """`days_left` is None while it is too early to speak of it; 0 once the password has served its time."""

    shortest: int
    is_one_time: bool
    days_left: int | None


@dataclass(frozen=True)
class LinkPage:
    """Whose password a link sets."""

    kind: LinkKind
    name: str
    sign_in_name: str
    shortest: int


def password_state(*, by: Actor, now: datetime) -> PasswordState:
    """How one's own password stands."""
    in_force = tables.settings_on(now.astimezone(clock.LOCAL).date())
    person = db.session.get(Person, by.id)
    assert person is not None
    left = ageing.days_left(person.password_set_at or person.created_at, in_force, now)
    return PasswordState(in_force.password_shortest, person.must_change_password, left)


def link_page(token: str, *, now: datetime) -> LinkPage:
    """Whom the link is for; raises NotFound for one that is no good."""
    found = links.good(token, now)
    if found is None:
        raise NotFound(links.NO_GOOD)
    shortest = tables.settings_on(now.astimezone(clock.LOCAL).date()).password_shortest
    return LinkPage(found.kind, found.person.name, found.person.sign_in_name, shortest)
