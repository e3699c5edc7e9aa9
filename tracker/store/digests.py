"""The morning digest in the store: what is pressing, for a unit or for the whole office, and who was told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import or_, select

from tracker import clock
from tracker.domain.permissions import Actor
from tracker.domain.warnings import Heading, headings
from tracker.domain.words import Part, Role, Step
from tracker.store.db import db
from tracker.store.models import Assignment, Digest, Person, PersonRole, Promise, WorkOrder
from tracker.store.warnings import is_watched

MOST_NUMBERS = 20
"Orders named under one heading; the count says how many there are."

NOT_THE_UNITS = (Step.CALLBACK, Step.SUPPLEMENT)
"Steps of the hotline's own desks."

Items = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Pressing:
    """An open promise that is late, due today, or waits for a signature or a contact. `units` answer for it."""

    order_id: int
    number: str
    headings: tuple[Heading, ...]
    units: frozenset[int]


def _units(promise: Promise, lead_id: int | None) -> frozenset[int]:
    """Whose digest it stands in; a co-handler's lateness is its lead's affair too."""
    if promise.step in NOT_THE_UNITS:
        return frozenset()
    return frozenset(unit for unit in (promise.department_id, lead_id) if unit is not None)


def pressing(now: datetime) -> list[Pressing]:
    """Everything of the whole office, the earliest due moment first."""
    local = now.astimezone(clock.LOCAL)
    tomorrow = datetime.combine(local.date() + timedelta(days=1), datetime.min.time(), tzinfo=clock.LOCAL)
    lead = (
        select(Assignment.department_id).where(
            Assignment.order_id == WorkOrder.id, Assignment.part == Part.LEAD, Assignment.ended_at.is_(None))
        .limit(1).scalar_subquery()
    )
    wanted = (
        select(Promise, WorkOrder.number, lead).join(WorkOrder, WorkOrder.id == Promise.order_id)
        .where(is_watched(), or_(Promise.due_at < tomorrow, Promise.step.in_((Step.SIGN, Step.CONTACT))))
        .order_by(Promise.due_at, Promise.id)
    )
    return [
        Pressing(
            promise.order_id, number, headings(promise.step, promise.due_at.astimezone(clock.LOCAL), local),
            _units(promise, lead_id),
        )
        for promise, number, lead_id in db.session.execute(wanted)
    ]


def items(found: Iterable[Pressing]) -> Items:
    """heading → {count, orders: [[id, number], …]}, each order once under a heading; empty headings are left out."""
    under: dict[Heading, dict[int, str]] = {}
    for one in found:
        for heading in one.headings:
            under.setdefault(heading, {})[one.order_id] = one.number
    return {
        heading.value: {
            "count": len(under[heading]), "orders": [list(row) for row in under[heading].items()][:MOST_NUMBERS],
        }
        for heading in Heading if heading in under
    }


def readers() -> list[tuple[Person, bool]]:
    """Everybody who gets a digest: (person, is a supervisor). Handlers without a unit have nothing to be told."""
    def holds(role: Role) -> sa.ColumnElement[bool]:
        return Person.id.in_(select(PersonRole.person_id).where(PersonRole.role == role))

    supervises = holds(Role.SUPERVISOR)
    wanted = select(Person, supervises).where(
        Person.is_active, or_(supervises, sa.and_(holds(Role.HANDLER), Person.department_id.is_not(None)))
    ).order_by(Person.id)
    return [(person, bool(is_supervisor)) for person, is_supervisor in db.session.execute(wanted)]


def of_day(person_id: int | None, day: date) -> Digest | None:
    """The person's digest of the day, or None."""
    return db.session.scalar(select(Digest).where(Digest.person_id == person_id, Digest.on == day))


def latest(by: Actor) -> Digest | None:
    """The person's newest digest, or None."""
    return db.session.scalars(
        select(Digest).where(Digest.person_id == by.id).order_by(Digest.on.desc()).limit(1)).first()
