"""退出: the session of this browser ends."""

from datetime import datetime

from tracker.domain.sessions import SessionEnd, SessionStep
from tracker.store import people, sessions
from tracker.store.db import transaction
from tracker.store.story import journal


def sign_out(token: str, *, why: SessionEnd = SessionEnd.SIGNED_OUT, now: datetime) -> None:
    """End the session of the cookie's id; one that is over or never was is none of ours."""
    with transaction():
        found = sessions.by_token(token)
        held = sessions.locked(found.id) if found else None
        if held is None or held.ended_at is not None:
            return
        sessions.end([held], why, now)
        if held.step is SessionStep.OPEN:
            journal("person.signed_out", held.person.sign_in_name, people.actor(held.person), now, address=held.address)
