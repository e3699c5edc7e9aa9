"""AB岗 / 代理: a person names who stands in for a span; the security manager does so for somebody already absent."""

from datetime import datetime

from sqlalchemy import select

from tracker import clock
from tracker.domain.deputies import Span, naming_problems
from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.refusals import InvalidEntries, NotFound
from tracker.domain.words import N_
from tracker.store import deputies, tables
from tracker.store.db import db, transaction
from tracker.store.models import Deputy, Person
from tracker.store.story import journal


def _locked(person_id: int, deputy_id: int) -> tuple[Person, Person]:
    """Both people, taken in one order: two who name each other at once must not both succeed."""
    found = {person.id: person for person in db.session.scalars(
        select(Person).where(Person.id.in_({person_id, deputy_id})).order_by(Person.id).with_for_update(of=Person)
    )}
    if person_id not in found or deputy_id not in found:
        raise NotFound(N_("没有找到这个人员。"))
    return found[person_id], found[deputy_id]


def require_own_or_manager(person_id: int, by: Actor) -> None:
    """One's own deputies are one's own affair; anybody else's the security manager's: what is lent are roles."""
    if by.id != person_id:
        require(by, Permission.ASSIGN_ROLES)


def name_deputy(
    person_id: int, deputy_id: int, span: Span, *, reason: str = "", by: Actor, now: datetime
) -> int:
    """`deputy_id` stands in for `person_id` on the days of the span; returns the deputyship's id.

    Raises InvalidEntries for what domain.deputies forbids.
    """
    require_own_or_manager(person_id, by)
    today, reason = now.astimezone(clock.LOCAL).date(), reason.strip()
    with transaction() as session:
        person, deputy = _locked(person_id, deputy_id)
        problems = naming_problems(
            deputies.standing(person, today), deputies.standing(deputy, today), span,
            reason=reason, today=today, longest=tables.settings_on(today).deputy_days,
        )
        if problems:
            raise InvalidEntries(problems)
        named = Deputy(
            person_id=person.id, deputy_id=deputy.id, from_on=span.from_on, to_on=span.to_on, reason=reason,
            made_at=now, made_by=by.name,
        )
        session.add(named)
        session.flush()
        journal(
            "deputy.named", person.sign_in_name, by, now, person=person.name, deputy=deputy.name,
            from_on=span.from_on.isoformat(), to_on=span.to_on.isoformat(), reason=reason,
        )
        return named.id
