"""Passwords: Argon2id hashes by argon2-cffi, at its recommended cost."""

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

_hasher = PasswordHasher()
_nobody = _hasher.hash(secrets.token_hex(16))
"Checked when there is no such person, so that the time taken tells nothing."


def hash_password(password: str) -> str:
    """The salted hash to keep."""
    return _hasher.hash(password)


def verify_password(kept: str | None, password: str) -> bool:
    """Does the password fit the kept hash? None takes as long and never fits."""
    try:
        return _hasher.verify(kept or _nobody, password) and kept is not None
    except (Argon2Error, InvalidHashError):
        return False


def needs_rehash(kept: str) -> bool:
    """Was the hash made at a lower cost than today's?"""
    return _hasher.check_needs_rehash(kept)
