"""登录验证: how a person proves who they are, for the person and for whoever manages sign-ins. Never a secret."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tracker import clock
from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.refusals import NotFound
from tracker.domain.second_factor import days_left, has_to
from tracker.domain.words import N_
from tracker.store import factors, people, provider_links, tables
from tracker.store.db import db
from tracker.store.models import Person


@dataclass(frozen=True)
class FactorPage:
    """How one account is proved."""

    person_id: int
    name: str
    sign_in_name: str
    is_enrolled: bool
    enrolled_at: datetime | None
    codes_left: int
    must: bool
    days_left: int
    "Of grace, for who must enrol and has not."
    is_linked: bool
    linked_at: datetime | None
    expected_name: str


def _page(person: Person, now: datetime) -> FactorPage:
    today = now.astimezone(clock.LOCAL).date()
    in_force = tables.settings_on(today)
    row, link = factors.of(person.id), provider_links.of(person.id)
    return FactorPage(
        person_id=person.id, name=person.name, sign_in_name=person.sign_in_name,
        is_enrolled=bool(row and row.secret), enrolled_at=row.enrolled_at if row else None,
        codes_left=factors.codes_left(person.id),
        must=has_to(people.actor(person, today).every_role, in_force.factor_roles),
        days_left=days_left(row.asked_at if row else None, in_force.factor_grace_days, now),
        is_linked=bool(link and link.subject), linked_at=link.linked_at if link else None,
        expected_name=(link.expected_name if link else None) or "",
    )


def own_factor(*, by: Actor, now: datetime) -> FactorPage:
    """One's own."""
    return _page(db.session.get_one(Person, by.id), now)


def factor_of(person_id: int, *, by: Actor, now: datetime) -> FactorPage:
    """Somebody's, for whoever manages sign-ins; raises NotFound."""
    require(by, Permission.MANAGE_ACCESS)
    person = db.session.get(Person, person_id)
    if person is None:
        raise NotFound(N_("没有找到这个人员。"))
    return _page(person, now)


def is_recent(proved_at: datetime | None, now: datetime) -> bool:
    """Is a session's last proof so fresh that a sensitive act needs no other?"""
    if proved_at is None:
        return False
    longest = timedelta(minutes=tables.settings_on(now.astimezone(clock.LOCAL).date()).fresh_minutes)
    return timedelta() <= now - proved_at <= longest


def grace_left(*, by: Actor, now: datetime) -> int | None:
    """Days in which the person must enrol; None for who need not, or has."""
    page = own_factor(by=by, now=now)
    return page.days_left if page.must and not page.is_enrolled else None
