"""Sessions in the store: found by the id that the cookie carries, begun, renewed and ended.

Of the id only a hash is kept, so a copy of the database opens nothing. It is 256 random bits: no salt, no key needed.
"""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import current_app
from sqlalchemy import select, update

from tracker.domain.sessions import Lifetime, Place, SessionEnd, SessionStep, SignInWay
from tracker.domain.settings import Settings
from tracker.store.db import db
from tracker.store.models import PersonSession

ADDRESS_MAX, AGENT_MAX = 45, 200


def new_token() -> str:
    """The random id of a session or a link."""
    return secrets.token_urlsafe(32)


def hashed(token: str) -> str:
    """As the store keeps it."""
    return hashlib.sha256(token.encode()).hexdigest()


def lifetime(in_force: Settings) -> Lifetime:
    """How long sessions last: the installation's bounds, and the office's for a step."""
    config = current_app.extensions["tracker_config"]
    return Lifetime(
        timedelta(minutes=config.session_idle_minutes), timedelta(hours=config.session_hours),
        timedelta(minutes=in_force.step_minutes),
    )


def by_token(token: str) -> PersonSession | None:
    """The session of the id, ended or not, with its person."""
    return db.session.scalar(select(PersonSession).where(PersonSession.token_hash == hashed(token)))


def by_id(session_id: int) -> PersonSession | None:
    """The session, ended or not, with its person."""
    return db.session.get(PersonSession, session_id)


def locked(session_id: int) -> PersonSession | None:
    """The session for changing it."""
    return db.session.execute(
        select(PersonSession).where(PersonSession.id == session_id).with_for_update(of=PersonSession)
    ).scalar_one_or_none()


def begin(person_id: int, place: Place, now: datetime, way: SignInWay) -> PersonSession:
    """A session that opens nothing yet: `renew` gives it its id once its step is known."""
    held = PersonSession(
        token_hash=hashed(new_token()), person_id=person_id, way=way, step=SessionStep.SECOND_STEP,
        began_at=now, seen_at=now,
        address=place.address[:ADDRESS_MAX], agent=place.agent[:AGENT_MAX],
    )
    db.session.add(held)
    return held


def renew(held: PersonSession) -> str:
    """Give the session a new id and return it; the old one opens nothing any more."""
    token = new_token()
    held.token_hash = hashed(token)
    db.session.flush()
    return token


def running(person_id: int, now: datetime, lasting: Lifetime) -> list[PersonSession]:
    """The person's open sessions that have not ended by themselves either, oldest first."""
    wanted = select(PersonSession).where(
        PersonSession.person_id == person_id, PersonSession.ended_at.is_(None), PersonSession.step == SessionStep.OPEN,
    ).order_by(PersonSession.began_at, PersonSession.id)
    return [
        one for one in db.session.scalars(wanted) if lasting.passed(one.step, one.began_at, one.seen_at, now) is None
    ]


def end(held: Sequence[PersonSession], why: SessionEnd, now: datetime) -> None:
    """End these."""
    for one in held:
        one.ended_at, one.ended_why = now, why


def end_all(person_id: int, why: SessionEnd, now: datetime, but: int | None = None) -> int:
    """End every session of the person, half-way ones too, except the one with the id `but`; how many that were."""
    done = db.session.execute(
        update(PersonSession)
        .where(PersonSession.person_id == person_id, PersonSession.ended_at.is_(None), PersonSession.id != (but or 0))
        .values(ended_at=now, ended_why=why).execution_options(synchronize_session="fetch")
    )
    return int(done.rowcount)  # type: ignore[attr-defined]


def past_their_time(now: datetime, lasting: Lifetime) -> list[tuple[PersonSession, SessionEnd]]:
    """Sessions that ended by themselves and of which that is not written yet, with why."""
    held = db.session.scalars(select(PersonSession).where(PersonSession.ended_at.is_(None)))
    whys = ((one, lasting.passed(one.step, one.began_at, one.seen_at, now)) for one in held)
    return [(one, why) for one, why in whys if why is not None]


def forget(before: datetime) -> int:
    """Delete sessions that ended before then; how many."""
    gone = db.session.execute(
        sa.delete(PersonSession).where(PersonSession.ended_at < before).execution_options(synchronize_session=False)
    )
    return int(gone.rowcount)  # type: ignore[attr-defined]
