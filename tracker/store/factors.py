"""Second factors in the store: the sealed secret, codes that count once, recovery codes by their hashes.

What a code looks like and who has to have one is decided in domain.second_factor. What changes something here asks
for it in the statement itself, so that of two who send the same code at the same moment one alone is let in.
"""

import hmac
from collections.abc import Sequence
from datetime import datetime

import pyotp
import sqlalchemy as sa
from sqlalchemy import delete, func, select, update

from tracker.domain.second_factor import CODES, DIGITS, FINDING, STEP_SECONDS, TOLERATED_STEPS, step_of
from tracker.store import passwords
from tracker.store.db import db
from tracker.store.models import Factor, RecoveryCode
from tracker.store.sealing import seal, unseal


def _purpose(person_id: int) -> str:
    """Bound to the person, so that it opens in no other row; sealed_rows.BY_ROW names it, too."""
    return f"factor.secret {person_id}"


def of(person_id: int) -> Factor | None:
    """The person's factor row, whether enrolled or only asked for."""
    return db.session.get(Factor, person_id)


def is_enrolled(person_id: int) -> bool:
    """Does the person have a second factor?"""
    return db.session.scalar(select(Factor.enrolled_at).where(Factor.person_id == person_id)) is not None


def row_of(person_id: int) -> Factor:
    """The person's factor row for changing it, made where there is none; the person is locked already."""
    found = db.session.get(Factor, person_id, with_for_update=True)
    if found is None:
        found = Factor(person_id=person_id)
        db.session.add(found)
    return found


def offer(row: Factor, now: datetime) -> str:
    """A fresh secret (160 bits, base32) that waits for its first code; kept sealed."""
    secret = pyotp.random_base32()
    row.offered_secret, row.offered_at = seal(secret, _purpose(row.person_id)), now
    return secret


def offered(row: Factor) -> str | None:
    """The secret that waits for its first code."""
    return unseal(row.offered_secret, _purpose(row.person_id)) if row.offered_secret else None


def address(secret: str, account: str, issuer: str) -> str:
    """What the picture says: otpauth://totp/…"""
    totp = pyotp.TOTP(secret, digits=DIGITS, interval=STEP_SECONDS, name=account, issuer=issuer)
    return totp.provisioning_uri()


def _step_shown(secret: str, code: str, now: datetime) -> int | None:
    """The time step whose code it is, among those tolerated; compares all of them, whichever fits."""
    totp = pyotp.TOTP(secret, digits=DIGITS, interval=STEP_SECONDS)
    here = step_of(now)
    steps = range(here - TOLERATED_STEPS, here + TOLERATED_STEPS + 1)
    fitting = [step for step in steps if hmac.compare_digest(totp.generate_otp(step), code)]
    return fitting[-1] if fitting else None


def take_over(row: Factor, code: str, now: datetime) -> bool:
    """Let the offered secret count from now on, if the code is its; that code does not count again."""
    secret = offered(row)
    step = _step_shown(secret, code, now) if secret else None
    if step is None:
        return False
    row.secret, row.enrolled_at, row.last_step = row.offered_secret, now, step
    row.offered_secret = row.offered_at = None
    return True


def spend(person_id: int, code: str, now: datetime) -> bool:
    """Is it a code of the person's, who is locked, that has not counted yet? It never counts again."""
    found = of(person_id)
    if found is None or found.secret is None:
        return False
    step = _step_shown(unseal(found.secret, _purpose(person_id)), code, now)
    if step is None:
        return False
    done = db.session.execute(
        update(Factor)
        .where(Factor.person_id == person_id, sa.func.coalesce(Factor.last_step, -1) < step)
        .values(last_step=step).execution_options(synchronize_session="fetch")
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]


def forget(person_id: int) -> None:
    """Take factor and recovery codes away; when enrolment was first asked for stays, so that no grace begins anew."""
    row = row_of(person_id)
    row.secret = row.enrolled_at = row.last_step = row.offered_secret = row.offered_at = None
    _drop_codes(person_id)


def _drop_codes(person_id: int) -> None:
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))


def hashed(codes: Sequence[str]) -> list[tuple[str, str]]:
    """(beginning, hash) of each code: slow on purpose, so call it before a lock is taken."""
    return [(code[:FINDING], passwords.hash_password(code)) for code in codes]


def replace_codes(person_id: int, kept: Sequence[tuple[str, str]], now: datetime) -> None:
    """Let these be the person's recovery codes; the earlier ones are void."""
    assert len(kept) == CODES
    _drop_codes(person_id)
    db.session.add_all(
        RecoveryCode(person_id=person_id, beginning=beginning, code_hash=code_hash, made_at=now)
        for beginning, code_hash in kept
    )


def fitting_code(person_id: int, code: str) -> int | None:
    """The id of the unused recovery code that it is; takes as long when it is none. Hold no lock meanwhile."""
    found = db.session.execute(
        select(RecoveryCode.id, RecoveryCode.code_hash).where(
            RecoveryCode.person_id == person_id, RecoveryCode.beginning == code[:FINDING],
            RecoveryCode.used_at.is_(None))
    ).one_or_none()
    db.session.rollback()
    is_right = passwords.verify_password(found.code_hash if found else None, code)
    return found.id if found and is_right else None


def spend_recovery(code_id: int, now: datetime) -> bool:
    """Use the code up; False when that was done, or the code replaced, in the meantime."""
    done = db.session.execute(
        update(RecoveryCode).where(RecoveryCode.id == code_id, RecoveryCode.used_at.is_(None)).values(used_at=now)
        .execution_options(synchronize_session=False)
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]


def codes_left(person_id: int) -> int:
    """How many recovery codes are unused."""
    return db.session.scalar(
        select(func.count()).select_from(RecoveryCode)
        .where(RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None))) or 0
