"""Backups on disk: a checked copy of the database, its checksum, the attachments, and which old ones go.

When: jobs.schedule. An attachment's contents never change, so all backups share one copy of them.
"""

import hashlib
import os
import re
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from flask import current_app
from sqlalchemy import URL, make_url

from tracker.clock import LOCAL
from tracker.domain.refusals import Refusal
from tracker.domain.words import N_
from tracker.store import files
from tracker.store.folders import folder

NAME = re.compile(r"tracker-[0-9]{8}-[0-9]{6}\.(sqlite3|dump)")


def _url() -> URL:
    return make_url(current_app.config["SQLALCHEMY_DATABASE_URI"])


def make(now: datetime) -> Path:
    """A checked copy below <data>/backups with a .sha256 beside it; refuses in words when it cannot be made."""
    url = _url()
    is_sqlite = url.get_backend_name() == "sqlite"
    ending = "sqlite3" if is_sqlite else "dump"
    place = folder("backups")
    path = place / f"tracker-{now.astimezone(LOCAL):%Y%m%d-%H%M%S}.{ending}"
    with _unfinished(place) as unfinished:
        if is_sqlite:
            _copy_sqlite(Path(url.database or ""), unfinished)
        else:
            _dump_postgres(url, unfinished)
        _to_disk(unfinished)
        os.replace(unfinished, path)
    _checksum_file(path).write_text(f"{checksum(path)}  {path.name}\n", "utf-8")
    return path


@contextmanager
def _unfinished(place: Path) -> Iterator[Path]:
    """An empty file that only its owner reads, gone when the copy fails."""
    handle, name = tempfile.mkstemp(prefix=".unfinished-", dir=place)
    os.close(handle)
    try:
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


def _copy_sqlite(source: Path, target: Path) -> None:
    """SQLite's online backup: a consistent copy while people go on writing, in one file without a log."""
    if not source.is_file():
        raise Refusal(N_("没有找到数据库文件“%(place)s”，无法备份。"), place=str(source))
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)
        new.execute("PRAGMA journal_mode=DELETE")
        found = new.execute("PRAGMA integrity_check").fetchone()[0]
    if found != "ok":
        raise Refusal(N_("备份没有通过完整性检查：%(why)s。请尽快检查磁盘，并保留以前的备份。"), why=found)


def _dump_postgres(url: URL, target: Path) -> None:
    """pg_dump's custom format, for pg_restore; the password goes by the environment, not on the command line."""
    program = shutil.which("pg_dump")
    if program is None:
        raise Refusal(N_("备份 PostgreSQL 需要 pg_dump，但没有找到。请安装 PostgreSQL 客户端程序，或由数据库管理员备份。"))
    address = url.set(drivername="postgresql", password=None).render_as_string()
    environ = os.environ | ({"PGPASSWORD": str(url.password)} if url.password else {})
    done = subprocess.run(
        [program, "--format=custom", "--no-password", f"--file={target}", f"--dbname={address}"],
        env=environ, capture_output=True, text=True, check=False,
    )
    if done.returncode:
        why = (done.stderr.strip().splitlines() or ["?"])[-1]
        raise Refusal(N_("pg_dump 没有成功：%(why)s"), why=why)


def _to_disk(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _checksum_file(path: Path) -> Path:
    return path.with_name(path.name + ".sha256")


def checksum(path: Path) -> str:
    """SHA-256 of the file, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _list_file(path: Path) -> Path:
    """Beside the copy: the checksums of its attachments, as sha256sum -c reads them."""
    return path.with_suffix(".files")


def add_files(path: Path, wanted: Collection[str]) -> list[str]:
    """Put the attachments that the copy at `path` names into backups/files; those that are missing.

    Where the disk allows it, it is the same file under a second name: it takes no room and is there when the first
    is deleted. A list beside the copy says what belongs to it.
    """
    missing, lines = [], []
    for sha256 in sorted(wanted):
        source, target = files.path_of(sha256), path.parent / "files" / sha256[:2] / sha256
        if not target.is_file() and not _second_name(source, target):
            missing.append(sha256)
        else:
            lines.append(f"{sha256}  files/{sha256[:2]}/{sha256}\n")
    if lines:
        _list_file(path).write_text("".join(lines), "utf-8")
    return missing


def add_workbooks(path: Path, names: Collection[str]) -> int:
    """Put the workbooks of closed months beside the copy at `path`, in backups/workbooks; how many lie there.

    They never change and cannot be made again, so no backup's going takes them along.
    """
    return sum(
        (target := path.parent / "workbooks" / name).is_file() or _second_name(folder("workbooks") / name, target)
        for name in sorted(names))


def _second_name(source: Path, target: Path) -> bool:
    """Link, or copy where links cannot be; False when there is nothing to link."""
    if not source.is_file():
        return False
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:
        with _unfinished(target.parent) as unfinished:
            shutil.copyfile(source, unfinished)
            _to_disk(unfinished)
            os.replace(unfinished, target)
    return True


def rotate(keep: int, made: Path) -> int:
    """Delete all but `made` and the newest others up to `keep`, with their checksums and lists; how many went.

    Files of other names are left alone. `made` stays even where a clock that was set back makes it seem old.
    """
    found = (path for path in folder("backups").iterdir() if NAME.fullmatch(path.name) and path != made)
    old = sorted(found, key=lambda path: path.stem, reverse=True)[keep - 1:]
    for path in old:
        path.unlink(missing_ok=True)
        _checksum_file(path).unlink(missing_ok=True)
        _list_file(path).unlink(missing_ok=True)
    return len(old)
