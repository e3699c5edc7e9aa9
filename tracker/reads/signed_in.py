"""Who a session belongs to."""

from dataclasses import dataclass
from datetime import datetime

from tracker import clock
from tracker.domain.permissions import Actor
from tracker.domain.sessions import SEEN_EVERY, SessionEnd, SessionStep, SignInWay
from tracker.store import people, sessions, tables


@dataclass(frozen=True)
class SignedIn:
    """The person behind a live session, and how far the sign-in has come."""

    session_id: int
    step: SessionStep
    actor: Actor
    locale: str
    is_to_be_noted: bool
    "Was it last seen so long ago that its use is worth a write?"
    proved_at: datetime | None = None
    "When the person last proved who it is."
    way: SignInWay = SignInWay.PASSWORD


@dataclass(frozen=True)
class Over:
    """A session that has ended; `is_to_be_noted` where it did so by itself and nobody has written that yet."""

    session_id: int
    why: SessionEnd
    is_to_be_noted: bool


def signed_in(token: str, now: datetime) -> SignedIn | Over | None:
    """The session of the cookie's id as of `now`, with what is lent to its person; None for an unknown id."""
    held = sessions.by_token(token)
    if held is None:
        return None
    if held.ended_at is not None or not held.person.is_active:
        return Over(held.id, held.ended_why or SessionEnd.ACCOUNT_OFF, False)
    today = now.astimezone(clock.LOCAL).date()
    why = sessions.lifetime(tables.settings_on(today)).passed(held.step, held.began_at, held.seen_at, now)
    if why is not None:
        return Over(held.id, why, True)
    return SignedIn(
        held.id, held.step, people.actor(held.person, today), held.person.locale, now - held.seen_at >= SEEN_EVERY,
        held.proved_at, held.way,
    )
