"""End sessions: one's own, one or all, and those of a person whose account one keeps."""

from datetime import datetime

from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.refusals import NotFound, NotPermitted
from tracker.domain.sessions import SessionEnd
from tracker.domain.words import N_
from tracker.store import sessions
from tracker.store.db import transaction
from tracker.store.models import PersonSession
from tracker.store.story import journal
from tracker.usecases.staffing import locked_person

GONE = N_("这处登录已经结束。")


def _own_id(by: Actor) -> int:
    if by.id is None:
        raise NotPermitted(N_("只有登录的人员可以结束自己的登录。"))
    return by.id


def _running(session_id: int) -> PersonSession:
    held = sessions.locked(session_id)
    if held is None or held.ended_at is not None:
        raise NotFound(GONE)
    return held


def end_own_session(session_id: int, *, by: Actor, now: datetime) -> None:
    """End one of one's own sessions; somebody else's is not found."""
    with transaction():
        held = _running(session_id)
        if held.person_id != _own_id(by):
            raise NotFound(GONE)
        sessions.end([held], SessionEnd.BY_OWNER, now)
        journal("person.session_ended", held.person.sign_in_name, by, now, address=held.address)


def end_own_sessions(*, but: int | None, by: Actor, now: datetime) -> int:
    """End all of one's own sessions, except the one with the id `but`; how many that were."""
    with transaction():
        person = locked_person(_own_id(by))
        count = sessions.end_all(person.id, SessionEnd.BY_OWNER, now, but)
        if count:
            journal("person.sessions_ended", person.sign_in_name, by, now, count=count, kept=but is not None)
    return count


def end_sessions_of(person_id: int, *, by: Actor, now: datetime) -> int:
    """End every session of a person, for whoever keeps the accounts; how many that were."""
    require(by, Permission.MANAGE_ACCESS)
    with transaction():
        person = locked_person(person_id)
        count = sessions.end_all(person.id, SessionEnd.BY_KEEPER, now)
        if count:
            journal("person.sessions_ended", person.sign_in_name, by, now, count=count, kept=False)
    return count


def end_session_of(session_id: int, *, by: Actor, now: datetime) -> None:
    """End one session of anybody's, for the security manager."""
    require(by, Permission.MANAGE_ACCESS)
    with transaction():
        held = _running(session_id)
        sessions.end([held], SessionEnd.BY_KEEPER, now)
        journal("person.session_ended", held.person.sign_in_name, by, now, address=held.address)
