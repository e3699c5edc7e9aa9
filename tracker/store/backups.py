"""Backups on disk: each a folder of its own, sealed, with what it needs of the parts that all of them share.

    tracker-20260309-020000/   manifest.age  database.age  SHA256SUMS
    parts/3f/…                 attachments and workbooks, each once however many backups hold it: store.backup_parts

The manifest says what belongs to the backup, with checksums of what was sealed; SHA256SUMS has those of the sealed
files, for whoever has no key (cd tracker-…; sha256sum -c SHA256SUMS). When: jobs.schedule. Back again: store.restoring.
"""

import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import current_app
from pyrage import x25519

from tracker.backup_settings import Backups
from tracker.clock import LOCAL
from tracker.domain import generations
from tracker.domain.refusals import Refusal
from tracker.domain.words import N_
from tracker.store import age_files, backup_parts, snapshots
from tracker.store.folders import fsync_folder, hold
from tracker.store.keys import place as key_place
from tracker.store.keys import ring
from tracker.store.sealing import fingerprint
from tracker.store.snapshots import Snapshot

FORMAT = 1
NAME = re.compile(r"tracker-([0-9]{8}-[0-9]{6})(-[0-9]+)?")
SUMS, MANIFEST, DATABASE = "SHA256SUMS", "manifest.age", "database.age"
UNFINISHED = ".unfinished-"
LOCK = ".backup-lock"
MB = 1024 * 1024
SPARE = 16 * MB
"Left free whatever the backup takes: the database goes on growing meanwhile."


@dataclass(frozen=True)
class Made:
    """A finished backup; `size` of its own folder and `added` to the shared parts in bytes."""

    path: Path
    size: int
    added: int
    sha256: str
    attachments: int
    workbooks: int
    missing: int


def settings() -> Backups:
    """What the installation's settings say of backups."""
    found: Backups = current_app.extensions["tracker_config"].backups
    return found


def place() -> Path:
    """Where backups lie; made when it is missing."""
    where = settings().folder
    where.mkdir(mode=0o700, parents=True, exist_ok=True)
    return where


def identity_place() -> Path:
    """Where the secret key lies that is made when no public key is set: beside the key ring."""
    return key_place().with_name("backup-identity.txt")


def recipients(now: datetime) -> list[x25519.Recipient]:
    """To whose keys a backup is sealed: those of the settings, else one of our own, made on first use."""
    named = age_files.recipients(settings().recipients)
    if named:
        return named
    own = identity_place()
    if not own.exists():
        age_files.new_identity(own, now)
    return [identity.to_public() for identity in age_files.identities(own)]


def make(now: datetime) -> Made:
    """A backup of this very instant; refuses in words, and leaves nothing, when it cannot be made."""
    where = place()
    with hold(LOCK), _unfinished(where) as new:
        _require_room(where, 2 * snapshots.size_now())
        keys = recipients(now)
        with snapshots.taken(new) as snapshot:
            parts = backup_parts.Parts(where, keys)
            _require_room(where, snapshot.size + parts.room_for(snapshot))
            database = age_files.seal(snapshot.stream, new / DATABASE, keys, squeezed=True)
        gathered = parts.gather(snapshot)
        manifest = _manifest(snapshot, database, gathered, now)
        sealed = age_files.seal(BytesIO(_signed(manifest)), new / MANIFEST, keys)
        sums = {MANIFEST: sealed.sealed_sha256, DATABASE: database.sealed_sha256} | gathered.sums
        _write_sums(new / SUMS, sums)
        fsync_folder(new)
        path = _free_name(where, now)
        os.rename(new, path)
        fsync_folder(where)
    size = sum(one.stat().st_size for one in path.iterdir())
    return Made(path, size, gathered.added, checksum(path), len(gathered.attachments), len(gathered.workbooks),
                len(gathered.missing))


