"""Failed attempts in the store, shared by every process. How long a wait is, is decided in domain.guarding.

An attempt is counted as failed before its password is looked at, and taken back when it was right: however many are
tried in one moment, no more than the free ones are looked at.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import select

from tracker.domain.guarding import GuardKind, patience
from tracker.domain.sessions import SessionStep
from tracker.domain.settings import Settings
from tracker.domain.words import N_
from tracker.store.db import db, one_at_a_time
from tracker.store.models import Person, PersonSession, SignInGuard
from tracker.store.sealing import fingerprint, fingerprints

NAMES = "sign_in_guard.name"

UNKNOWN = N_("不存在的登录名")
"What the journal calls it: what was typed there may be somebody's password."


@dataclass(frozen=True)
class Watch:
    """One thing that is counted: its kind, and the key it is kept under."""

    kind: GuardKind
    key: str


def _name_key(name: str) -> str:
    """A keyed fingerprint: the count outlives no rotation of the keys, which is as well."""
    return fingerprint(name.strip().lower(), NAMES)


def watches(name: str, address: str, person_id: int | None) -> list[Watch]:
    """What a sign-in of `name` from `address` is counted by; a name that nobody has is counted like any other.

    Always in the same order, so that two transactions never wait for each other.
    """
    if _is_known_place(person_id, address):
        return [Watch(GuardKind.KNOWN_PLACE, f"{_name_key(name)}@{address}"[:100])]
    from_there = [Watch(GuardKind.ADDRESS, address)] if address else []
    return [*from_there, Watch(GuardKind.NAME, _name_key(name))]


def _is_known_place(person_id: int | None, address: str) -> bool:
    """Has the account been signed in all the way from there?"""
    wanted = select(PersonSession.id).where(
        PersonSession.person_id == (person_id or 0), PersonSession.address == address,
        PersonSession.step == SessionStep.OPEN,
    ).limit(1)
    return bool(address) and db.session.scalar(wanted) is not None


def own_password(person_id: int) -> list[Watch]:
    """What the question for the old password is counted by."""
    return [Watch(GuardKind.OWN_PASSWORD, str(person_id))]


def own_codes(person_id: int) -> list[Watch]:
    """What codes and recovery codes are counted by, wherever they are entered: a right password takes none back."""
    return [Watch(GuardKind.CODE, str(person_id))]


def _held(watch: Watch) -> SignInGuard | None:
    one_at_a_time(f"sign-in {watch.kind.value} {watch.key}")
    return db.session.get(SignInGuard, (watch.kind, watch.key), populate_existing=True)


def attempt(counted: Sequence[Watch], in_force: Settings, now: datetime) -> datetime | None:
    """Count an attempt as failed and let it pass (None), or say until when it has to wait; inside a transaction."""
    held = [(watch, _held(watch)) for watch in counted]
    waits = [one.locked_until for _watch, one in held if one and one.locked_until and one.locked_until > now]
    if waits:
        return max(waits)
    for watch, one in held:
        rule = patience(watch.kind, in_force)
        if one is None:
            one = SignInGuard(kind=watch.kind, key=watch.key, failures=0, failed_at=now)
            db.session.add(one)
        elif now - one.failed_at > rule.forgotten_after:
            one.failures = 0
        one.failures, one.failed_at = one.failures + 1, now
        wait = rule.wait(one.failures)
        one.locked_until = now + wait if wait else None
        one.told_at = None
    return None


def is_worth_telling(counted: Sequence[Watch], now: datetime) -> bool:
    """Is this the first attempt during the wait? The others are no news: the journal must not be flooded."""
    held = [one for one in map(_held, counted) if one is not None]
    if not any(one.told_at is None for one in held):
        return False
    for one in held:
        one.told_at = now
    return True


def succeeded(counted: Sequence[Watch], in_force: Settings, now: datetime) -> None:
    """The password was right: the account's failures are forgotten, the address's are one fewer."""
    for watch in counted:
        one = _held(watch)
        if one is None:
            continue
        if watch.kind is not GuardKind.ADDRESS:
            db.session.delete(one)
            continue
        one.failures = max(one.failures - 1, 0)
        if not patience(watch.kind, in_force).wait(one.failures):
            one.locked_until = None


def locks(now: datetime) -> list[SignInGuard]:
    """Who has to wait now, longest first."""
    wanted = select(SignInGuard).where(SignInGuard.locked_until > now)
    return list(db.session.scalars(wanted.order_by(SignInGuard.locked_until.desc(), SignInGuard.key)))


def sign_in_name_keys(names: Sequence[str]) -> dict[str, str]:
    """Key → the account's name, to say whose account a lock is on."""
    return {key: name for name in names for key in fingerprints(name, NAMES)}


def forget(before: datetime) -> int:
    """Delete counts of which the latest failure is older; how many."""
    gone = db.session.execute(
        sa.delete(SignInGuard).where(SignInGuard.failed_at < before).execution_options(synchronize_session=False))
    return int(gone.rowcount)  # type: ignore[attr-defined]


def lift(kind: GuardKind, key: str) -> str | None:
    """Forget what is counted under the key; whose it was in the journal's words, None where there is nothing."""
    one = _held(Watch(kind, key))
    if one is None:
        return None
    db.session.delete(one)
    if kind is GuardKind.ADDRESS:
        return key
    if kind.is_kept_by_person:
        return db.session.scalar(select(Person.sign_in_name).where(Person.id == int(key)))
    names = sign_in_name_keys(list(db.session.scalars(select(Person.sign_in_name))))
    return names.get(key.partition("@")[0], UNKNOWN)
