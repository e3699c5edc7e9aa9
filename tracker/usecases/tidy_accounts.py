"""What becomes of accounts by itself: those that nobody uses are switched off, what has had its time is forgotten."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from tracker import clock
from tracker.domain.ageing import is_dormant
from tracker.domain.permissions import Actor
from tracker.domain.refusals import Refusal
from tracker.domain.sessions import SessionEnd
from tracker.domain.settings import Settings
from tracker.store import guards, links, sessions, tables
from tracker.store.db import db, transaction
from tracker.store.models import Person
from tracker.store.story import journal
from tracker.usecases.staffing import lock_managers, locked_person, require_managers_left

log = logging.getLogger(__name__)

LINKS_KEPT = timedelta(days=180)


@dataclass(frozen=True)
class Tidied:
    """Accounts switched off, sessions found to have ended by themselves, sessions forgotten."""

    dormant: int
    ended: int
    forgotten: int


def tidy_accounts(*, by: Actor, now: datetime) -> Tidied:
    """Each account in its own transaction; the last of each manager stays. They come back on the page 人员."""
    in_force = tables.settings_on(now.astimezone(clock.LOCAL).date())
    active = db.session.scalars(select(Person).where(Person.is_active).order_by(Person.id))
    unused = [person.id for person in active if is_dormant(_used_at(person), in_force, now)]
    dormant = sum(_switch_off(person_id, in_force, by, now) for person_id in unused)
    with transaction():
        over = sessions.past_their_time(now, sessions.lifetime(in_force))
        for held, why in over:
            sessions.end([held], why, now)
        forgotten = sessions.forget(now - timedelta(days=in_force.sessions_days))
        guards.forget(now - timedelta(hours=in_force.lock_forget_hours))
        links.forget(now - LINKS_KEPT)
    return Tidied(dormant, len(over), forgotten)


def _used_at(person: Person) -> datetime:
    """The latest sign-in, or when the account was made or switched on again."""
    return max(at for at in (person.created_at, person.on_since, person.signed_in_at) if at is not None)


def _switch_off(person_id: int, in_force: Settings, by: Actor, now: datetime) -> bool:
    try:
        with transaction():
            lock_managers()
            person = locked_person(person_id)
            used_at = _used_at(person)
            if not person.is_active or not is_dormant(used_at, in_force, now):
                return False
            require_managers_left(person, frozenset(), "is_active")
            person.is_active, person.dormant_at = False, now
            sessions.end_all(person.id, SessionEnd.ACCOUNT_OFF, now)
            links.void(person.id, now)
            journal("person.dormant", person.sign_in_name, by, now, used_at=used_at.isoformat())
    except Refusal:
        log.info("account %d is not used, but the house needs it", person_id)
        return False
    return True
