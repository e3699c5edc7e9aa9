"""Files sealed in the age format (age-encryption.org): to public keys, so that whoever seals needs no secret.

Everything is streamed: a file of any size takes no more memory than a chunk. What is sealed when: store.backups.
"""

import hashlib
import os
import secrets
import zlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import pyrage
from pyrage import x25519

from tracker.clock import LOCAL
from tracker.domain.refusals import Invalid, Refusal
from tracker.domain.words import N_
from tracker.store.folders import fsync_folder

CHUNK = 1024 * 1024
SECRET = "AGE-SECRET-KEY-"  # nosec B105: how such a key begins


class Unopened(Refusal):
    """A sealed file that cannot be opened: cut, changed, or sealed to another key."""


@dataclass(frozen=True)
class Sealed:
    """What went in, and what came out: sizes in bytes, SHA-256 in hexadecimal."""

    size: int
    sha256: str
    sealed_size: int
    sealed_sha256: str


class _Hashing:
    """Counts and digests what passes; keeps what went wrong, for the library would only quote it."""

    def __init__(self) -> None:
        self.size, self.digest, self.trouble = 0, hashlib.sha256(), None

    def take(self, data: bytes) -> None:
        self.size += len(data)
        self.digest.update(data)


class _Source(_Hashing):
    """What is read: as it is, or squeezed on the way."""

    def __init__(self, source: BinaryIO, squeezed: bool) -> None:
        super().__init__()
        self.source, self.left, self.is_over = source, b"", False
        self.squeeze = zlib.compressobj(level=1) if squeezed else None

    def _more(self) -> bytes:
        data = self.source.read(CHUNK)
        self.take(data)
        self.is_over = not data
        if self.squeeze is None:
            return data
        return self.squeeze.flush() if self.is_over else self.squeeze.compress(data)

    def read(self, wanted: int = -1) -> bytes:
        """At most `wanted` bytes; none at the end."""
        try:
            while not self.left and not self.is_over:
                self.left = self._more()
        except Exception as error:
            self.trouble = error
            raise
        given, self.left = self.left[:wanted], self.left[wanted:]
        return given


class _Target(_Hashing):
    """Where it is written: as it comes, or as it was before it was squeezed. What is digested is what is written."""

    def __init__(self, write: Callable[[bytes], Any], squeezed: bool = False) -> None:
        super().__init__()
        self.written_by = write
        self.swell = zlib.decompressobj() if squeezed else None

    def write(self, data: bytes) -> int:
        """All of it."""
        try:
            self._put(self.swell.decompress(data, CHUNK) if self.swell else data)
            while self.swell and self.swell.unconsumed_tail:
                self._put(self.swell.decompress(self.swell.unconsumed_tail, CHUNK))
        except Exception as error:
            self.trouble = error
            raise
        return len(data)

    def _put(self, data: bytes) -> None:
        self.written_by(data)
        self.take(data)

    def flush(self) -> None:
        """The file's own business."""


def seal(source: BinaryIO, path: Path, keys: Sequence[x25519.Recipient], *, squeezed: bool = False) -> Sealed:
    """Seal all of `source` into a new file, which is on the disk afterwards (its folder is the caller's to see to)."""
    read = _Source(source, squeezed)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        wrote = _Target(file.write)
        try:
            pyrage.encrypt_io(read, wrote, list(keys))
        except Exception as error:
            raise read.trouble or wrote.trouble or error from None
        file.flush()
        os.fsync(file.fileno())
    return Sealed(read.size, read.digest.hexdigest(), wrote.size, wrote.digest.hexdigest())


def unseal(path: Path, write: Callable[[bytes], Any], keys: Sequence[x25519.Identity], *, squeezed: bool = False
           ) -> tuple[int, str]:
    """Hand what was sealed to `write`, piece by piece; its size and SHA-256. Raises Unopened."""
    wrote = _Target(write, squeezed)
    with path.open("rb") as file:
        try:
            pyrage.decrypt_io(file, wrote, list(keys))
        except Exception as error:
            if wrote.trouble is not None and not isinstance(wrote.trouble, zlib.error):
                raise wrote.trouble from None
            raise _unopened(path, error) from None
    if wrote.swell is not None and not wrote.swell.eof:
        raise _unopened(path, EOFError())
    return wrote.size, wrote.digest.hexdigest()


def _unopened(path: Path, error: Exception) -> Unopened:
    if isinstance(error, pyrage.DecryptError) and "No matching keys" in str(error):
        return Unopened(N_("密钥打不开“%(name)s”：它是用另一把公钥加密的。请换用备份当时的解密密钥文件。"), name=path.name)
    return Unopened(N_("“%(name)s”已损坏或不完整，打不开。请换用另一份备份，或重新复制这一份。"), name=path.name)


def recipients(text: str) -> list[x25519.Recipient]:
    """The public keys in a setting, apart by commas or blanks; raises Invalid for what is none."""
    found = []
    for word in text.replace(",", " ").split():
        try:
            found.append(x25519.Recipient.from_str(word))
        except pyrage.RecipientError:
            raise Invalid(
                N_("TRACKER_BACKUP_RECIPIENTS 中的“%(word)s”不是 age 公钥（以 age1 开头）。可用 tracker backup-key 生成。"),
                word=word[:80]) from None
    return found


def identities(path: Path) -> list[x25519.Identity]:
    """The secret keys in an identity file, as age-keygen and tracker backup-key write it; raises Invalid."""
    try:
        lines = path.read_text("utf-8").split()
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid(
            N_("读不了解密密钥文件 %(path)s：%(why)s。"), path=str(path),
            why=getattr(error, "strerror", None) or type(error).__name__) from None
    found = []
    with suppress(pyrage.IdentityError):
        found = [x25519.Identity.from_str(word) for word in lines if word.startswith(SECRET)]
    if not found:
        raise Invalid(N_("%(path)s 中没有 age 解密密钥（以 AGE-SECRET-KEY- 开头的一行）。"), path=str(path))
    return found


def new_identity(path: Path, now: datetime) -> str:
    """Make a pair of keys and write the secret one to a new file that only its owner reads; the public key.

    Whole or not at all: raises FileExistsError where there is one already, and OSError where it cannot be written.
    """
    made = x25519.Identity.generate()
    public = str(made.to_public())
    text = f"# created: {now.astimezone(LOCAL):%Y-%m-%dT%H:%M:%S%z}\n# public key: {public}\n{made}\n"
    own = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with open(os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.link(own, path)
        fsync_folder(path.parent)
    finally:
        own.unlink(missing_ok=True)
    return public
