"""Sealing a text so that only a holder of the key ring reads it, and finding it again without opening it.

AES-256-GCM with a random nonce; the purpose ('work_order.caller_name') is bound to the text, so that a sealed value
cannot be moved to another column. Which columns are sealed is said by their type, store.types.
"""

import base64
import hmac
import secrets
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy.exc import DontWrapMixin

from tracker.domain.refusals import Unreadable
from tracker.domain.words import N_
from tracker.store.keys import ring

MARK = "s1"
"The form of what is sealed: s1.<key>.<nonce and sealed text, base64url>."

NONCE = 12


class Tampered(Unreadable, DontWrapMixin):
    """A sealed text was changed, cut or moved to another place."""


_cipher = lru_cache(maxsize=64)(AESGCM)


def seal(text: str, purpose: str) -> str:
    """The text as it may lie in a database: another one every time."""
    keys = ring()
    nonce = secrets.token_bytes(NONCE)
    closed = _cipher(keys.derived(f"seal {purpose}")).encrypt(nonce, text.encode(), purpose.encode())
    return f"{MARK}.{keys.current}.{base64.urlsafe_b64encode(nonce + closed).decode()}"


def unseal(sealed: str, purpose: str) -> str:
    """The text again; raises Tampered, and NoKey where its key is gone."""
    name, token = _parts(sealed)
    try:
        kept = base64.urlsafe_b64decode(token)
        opened = _cipher(ring().derived(f"seal {purpose}", name)).decrypt(kept[:NONCE], kept[NONCE:], purpose.encode())
    except (InvalidTag, ValueError):
        raise Tampered(N_("一处加密内容已损坏或被改动，无法打开。请联系系统管理员核查。")) from None
    return opened.decode()


def opens(sealed: str, purpose: str) -> bool:
    """Would `unseal` open it?"""
    try:
        unseal(sealed, purpose)
    except Unreadable:
        return False
    return True


def _parts(sealed: str) -> tuple[str, str]:
    mark, _dot, rest = sealed.partition(".")
    name, _dot, token = rest.partition(".")
    if mark != MARK or not token:
        raise Tampered(N_("一处加密内容已损坏或被改动，无法打开。请联系系统管理员核查。"))
    return name, token


def key_of(sealed: str) -> str:
    """The name of the key that sealed it."""
    return _parts(sealed)[0]


def fingerprint(value: str, purpose: str, key: str | None = None) -> str:
    """What is stored beside a sealed value to find it by: equal values, equal fingerprints, for holders of the key."""
    keys = ring()
    keyed = hmac.digest(keys.derived(f"find {purpose}", key), value.encode(), "sha256")
    return f"{key or keys.current}.{keyed.hex()[:32]}"


def fingerprints(value: str, purpose: str) -> list[str]:
    """The value's fingerprint under every key on the ring: what to look for while a rotation is under way."""
    return [fingerprint(value, purpose, key) for key in ring()]
