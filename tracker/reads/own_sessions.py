"""我的登录: where one is signed in, and where one was lately."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from tracker import clock
from tracker.domain.devices import device
from tracker.domain.permissions import Actor
from tracker.domain.sessions import SessionEnd, SessionStep
from tracker.store import sessions, tables
from tracker.store.db import db
from tracker.store.models import PersonSession

MOST_PAST = 20


@dataclass(frozen=True)
class SessionRow:
    """One sign-in: `why` is None while it runs."""

    id: int
    person_id: int
    address: str
    device: str
    began_at: datetime
    seen_at: datetime
    why: SessionEnd | None
    is_here: bool = False
    "The session that is asking."


@dataclass(frozen=True)
class OwnSessions:
    """Running ones oldest first, ended ones newest first."""

    running: tuple[SessionRow, ...]
    past: tuple[SessionRow, ...]
    most: int


def session_row(held: PersonSession, why: SessionEnd | None, here: int | None = None) -> SessionRow:
    """The session as a page shows it."""
    return SessionRow(
        held.id, held.person_id, held.address, device(held.agent), held.began_at, held.seen_at, why, held.id == here)


def own_sessions(*, here: int | None, by: Actor, now: datetime) -> OwnSessions:
    """The person's sign-ins; `here` is the id of the session that is asking."""
    in_force = tables.settings_on(now.astimezone(clock.LOCAL).date())
    lasting = sessions.lifetime(in_force)
    running = sessions.running(by.id or 0, now, lasting)
    wanted = select(PersonSession).where(
        PersonSession.person_id == by.id, PersonSession.step == SessionStep.OPEN,
        PersonSession.id.not_in([one.id for one in running]),
    ).order_by(PersonSession.began_at.desc(), PersonSession.id.desc()).limit(MOST_PAST)
    past = [
        session_row(one, one.ended_why or lasting.passed(one.step, one.began_at, one.seen_at, now))
        for one in db.session.scalars(wanted)
    ]
    return OwnSessions(
        tuple(session_row(one, None, here) for one in running), tuple(past), in_force.sessions_most)
