"""Anchors: the chain's head, written outside the database from time to time: a cut or rolled-back chain is found.

A file that only grows, one JSON line an anchor, each under a MAC over the line before; TRACKER_ANCHORS says where.
What is compared with it: store.audit_check.
"""

import fcntl
import hashlib
import hmac
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from flask import current_app

from tracker.domain.refusals import Refusal
from tracker.domain.words import N_
from tracker.store import keys
from tracker.store.chain import moment_text
from tracker.store.chain_walk import Link

HEAD, RESTORED = "head", "restored"
"An anchor's kinds: the chain's head then; the head after a restored backup, which undoes the anchors it fell behind."


@dataclass(frozen=True)
class Anchor:
    """The head of the chain at a moment (UTC)."""

    kind: str
    at: str
    seq: int
    digest: str
    key: str
    mac: str


class AnchorsLost(Refusal):
    """The file cannot be written or read."""


def place() -> Path:
    """Where the anchors lie."""
    return Path(current_app.config["TRACKER_ANCHORS"])


def _mac(before: str, kind: str, at: str, seq: int, digest: str, key: str) -> str:
    said = json.dumps([before, kind, at, seq, digest, key], separators=(",", ":")).encode()
    return hmac.new(keys.ring().derived("audit anchor", key), said, hashlib.sha256).hexdigest()


def add(kind: str, link: Link, now: datetime) -> Anchor:
    """Write the head down and see it on the disk. Raises AnchorsLost."""
    try:
        with open(os.open(place(), os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "r+b", buffering=0) as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            before = _last_mac(file)
            said = (kind, moment_text(now), link.seq, link.digest, keys.ring().current)
            made = Anchor(*said, mac=_mac(before, *said))
            file.write(json.dumps(asdict(made), separators=(",", ":")).encode() + b"\n")
            os.fsync(file.fileno())
    except OSError as error:
        raise AnchorsLost(
            N_("审计锚点文件“%(place)s”不能写入：%(why)s。请检查磁盘和目录权限，或改设置 TRACKER_ANCHORS。"),
            place=str(place()), why=error.strerror or str(error),
        ) from None
    return made


def _last_mac(file: IO[bytes]) -> str:
    """Of the last whole line; a line that broke off is ended first."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - 4096))
    tail = file.read()
    if tail and not tail.endswith(b"\n"):
        file.write(b"\n")
    for line in reversed(tail.splitlines()):
        found = _read(line)
        if found is not None:
            return found.mac
    return ""


def _read(line: bytes) -> Anchor | None:
    try:
        return Anchor(**json.loads(line))
    except (ValueError, TypeError):
        return None


def lines() -> Iterator[tuple[int, Anchor | None]]:
    """(line, anchor) in order; None where a line is not what was written there. Nothing where there is no file."""
    try:
        file = open(place(), "rb")
    except FileNotFoundError:
        return
    except OSError as error:
        raise AnchorsLost(
            N_("审计锚点文件“%(place)s”读不了：%(why)s。请检查磁盘和目录权限。"), place=str(place()),
            why=error.strerror or str(error),
        ) from None
    with file:
        before = ""
        for number, line in enumerate(file, 1):
            found = _read(line)
            yield number, found if found is not None and _is_whole(found, before) else None
            before = found.mac if found is not None else before


def _is_whole(anchor: Anchor, before: str) -> bool:
    try:
        return hmac.compare_digest(
            anchor.mac, _mac(before, anchor.kind, anchor.at, anchor.seq, anchor.digest, anchor.key))
    except (Refusal, TypeError):
        return False
