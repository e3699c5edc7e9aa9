"""Which steps of a sign-in the second factor asks for. The order of the steps is decided in stepping.py."""

from datetime import datetime

from tracker import clock
from tracker.domain.second_factor import days_left, has_to
from tracker.domain.sessions import SignInWay
from tracker.domain.settings import Settings
from tracker.store import factors, people, provider_links, tables
from tracker.store.models import Person, PersonSession


def needs_second_step(held: PersonSession, person: Person, _in_force: Settings, _now: datetime) -> bool:
    """Has the person an authenticator, and did nobody whom the office trusts ask for a second factor already?"""
    return held.way is not SignInWay.PROVIDER_STRONG and factors.is_enrolled(person.id)


def needs_enrolment(held: PersonSession, person: Person, in_force: Settings, now: datetime) -> bool:
    """Must the person have one, without having one or time to get it? The first time it is asked is written down."""
    if held.way is SignInWay.PROVIDER_STRONG or factors.is_enrolled(person.id):
        return False
    if not has_to(people.actor(person, now.astimezone(clock.LOCAL).date()).every_role, in_force.factor_roles):
        return False
    row = factors.row_of(person.id)
    row.asked_at = row.asked_at or now
    return days_left(row.asked_at, in_force.factor_grace_days, now) == 0


def is_closed_to_passwords(person: Person, now: datetime) -> bool:
    """Does the office let this person in through its provider alone?"""
    is_only = tables.settings_on(now.astimezone(clock.LOCAL).date()).provider_only
    return is_only and provider_links.is_bound(person.id)
