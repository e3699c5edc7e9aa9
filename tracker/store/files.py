"""Contents of attachments on disk: <data>/files/ab/<sha256>, outside the web root, whole or absent, the same once.

A file is on the disk before the row that names it is committed. What no row came to name is swept after a day.
"""

import hashlib
import os
import tempfile
from collections.abc import Collection, Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from tracker.store.folders import folder, fsync_folder

CHUNK = 1024 * 1024
UNFINISHED, CONDEMNED = ".unfinished-", ".condemned-"


def path_of(sha256: str) -> Path:
    """Where the contents with this checksum lie, or would."""
    return folder("files") / sha256[:2] / sha256


def keep(body: BinaryIO, now: datetime) -> tuple[str, int]:
    """Keep the contents; their SHA-256 and size. Twice the same is kept once."""
    handle, name = tempfile.mkstemp(prefix=UNFINISHED, dir=folder("files"))  # 0600: only the program reads it
    unfinished, digest, size = Path(name), hashlib.sha256(), 0
    try:
        with open(handle, "wb") as file:
            while chunk := body.read(CHUNK):
                file.write(chunk)
                digest.update(chunk)
                size += len(chunk)
            file.flush()
            os.fsync(file.fileno())
        sha256 = digest.hexdigest()
        if not _is_kept(sha256, size, now):
            _to_its_place(unfinished, path_of(sha256), now)
        return sha256, size
    finally:
        unfinished.unlink(missing_ok=True)


def _is_kept(sha256: str, size: int, now: datetime) -> bool:
    """Is it there? Then it is marked as wanted now, so that no sweeper takes it for forgotten."""
    path = path_of(sha256)
    try:
        _wanted(path, now)
        fsync_folder(path.parent)  # whoever put it there may not have come to that yet
        return path.stat().st_size == size
    except FileNotFoundError:
        return False


def _wanted(path: Path, now: datetime) -> None:
    os.utime(path, (now.timestamp(), now.timestamp()))


def _to_its_place(unfinished: Path, path: Path, now: datetime) -> None:
    if not path.parent.is_dir():
        path.parent.mkdir(mode=0o700, exist_ok=True)
        fsync_folder(path.parent.parent)
    _wanted(unfinished, now)
    os.replace(unfinished, path)
    fsync_folder(path.parent)


def kept() -> Iterator[Path]:
    """Every file that is kept."""
    yield from (path for path in folder("files").glob("[0-9a-f][0-9a-f]/*") if len(path.name) == 64)


def sweep(wanted: Collection[str], before: datetime) -> int:
    """Delete contents last wanted before the moment that `wanted` (checksums) does not name; how many went.

    Each is set aside first and looked at again: whoever handed in the same contents meanwhile has marked them as
    wanted, and gets them back, or has found nothing and has written them anew.
    """
    limit, swept = before.timestamp(), 0
    for path in list(kept()):
        if path.name in wanted or _age_mark(path) >= limit:
            continue
        aside = path.with_name(CONDEMNED + path.name)
        os.replace(path, aside)
        if _age_mark(aside) >= limit:
            os.replace(aside, path)
        else:
            aside.unlink(missing_ok=True)
            swept += 1
    for left in [*folder("files").glob(UNFINISHED + "*"), *folder("files").glob(f"*/{CONDEMNED}*")]:
        if _age_mark(left) < limit:
            left.unlink(missing_ok=True)
    return swept


def _age_mark(path: Path) -> float:
    """When it was last wanted; a file that has just gone is nobody's to sweep."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return float("inf")
