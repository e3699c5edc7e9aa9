"""Back from a backup into an empty place: everything is opened and proven beside it first, then put in its place.

What may be restored is decided in store.backup_reading.
"""

import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import sqlalchemy as sa
from flask import current_app

from tracker.domain.refusals import Refusal
from tracker.domain.words import N_
from tracker.store import backups, snapshots
from tracker.store.backup_reading import NotThisOne, Opened, require_whole
from tracker.store.db import db
from tracker.store.folders import fsync_folder

FOLDERS = ("files", "workbooks")
STAGING = ".restoring-"
SPARE = backups.SPARE

Say = Callable[[str], None]


class NotEmpty(Refusal):
    """There is something already where the backup would go."""


def _data() -> Path:
    place: Path = current_app.extensions["tracker_config"].data
    return place


def require_empty() -> None:
    """Nothing is ever written over: raises NotEmpty where there is a database or a file already."""
    where = snapshots.url()
    if where.get_backend_name() == "sqlite":
        path = Path(where.database or "")
        if path.is_file() and snapshots.rows_in(path)[1]:
            raise NotEmpty(N_("数据库文件 %(place)s 中已有数据，没有恢复。请恢复到一个空的数据目录（设置 TRACKER_DATA），"
                              "或先停止服务、把现有的数据库文件移走。"), place=str(path))
    elif sa.inspect(db.engine).get_table_names():
        raise NotEmpty(N_("数据库“%(name)s”中已有表，没有恢复。请新建一个空数据库，并用 TRACKER_DATABASE_URL 指定它。"),
                       name=where.database or "")
    for name in FOLDERS:
        if next((path for path in (_data() / name).rglob("*") if path.is_file()), None) is not None:
            raise NotEmpty(N_("目录 %(place)s 中已有文件，没有恢复。请恢复到一个空的数据目录（设置 TRACKER_DATA），或先把它移走。"),
                           place=str(_data() / name))


def restore(found: Opened, say: Say) -> None:
    """Put database and files of the backup into the empty place that the settings name; all or nothing.

    `say` is told each step (a message id).
    """
    where = snapshots.url()
    if where.get_backend_name() != found.manifest["backend"]:
        raise NotThisOne(
            N_("这份备份来自 %(theirs)s，现在设置的数据库是 %(ours)s，不能恢复。请按备份的数据库种类设置 TRACKER_DATABASE_URL。"),
            theirs=found.manifest["backend"], ours=where.get_backend_name())
    require_empty()
    require_whole(found, say)
    with _staged() as staging:
        _require_room(found)
        say(N_("解开数据库和附件"))
        database = staging / "database"
        found.unseal(backups.DATABASE, database, found.manifest["database"]["sha256"], squeezed=True)
        for name, sha256, part in found.parts():
            (staging / name).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            found.unseal(part, staging / name, sha256)
        _check_copy(database, found)
        say(N_("放到位"))
        _place_files(staging)
        try:
            _place_database(database, where)
        except BaseException:
            for name in FOLDERS:
                shutil.rmtree(_data() / name, ignore_errors=True)
            raise


def restore_missing_files(found: Opened) -> int:
    """Put back the attachments and workbooks that the backup has and the data folder has not; how many."""
    missing = [part for part in found.parts() if not (_data() / part[0]).is_file()]
    with _staged() as staging:
        for number, (name, sha256, part) in enumerate(missing):
            found.unseal(part, staging / str(number), sha256)
        for number, (name, _sha256, _part) in enumerate(missing):
            path = _data() / name
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.replace(staging / str(number), path)
            fsync_folder(path.parent)
    return len(missing)


@contextmanager
def _staged() -> Iterator[Path]:
    """A folder on the disk of the data, gone at the end whatever happens."""
    staging = Path(tempfile.mkdtemp(prefix=STAGING, dir=_data()))
    try:
        yield staging
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _require_room(found: Opened) -> None:
    parts = {part for _name, _sha256, part in found.parts()}
    wanted = found.manifest["database"]["size"] + sum((found.path / part).stat().st_size for part in parts) + SPARE
    free = shutil.disk_usage(_data()).free
    if free < wanted:
        raise Refusal(N_("恢复大约需要 %(wanted)d MB，%(place)s 所在的磁盘只剩 %(free)d MB。没有恢复任何内容。"),
                      wanted=-(-wanted // backups.MB), place=str(_data()), free=free // backups.MB)


def _check_copy(database: Path, found: Opened) -> None:
    """SQLite's own look at the file; a dump is looked at by pg_restore."""
    if found.manifest["backend"] != "sqlite":
        return
    with closing(sqlite3.connect(database)) as connection:
        said = connection.execute("PRAGMA integrity_check").fetchone()[0]
    if said != "ok":
        raise NotThisOne(N_("备份中的数据库没有通过完整性检查：%(why)s。没有恢复任何内容。"), why=said)


def _place_files(staging: Path) -> None:
    for name in FOLDERS:
        if (staging / name).is_dir():
            shutil.rmtree(_data() / name, ignore_errors=True)  # it is empty, folders of old contents apart
            os.replace(staging / name, _data() / name)
            for place in [_data() / name, *(one for one in (_data() / name).iterdir() if one.is_dir())]:
                fsync_folder(place)
    fsync_folder(_data())


def _place_database(database: Path, where: sa.URL) -> None:
    db.session.remove()
    db.engine.dispose()
    if where.get_backend_name() == "sqlite":
        target = Path(where.database or "")
        for ending in ("-wal", "-shm"):
            target.with_name(target.name + ending).unlink(missing_ok=True)
        shutil.move(database, target)
        fsync_folder(target.parent)
        return
    program = snapshots.program_named("pg_restore")
    with tempfile.TemporaryFile() as complaints:
        done = subprocess.run(
            [program, "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", "--no-password",
             f"--dbname={snapshots.address(where)}", str(database)],
            env=snapshots.environ(where), stderr=complaints, check=False)
        if done.returncode:
            raise Refusal(N_("pg_restore 没有成功：%(why)s。没有恢复任何内容。"), why=snapshots.last_words(complaints))


def differences(found: Opened) -> list[str]:
    """What the restored database and files have other than the backup says; each a line for an administrator."""
    counts = found.manifest["counts"]
    lines = []
    for table, count in counts.items():
        have = db.session.scalar(sa.select(sa.func.count()).select_from(sa.table(table)))
        if have != count:
            lines.append(f"{table}: {count} → {have}")
    lines += [name for name, _sha256, _part in found.parts() if not (_data() / name).is_file()]
    db.session.rollback()
    return lines
