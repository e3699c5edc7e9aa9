"""Reading a backup again: opened, proven to be ours and whole before anything is written. Made by store.backups."""

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alembic.script import ScriptDirectory
from flask import current_app
from pyrage import x25519

from tracker.domain.refusals import Invalid, Refusal
from tracker.domain.words import N_
from tracker.store import age_files, backups
from tracker.store.age_files import CHUNK, Unopened
from tracker.store.keys import place as key_place
from tracker.store.keys import ring


class NotThisOne(Refusal):
    """A backup that this installation cannot or must not restore."""


@dataclass(frozen=True)
class Opened:
    """A backup whose manifest was read and proven."""

    path: Path
    keys: Sequence[x25519.Identity]
    manifest: dict[str, Any]

    def parts(self) -> list[tuple[str, str, str]]:
        """(folder and name below the data folder, SHA-256 of the contents, part) of every file that belongs to it."""
        attached = [(f"files/{sha256[:2]}/{sha256}", sha256, part)
                    for sha256, part in self.manifest["attachments"].items()]
        return attached + [(f"workbooks/{name}", *kept) for name, kept in self.manifest["workbooks"].items()]

    def unseal(self, name: str, to: Path, sha256: str, *, squeezed: bool = False) -> None:
        """Write what is sealed in one of its files to a new file; raises Unopened where it is not what it was."""
        with open(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            found = age_files.unseal(self.path / name, file.write, self.keys, squeezed=squeezed)[1]
            file.flush()
            os.fsync(file.fileno())
        if found != sha256:
            raise Unopened(N_("“%(name)s”的内容与备份清单不符，不能恢复。请换用另一份备份。"), name=name)


def opened(path: Path, identity: Path) -> Opened:
    """Open the backup in the folder `path` with the keys in the file `identity`.

    Raises Invalid for what is no backup, Unopened for a wrong key or damage, NotThisOne for another installation's.
    """
    if not (path / backups.MANIFEST).is_file() or not (path / backups.SUMS).is_file():
        raise Invalid(N_("“%(path)s”不是一份备份：应为一个以 tracker- 开头的目录，其中有 manifest.age 和 SHA256SUMS。"), path=str(path))
    keys, pieces = age_files.identities(identity), list[bytes]()
    age_files.unseal(path / backups.MANIFEST, pieces.append, keys)
    try:
        envelope = json.loads(b"".join(pieces))
        text, proof = envelope["manifest"], envelope["proof"]
        manifest: dict[str, Any] = json.loads(text)
    except (ValueError, KeyError, TypeError):
        raise NotThisOne(N_("备份清单看不懂，不能恢复。请换用另一份备份。")) from None
    _require_known_form(manifest)
    _require_ring(manifest, text, proof)
    return Opened(path, keys, manifest)


def _require_known_form(manifest: dict[str, Any]) -> None:
    scripts = ScriptDirectory.from_config(current_app.extensions["migrate"].migrate.get_config())
    known = {script.revision for script in scripts.walk_revisions()}
    if manifest.get("format") != backups.FORMAT or not set(manifest["schema"]) <= known:
        raise NotThisOne(
            N_("这份备份是另一个版本的程序（%(program)s，数据库结构 %(schema)s）做的，本程序不认识。请安装不低于该版本的程序再恢复。"),
            program=str(manifest.get("program")), schema="、".join(manifest.get("schema", [])))


def _require_ring(manifest: dict[str, Any], text: str, proof: str) -> None:
    """The keys that sealed the personal data must be there, and with them the proof that the backup is ours."""
    if not key_place().is_file():
        raise NotThisOne(
            N_("没有密钥文件 %(path)s。备份中的个人信息是用它加密的，没有它恢复了也打不开。"
               "请先把单独保存的密钥文件放到这个位置（设置 TRACKER_KEYS），再恢复。"), path=str(key_place()))
    held = set(ring())
    missing = [name for name, mark in manifest["keys"].items() if name not in held or backups.key_mark(name) != mark]
    if missing:
        raise NotThisOne(
            N_("密钥文件 %(path)s 不是备份当时的那一个：缺少密钥 %(missing)s。请放入单独保存的那一份，再恢复。"),
            path=str(key_place()), missing="、".join(missing))
    if backups.proof_of(text, proof.partition(".")[0]) != proof:
        raise NotThisOne(N_("这份备份的清单被改动过，或不是本系统所做，不能恢复。"))


def damaged(path: Path) -> list[str]:
    """The backup's files that are missing or whose checksum is not that of the list; no key is needed."""
    return [name for name, sha256 in backups.sums_of(path).items() if _sha256(path / name) != sha256]


def _sha256(path: Path) -> str | None:
    if not path.is_file():
        return None
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def require_whole(found: Opened, say: Callable[[str], None]) -> None:
    """Compare every sealed file with its checksum; raises Unopened."""
    names = {backups.DATABASE, *(part for _name, _sha256, part in found.parts())}
    say(N_("核对备份文件的校验和"))
    bad = sorted({*damaged(found.path), *(names - set(backups.sums_of(found.path)))})
    if bad:
        raise Unopened(
            N_("备份中有 %(count)d 个文件缺失或损坏（例如 %(name)s），没有恢复任何内容。请换用另一份备份，或重新复制这一份。"),
            count=len(bad), name=bad[0])
