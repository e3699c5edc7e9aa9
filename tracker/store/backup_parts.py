"""The parts that backups share: attachments and workbooks never change, so each is sealed once and kept while needed.

A part is parts/ab/<mark>.<SHA-256 of the sealed file>.age. The mark is made with the key ring from the contents'
checksum and the keys they are sealed to: the name tells a stranger nothing, and other keys make other parts.
"""

import os
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pyrage import x25519

from tracker.store import age_files, files
from tracker.store.folders import folder, fsync_folder
from tracker.store.sealing import fingerprint
from tracker.store.snapshots import Snapshot

PARTS = "parts"
UNFINISHED = ".unfinished-"


@dataclass
class Gathered:
    """The parts of one backup by what they hold, their checksums by name, and what could not be had."""

    attachments: dict[str, str] = field(default_factory=dict)
    "SHA-256 of the contents → part, as seen from the backup's folder."
    workbooks: dict[str, tuple[str, str]] = field(default_factory=dict)
    "File name → SHA-256 of the contents, part."
    sums: dict[str, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    "Attachments by SHA-256 and workbooks of closed months by name that are not on the disk as they should be."
    added: int = 0
    "Bytes of parts that no earlier backup had."


class Parts:
    """The folder of parts, and the keys that this backup is sealed to."""

    def __init__(self, backups: Path, keys: Sequence[x25519.Recipient]) -> None:
        self.place, self.keys = backups / PARTS, keys
        self.named_keys = " ".join(sorted(str(key) for key in keys))
        self.have = {path.name.partition(".")[0]: path for path in self.place.glob("[0-9a-f][0-9a-f]/*.age")}

    def _mark(self, sha256: str) -> str:
        return fingerprint(f"{sha256} {self.named_keys}", "backup part").partition(".")[2]

    def room_for(self, snapshot: Snapshot) -> int:
        """Bytes of what must be added."""
        wanted = [(sha256, files.path_of(sha256)) for sha256 in snapshot.attachments]
        wanted += [(sha256, folder("workbooks") / name) for name, sha256 in snapshot.workbooks.items()]
        new = [path for sha256, path in wanted if self._mark(sha256) not in self.have]
        return sum(path.stat().st_size for path in new if path.is_file())

    def gather(self, snapshot: Snapshot) -> Gathered:
        """Every attachment and workbook that the snapshot names, sealed where no backup has it yet."""
        gathered = Gathered()
        for sha256 in sorted(snapshot.attachments):
            part = self._part(sha256, files.path_of(sha256), gathered)
            if part is None:
                gathered.missing.append(sha256)
            else:
                gathered.attachments[sha256] = part
        for name, sha256 in sorted(snapshot.workbooks.items()):
            part = self._part(sha256, folder("workbooks") / name, gathered)
            if part is not None:
                gathered.workbooks[name] = (sha256, part)
            elif name in snapshot.kept_workbooks:  # any other can be made again
                gathered.missing.append(name)
        return gathered

    def _part(self, sha256: str, source: Path, gathered: Gathered) -> str | None:
        """The part with these contents; None when the file is gone or is not what it was."""
        mark = self._mark(sha256)
        path = self.have.get(mark)
        if path is None:
            path = self._sealed(sha256, mark, source)
            if path is None:
                return None
            gathered.added += path.stat().st_size
            self.have[mark] = path
        name = os.path.relpath(path, self.place.parent / "any")
        gathered.sums[name] = path.name.split(".")[1]
        return name

    def _sealed(self, sha256: str, mark: str, source: Path) -> Path | None:
        if not source.is_file():
            return None
        place = self.place / mark[:2]
        if not place.is_dir():
            place.mkdir(mode=0o700, parents=True)
            fsync_folder(self.place)
            fsync_folder(self.place.parent)
        unfinished = place / f"{UNFINISHED}{secrets.token_hex(8)}"
        try:
            with source.open("rb") as stream:
                sealed = age_files.seal(stream, unfinished, self.keys)
            if sealed.sha256 != sha256:
                return None
            path = place / f"{mark}.{sealed.sealed_sha256}.age"
            os.replace(unfinished, path)
            fsync_folder(place)
            return path
        finally:
            unfinished.unlink(missing_ok=True)


def remove_unneeded(backups: Path, named: Collection[str]) -> int:
    """Delete the parts that no backup's list names, and unfinished ones; how many went."""
    went = 0
    for path in (backups / PARTS).glob("[0-9a-f][0-9a-f]/*"):
        if os.path.relpath(path, backups / "any") not in named:
            path.unlink()
            went += 1
    return went
