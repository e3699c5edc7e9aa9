"""登录情况: who is signed in now, and who has to wait after failed attempts. For the security manager."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from tracker import clock
from tracker.domain.guarding import GuardKind
from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.sessions import SessionStep
from tracker.reads.own_sessions import SessionRow, session_row
from tracker.store import guards, sessions, tables
from tracker.store.db import db
from tracker.store.models import Person, PersonSession


@dataclass(frozen=True)
class PresentRow:
    """A person who is signed in, with each place where that is."""

    person_id: int
    name: str
    unit: str
    places: tuple[SessionRow, ...]


@dataclass(frozen=True)
class LockRow:
    """Who has to wait: an account by its name (None: a name that nobody has), or an address."""

    kind: GuardKind
    key: str
    sign_in_name: str | None
    address: str
    failures: int
    until: datetime


@dataclass(frozen=True)
class SignInsPage:
    """Both, by unit and name, and longest wait first."""

    present: tuple[PresentRow, ...]
    locks: tuple[LockRow, ...]
    most: int


def sign_ins(*, by: Actor, now: datetime) -> SignInsPage:
    """Everything that the page shows, in a fixed number of queries."""
    require(by, Permission.MANAGE_ACCESS)
    in_force = tables.settings_on(now.astimezone(clock.LOCAL).date())
    lasting = sessions.lifetime(in_force)
    wanted = select(PersonSession).where(
        PersonSession.ended_at.is_(None), PersonSession.step == SessionStep.OPEN).order_by(PersonSession.began_at)
    places: dict[int, list[SessionRow]] = {}
    people: dict[int, Person] = {}
    for held in db.session.scalars(wanted):
        if lasting.passed(held.step, held.began_at, held.seen_at, now) is None:
            people[held.person_id] = held.person
            places.setdefault(held.person_id, []).append(session_row(held, None))
    present = [
        PresentRow(one.id, one.name, one.department.name if one.department else "", tuple(places[one.id]))
        for one in people.values()
    ]
    present.sort(key=lambda row: (bool(row.unit), row.unit, row.name, row.person_id))
    return SignInsPage(tuple(present), tuple(_locks(now)), in_force.sessions_most)


def _locks(now: datetime) -> list[LockRow]:
    held = guards.locks(now)
    if not held:
        return []
    people = db.session.execute(select(Person.id, Person.sign_in_name)).all()
    names = guards.sign_in_name_keys([name for _id, name in people])
    by_id = {str(person_id): name for person_id, name in people}
    found = []
    for one in held:
        key, _at, address = one.key.partition("@")
        if one.kind is GuardKind.ADDRESS:
            key, address = "", one.key
        name = by_id.get(key) if one.kind.is_kept_by_person else names.get(key)
        assert one.locked_until is not None
        found.append(LockRow(one.kind, one.key, name, address, one.failures, one.locked_until))
    return found