def _require_room(where: Path, wanted: int) -> None:
    free = shutil.disk_usage(where).free
    if free < wanted + SPARE:
        raise Refusal(
            N_("备份大约需要 %(wanted)d MB，%(place)s 所在的磁盘只剩 %(free)d MB。请清理磁盘，"
               "或用 TRACKER_BACKUPS 换一个备份目录。以前的备份没有改动。"),
            wanted=-(-(wanted + SPARE) // MB), place=str(where), free=free // MB)


@contextmanager
def _unfinished(where: Path) -> Iterator[Path]:
    """An empty folder that only its owner enters, gone when the backup fails; so is one that a dead process left."""
    for left in where.glob(UNFINISHED + "*"):
        shutil.rmtree(left, ignore_errors=True)
    new = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=where))
    try:
        yield new
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _free_name(where: Path, now: datetime) -> Path:
    plain = f"tracker-{now.astimezone(LOCAL):%Y%m%d-%H%M%S}"
    names = [plain, *(f"{plain}-{number}" for number in range(2, 1000))]
    return next(where / name for name in names if not (where / name).exists())


def _manifest(
    snapshot: Snapshot, database: age_files.Sealed, gathered: backup_parts.Gathered, now: datetime
) -> dict[str, Any]:
    return {
        "format": FORMAT, "program": version("hotline-tracker"), "made_at": now.isoformat(),
        "backend": snapshot.backend, "schema": snapshot.schema, "counts": snapshot.counts,
        "database": {"size": database.size, "sha256": database.sha256},
        "attachments": gathered.attachments, "workbooks": gathered.workbooks, "missing": gathered.missing,
        "keys": {name: key_mark(name) for name in ring()},
    }


def key_mark(name: str) -> str:
    """What tells a key of the ring from another of the same name, without telling the key."""
    return fingerprint("backup", "backup key", name)


def _signed(manifest: Mapping[str, Any]) -> bytes:
    """The manifest with proof that a holder of the key ring wrote it: anybody can seal to a public key."""
    text = json.dumps(manifest, ensure_ascii=False, sort_keys=True)
    return json.dumps({"manifest": text, "proof": proof_of(text)}, ensure_ascii=False).encode()


def proof_of(text: str, key: str | None = None) -> str:
    """The ring's fingerprint of a manifest's text."""
    return fingerprint(hashlib.sha256(text.encode()).hexdigest(), "backup manifest", key)


def _write_sums(path: Path, sums: Mapping[str, str]) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(f"{sha256}  {name}\n" for name, sha256 in sums.items())
        file.flush()
        os.fsync(file.fileno())


def sums_of(backup: Path) -> dict[str, str]:
    """File name as seen from the backup's folder → SHA-256 of the sealed file."""
    lines = (backup / SUMS).read_text("utf-8").splitlines()
    return {name: sha256 for sha256, _blank, name in (line.partition("  ") for line in lines)}


def checksum(backup: Path) -> str:
    """SHA-256 of the backup's list of checksums: it stands for all of its files."""
    return hashlib.sha256((backup / SUMS).read_bytes()).hexdigest()


def all_kept() -> list[Path]:
    """Every finished backup, the newest first; nothing else that lies there."""
    found = settings().folder
    names = [path for path in found.iterdir() if NAME.fullmatch(path.name)] if found.is_dir() else []
    return sorted((path for path in names if (path / SUMS).is_file()), key=moment_of, reverse=True)


def moment_of(backup: Path) -> datetime:
    """When it was made, by its name."""
    named = NAME.fullmatch(backup.name)
    assert named is not None
    return datetime.strptime(named[1], "%Y%m%d-%H%M%S").replace(tzinfo=LOCAL)


def rotate(made: Path) -> int:
    """Delete the backups that no generation keeps, and the parts that none of the rest needs; how many backups went.

    Files of other names are left alone. `made` stays even where a clock that was set back makes it seem old.
    """
    plan = settings()
    with hold(LOCK):
        others = [path for path in all_kept() if path != made]
        stay = generations.kept({moment_of(path) for path in others}, plan.newest - 1, plan.weeks, plan.months)
        old = [path for path in others if moment_of(path) not in stay]
        for path in old:
            (path / SUMS).unlink()  # from here on it is none, whatever happens
            shutil.rmtree(path)
        backup_parts.remove_unneeded(place(), {name for path in all_kept() for name in sums_of(path)})
    return len(old)
