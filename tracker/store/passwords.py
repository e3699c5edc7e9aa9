"""Passwords as the store keeps them: argon2id hashes. What a good password is, is decided in domain.password_rule."""

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher()
"Argon2id with the library's present parameters (RFC 9106, low memory); needs_rehash notices when they grow."

_NOBODY = _hasher.hash("nobody signs in with this")
"Checked where there is no such person, so that the answer takes as long."


def hash_password(password: str) -> str:
    """A salted hash; two hashes of one password differ."""
    return _hasher.hash(password)


def nobody_knows() -> str:
    """The hash of an account that has no password yet: it is never right, and takes as long to say so."""
    return _hasher.hash(secrets.token_urlsafe(32))


def verify_password(stored: str | None, password: str) -> bool:
    """Is it the password? None (nobody of that name) is never right and takes as long."""
    try:
        return _hasher.verify(stored or _NOBODY, password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def needs_rehash(stored: str) -> bool:
    """Was the hash made with weaker parameters than today's?"""
    return _hasher.check_needs_rehash(stored)
