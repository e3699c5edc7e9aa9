"""The whole database as of one instant, while it is in use: its bytes, and what those say of themselves.

How a backup is made of it: store.backups. Only names of tables and columns that every schema since the first has are
used here, never a model: a backup is also made of a database that is about to be upgraded.
"""

import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.pool import NullPool

from tracker.domain.refusals import Refusal
from tracker.domain.words import N_

Ask = Callable[[str], list[tuple[Any, ...]]]


@dataclass(frozen=True)
class Snapshot:
    """One instant: the copy's bytes to read once, and what it holds."""

    backend: str
    "sqlite or postgresql"
    size: int
    "The most that the copy can have, bytes."
    stream: BinaryIO
    schema: list[str]
    "Its newest migrations."
    counts: dict[str, int]
    "Rows by table."
    attachments: set[str]
    "SHA-256 of every content that a row names."
    workbooks: dict[str, str]
    "File name → SHA-256 of every workbook that a row names."
    kept_workbooks: set[str]
    "Names of those that cannot be made again."


def url() -> sa.URL:
    """The installation's database."""
    return sa.make_url(current_app.config["SQLALCHEMY_DATABASE_URI"])


def size_now() -> int:
    """About how many bytes the database takes."""
    where = url()
    if where.get_backend_name() == "sqlite":
        path = Path(where.database or "")
        return sum(one.stat().st_size for one in (path, path.with_name(path.name + "-wal")) if one.is_file())
    with _connected(where) as connection:
        return int(connection.scalar(sa.text("SELECT pg_database_size(current_database())")) or 0)


@contextmanager
def taken(place: Path) -> Iterator[Snapshot]:
    """The database as it is now; SQLite's copy lies in `place` meanwhile, PostgreSQL's is never on the disk."""
    where = url()
    if where.get_backend_name() == "sqlite":
        with _sqlite(Path(where.database or ""), place) as snapshot:
            yield snapshot
    else:
        with _postgres(where) as snapshot:
            yield snapshot


def _held(ask: Ask, tables: set[str]) -> dict[str, Any]:
    """What the copy holds; a table that its schema does not have yet holds nothing."""
    pairs = ask("SELECT sha256, thumb_sha256 FROM attachment") if "attachment" in tables else []
    closed = "SELECT w.file_name FROM closed_month c JOIN workbook w ON w.id = c.workbook_id"
    return {
        "schema": sorted(row[0] for row in ask("SELECT version_num FROM alembic_version")),
        "counts": {name: ask(f'SELECT count(*) FROM "{name}"')[0][0] for name in sorted(tables)},  # nosec B608
        "attachments": {sha256 for pair in pairs for sha256 in pair if sha256},
        "workbooks": dict(ask("SELECT file_name, sha256 FROM workbook")) if "workbook" in tables else {},
        "kept_workbooks": {row[0] for row in ask(closed)} if "closed_month" in tables else set(),
    }


def rows_in(path: Path) -> tuple[Ask, set[str]]:
    """How to ask a SQLite file, and its tables."""
    def ask(query: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(path)) as connection:
            return connection.execute(query).fetchall()

    listed = ask("SELECT name FROM pragma_table_list WHERE type = 'table' AND schema = 'main'")
    return ask, {name for (name,) in listed if not name.startswith("sqlite_")}


@contextmanager
def _sqlite(source: Path, place: Path) -> Iterator[Snapshot]:
    """SQLite's online backup: a consistent copy while people go on writing, in one file without a log."""
    if not source.is_file():
        raise Refusal(N_("没有找到数据库文件“%(place)s”，无法备份。"), place=str(source))
    handle, name = tempfile.mkstemp(prefix=".copy-", dir=place)
    os.close(handle)
    target = Path(name)
    try:
        _copy_sqlite(source, target)
        with target.open("rb") as stream:
            yield Snapshot("sqlite", target.stat().st_size, stream, **_held(*rows_in(target)))
    finally:
        for path in (target, target.with_name(target.name + "-journal")):
            path.unlink(missing_ok=True)


def _copy_sqlite(source: Path, target: Path) -> None:
    try:
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
            old.backup(new)
            new.execute("PRAGMA journal_mode=DELETE")
            found = new.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.Error as error:
        raise Refusal(N_("数据库读不出来，无法备份：%(why)s。请检查磁盘空间和数据库文件。"), why=str(error)) from error
    if found != "ok":
        raise Refusal(N_("备份没有通过完整性检查：%(why)s。请尽快检查磁盘，并保留以前的备份。"), why=found)


@contextmanager
def _connected(where: sa.URL) -> Iterator[sa.Connection]:
    engine = sa.create_engine(where, poolclass=NullPool, hide_parameters=True)
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        yield connection


@contextmanager
def _postgres(where: sa.URL) -> Iterator[Snapshot]:
    """pg_dump's custom format, of one exported snapshot: what is asked beside the dump is of the same instant."""
    program = program_named("pg_dump")
    with _connected(where) as connection:
        def ask(query: str) -> list[tuple[Any, ...]]:
            return [tuple(row) for row in connection.execute(sa.text(query))]

        (exported,), (size,) = ask("SELECT pg_export_snapshot()")[0], ask(
            "SELECT pg_database_size(current_database())")[0]
        tables = {name for (name,) in ask("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")}
        held = _held(ask, tables)
        with tempfile.TemporaryFile() as complaints:
            dump = subprocess.Popen(
                [program, "--format=custom", "--no-password", f"--snapshot={exported}", f"--dbname={address(where)}"],
                env=environ(where), stdout=subprocess.PIPE, stderr=complaints)
            assert dump.stdout is not None
            try:
                yield Snapshot("postgresql", size, dump.stdout, **held)
                code = dump.wait()
            finally:
                dump.stdout.close()
                with suppress(ProcessLookupError):
                    dump.kill()
                dump.wait()
            if code:
                raise Refusal(N_("pg_dump 没有成功：%(why)s"), why=last_words(complaints))


def program_named(name: str) -> str:
    """Where one of PostgreSQL's programs lies; refuses in words where it is missing."""
    found = shutil.which(name)
    if found is None:
        raise Refusal(
            N_("备份和恢复 PostgreSQL 需要 %(name)s，但没有找到。请安装与服务器同版本的 PostgreSQL 客户端程序。"), name=name)
    return found


def address(where: sa.URL) -> str:
    """For PostgreSQL's own programs; the password goes by the environment, not on the command line."""
    return where.set(drivername="postgresql", password=None).render_as_string()


def environ(where: sa.URL) -> dict[str, str]:
    """The environment for them."""
    return os.environ | ({"PGPASSWORD": str(where.password)} if where.password else {})


def last_words(complaints: BinaryIO) -> str:
    """The last line of what a program complained of."""
    complaints.seek(0)
    lines = complaints.read().decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else "?"
