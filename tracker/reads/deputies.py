"""我的代理: whom a person has named, for whom the person stands in, and who could be named."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tracker import clock
from tracker.domain.deputies import LENDABLE, may_stand_in
from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.refusals import NotFound
from tracker.domain.words import N_, Role, Word
from tracker.store import tables
from tracker.store.db import db
from tracker.store.models import Deputy, Person

MOST_SHOWN = 30


class DeputyState(Word):
    """Where a deputyship stands today."""

    ACTIVE = "active", N_("代理中")
    COMING = "coming", N_("未开始")
    ENDED = "ended", N_("已提前结束")
    OVER = "over", N_("已到期")


@dataclass(frozen=True)
class DeputyRow:
    """One deputyship; the days are local and inclusive."""

    id: int
    person: str
    deputy: str
    roles: tuple[Role, ...]
    "What the absent person lends."
    from_on: date
    to_on: date
    reason: str
    made_by: str
    ended_at: datetime | None
    state: DeputyState

    @property
    def may_end(self) -> bool:
        """Is there anything left to end?"""
        return self.state in (DeputyState.ACTIVE, DeputyState.COMING)


@dataclass(frozen=True)
class DeputyPage:
    """A person's deputies: `named` by the person, `duties` taken over from others, newest first."""

    person_id: int
    name: str
    roles: tuple[Role, ...]
    named: tuple[DeputyRow, ...]
    duties: tuple[DeputyRow, ...]
    candidates: dict[int, tuple[str, tuple[Role, ...]]]
    "id → name and roles of who could be named."
    longest: int
    "Days a span may have."
    today: date


def _held(person: Person) -> set[Role]:
    return {one.role for one in person.roles}


def _roles(person: Person) -> tuple[Role, ...]:
    return tuple(role for role in Role if role in _held(person) & LENDABLE)


def _state(found: Deputy, today: date) -> DeputyState:
    if found.ended_at is not None:
        return DeputyState.ENDED
    if found.to_on < today:
        return DeputyState.OVER
    return DeputyState.ACTIVE if found.from_on <= today else DeputyState.COMING


def _row(found: Deputy, today: date) -> DeputyRow:
    return DeputyRow(
        found.id, found.person.name, found.deputy.name, _roles(found.person), found.from_on, found.to_on,
        found.reason, found.made_by, found.ended_at, _state(found, today),
    )


def _candidates(person: Person) -> dict[int, tuple[str, tuple[Role, ...]]]:
    """Everybody who could stand in, whatever the days: those are checked when a deputy is named."""
    if not person.is_active or not _roles(person):
        return {}
    same_unit = Person.department_id.is_not_distinct_from(person.department_id)
    others = db.session.scalars(
        select(Person).where(same_unit, Person.is_active, Person.id != person.id).order_by(Person.name, Person.id)
    )
    return {
        other.id: (other.name, tuple(role for role in Role if role in _held(other)))
        for other in others if may_stand_in(_held(other))
    }


def deputy_page(person_id: int, *, by: Actor, now: datetime) -> DeputyPage:
    """One's own page; anybody else's for the security manager. Raises NotFound."""
    if by.id != person_id:
        require(by, Permission.ASSIGN_ROLES)
    person = db.session.get(Person, person_id)
    if person is None:
        raise NotFound(N_("没有找到这个人员。"))
    today = now.astimezone(clock.LOCAL).date()
    rows = db.session.scalars(
        select(Deputy).where(sa.or_(Deputy.person_id == person_id, Deputy.deputy_id == person_id))
        .options(joinedload(Deputy.person, innerjoin=True), joinedload(Deputy.deputy, innerjoin=True))
        .order_by(Deputy.from_on.desc(), Deputy.id.desc()).limit(MOST_SHOWN)
    ).all()
    return DeputyPage(
        person_id=person.id, name=person.name, roles=_roles(person),
        named=tuple(_row(one, today) for one in rows if one.person_id == person_id),
        duties=tuple(_row(one, today) for one in rows if one.deputy_id == person_id),
        candidates=_candidates(person), longest=tables.settings_on(today).deputy_days, today=today,
    )
