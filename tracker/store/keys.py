"""The key ring: the secrets that lie outside the database, and the keys derived from them for each purpose.

What is sealed with them, and how, is decided in store.sealing.
"""

import base64
import os
import secrets
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import sqlalchemy as sa
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app
from sqlalchemy import select
from sqlalchemy.exc import DontWrapMixin

from tracker.domain.refusals import Unreadable
from tracker.domain.words import N_

OUTLIVING = ("audit chain", "audit row", "audit anchor")
"Purposes for which a key is needed after it is taken off the ring: what it derived for them opens nothing."

BYTES = 32
"Of a secret and of every derived key: AES-256 and HMAC-SHA-256."


PROBES = sa.table("key_probe", sa.column("key", sa.String))
"By its name: the models' own types lean on this module."

MISSING = N_(
    "没有找到密钥文件 %(path)s，而数据库中已有加密的个人信息。请把单独保存的密钥文件副本放回原处（权限 600），不要新建。")


class NoKey(Unreadable, DontWrapMixin):
    """Something was sealed with a key that is not on the ring."""


@dataclass(frozen=True)
class KeyRing:
    """`current` seals; every other key on the ring only opens what it once sealed."""

    current: str
    secrets: Mapping[str, bytes] = field(repr=False)
    outlived: Mapping[str, Mapping[str, bytes]] = field(default_factory=dict, repr=False)
    "Name of a key that was taken off → purpose → what had been derived from it: for OUTLIVING purposes alone."

    def __iter__(self) -> Iterator[str]:
        """The keys' names, the current one first."""
        return iter([self.current, *(name for name in self.secrets if name != self.current)])

    def names(self) -> list[str]:
        """Of the keys on the ring, and of those that were taken off it."""
        return [*self, *self.outlived]

    def derived(self, purpose: str, name: str | None = None) -> bytes:
        """The 32-byte key for one purpose (HKDF-SHA-256, RFC 5869): no purpose's key tells of another's.

        Raises NoKey for a name that is not on the ring; None is the current one.
        """
        secret = self.secrets.get(name or self.current)
        if secret is None and purpose in self.outlived.get(name or "", {}):
            return self.outlived[name or ""][purpose]
        if secret is None:
            raise NoKey(N_("密钥文件中没有编号为“%(name)s”的密钥，打不开已加密的内容。请放回原来的密钥文件。"), name=name)
        return _derived(secret, purpose)


@lru_cache(maxsize=256)
def _derived(secret: bytes, purpose: str) -> bytes:
    return HKDF(hashes.SHA256(), BYTES, salt=None, info=purpose.encode()).derive(secret)


def place() -> Path:
    """Where the ring lies: setting TRACKER_KEYS."""
    return Path(current_app.config["TRACKER_KEYS"])


def ring() -> KeyRing:
    """The ring as the file now says: every process has a new key from the moment that the file has it.

    Made on first use, with one key, readable by its owner alone; but never where the database holds what was sealed
    with another one (NoKey). Asked for every single value, so it costs one look at the file and no more.
    """
    path = current_app.config["TRACKER_KEYS"]
    try:
        found = os.stat(path)
    except OSError:
        found = _made(Path(path)).stat()
    return _read(path, found.st_mtime_ns, found.st_ino)


def _made(path: Path) -> Path:
    if not path.exists():
        if has_probes():
            raise NoKey(MISSING, path=str(path))
        write(path, with_new_key(None), is_first=True)
    return path


def has_probes() -> bool:
    """Does the database say that something in it is sealed?"""
    # By the extension: store.db leans on this module. Past the session: a key may be asked for while it writes.
    connection = current_app.extensions["sqlalchemy"].session.connection()
    there = sa.inspect(connection).has_table(PROBES.name)
    return bool(there and connection.scalar(select(PROBES.c.key).limit(1)) is not None)


@lru_cache(maxsize=8)
def _read(path: str, _changed: int, _file: int) -> KeyRing:
    try:
        kept = tomllib.loads(Path(path).read_text("utf-8"))
        held = {name: base64.b64decode(text, validate=True) for name, text in kept["keys"].items()}
        if kept["current"] not in held or any(len(secret) != BYTES for secret in held.values()):
            raise ValueError(path)
        outlived = {
            name: {purpose: base64.b64decode(text, validate=True) for purpose, text in kept_of.items()}
            for name, kept_of in kept.get("outlived", {}).items()
        }
    except (OSError, KeyError, ValueError, AttributeError):
        raise NoKey(N_("密钥文件 %(path)s 读不了或已损坏。请从单独保存的副本恢复。"), path=path) from None
    return KeyRing(kept["current"], held, outlived)


def with_new_key(old: KeyRing | None) -> KeyRing:
    """The ring with a fresh key that is the current one from now on."""
    held = dict(old.secrets) if old else {}
    numbers = [int(name.removeprefix("k")) for name in (old.names() if old else ()) if name.removeprefix("k").isdigit()]
    name = f"k{max(numbers, default=0) + 1}"
    return KeyRing(name, held | {name: secrets.token_bytes(BYTES)}, old.outlived if old else {})


def without(old: KeyRing, name: str) -> KeyRing:
    """The ring without a key that seals nothing any more; never the current one. The audit's share of it stays."""
    assert name != old.current
    held = {kept: secret for kept, secret in old.secrets.items() if kept != name}
    stays = {purpose: old.derived(purpose, name) for purpose in OUTLIVING}
    return KeyRing(old.current, held, {**old.outlived, name: stays})


def write(path: Path, new: KeyRing, is_first: bool = False) -> None:
    """Put the ring in its place, whole or not at all; a first ring never replaces another process's or thread's."""
    own = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    text = "".join([
        "# 密钥：请与数据库备份分开保存副本。丢失后，已加密的个人信息无法恢复。\n",
        f'current = "{new.current}"\n\n[keys]\n',
        *(f'{name} = "{base64.b64encode(secret).decode()}"\n' for name, secret in new.secrets.items()),
        *(f'\n[outlived.{name}]\n' + "".join(
            f'"{purpose}" = "{base64.b64encode(share).decode()}"\n' for purpose, share in shares.items())
          for name, shares in new.outlived.items()),
    ])
    with open(os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    if not is_first:
        os.replace(own, path)
        return
    with suppress(FileExistsError):  # somebody was quicker: that ring counts
        os.link(own, path)
    own.unlink()
