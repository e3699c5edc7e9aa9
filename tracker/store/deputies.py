"""Deputies in the store: who stands in for whom on a day. Who may: domain/deputies.py."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy import select
from sqlalchemy.orm import aliased, selectinload

from tracker.domain.deputies import LENDABLE, Span, Standing, may_stand_in
from tracker.domain.permissions import Lent
from tracker.domain.staffing import separated
from tracker.domain.words import MANAGERS
from tracker.store.db import db
from tracker.store.models import Deputy, Person, PersonRole


def standing_on(day: date) -> sa.ColumnElement[bool]:
    """The condition on Deputy that leaves those in force on a local day."""
    return sa.and_(Deputy.from_on <= day, Deputy.to_on >= day, Deputy.ended_at.is_(None))


def lent_to(deputy: Person, day: date) -> tuple[Lent, ...]:
    """What the deputy is lent on that day. A lender who left or moved to another unit lends nothing.

    Nor is anything lent to whom the roles were taken from, or who became one of the three managers.
    """
    if not may_stand_in({held.role for held in deputy.roles}):
        return ()
    found = db.session.scalars(
        select(Person).join(Deputy, Deputy.person_id == Person.id)
        .where(Deputy.deputy_id == deputy.id, standing_on(day), Person.is_active).order_by(Deputy.id)
        .options(selectinload(Person.roles))
    )
    return tuple(
        Lent(person.id, person.name, separated({held.role for held in person.roles}) & LENDABLE)
        for person in found if person.department_id == deputy.department_id
    )


def standing_in_for(people: sa.Select[int], day: date) -> sa.Select[int]:
    """Ids of whoever stands in for one of the people (a query of ids) on that day; one who moved away lends nothing."""
    lender, deputy = aliased(Person), aliased(Person)
    return (
        select(Deputy.deputy_id).join(lender, lender.id == Deputy.person_id).join(deputy, deputy.id == Deputy.deputy_id)
        .where(
            Deputy.person_id.in_(people), standing_on(day),
            deputy.department_id.is_not_distinct_from(lender.department_id),
            deputy.id.in_(select(PersonRole.person_id).where(PersonRole.role.in_(LENDABLE))),
            deputy.id.not_in(select(PersonRole.person_id).where(PersonRole.role.in_(MANAGERS))),
        )
    )


def standing(person: Person, today: date) -> Standing:
    """The person with the spans, not yet over, that were lent or taken over."""
    found = list(db.session.scalars(
        select(Deputy).where(
            sa.or_(Deputy.person_id == person.id, Deputy.deputy_id == person.id),
            Deputy.ended_at.is_(None), Deputy.to_on >= today,
        ).order_by(Deputy.from_on)
    ))
    return Standing(
        id=person.id, name=person.name, department_id=person.department_id, is_active=person.is_active,
        roles=frozenset(held.role for held in person.roles),
        absences=tuple(Span(one.from_on, one.to_on) for one in found if one.person_id == person.id),
        duties=tuple(Span(one.from_on, one.to_on) for one in found if one.deputy_id == person.id),
    )
