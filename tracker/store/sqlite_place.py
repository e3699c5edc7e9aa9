"""SQLite's file is where it should be: nothing is ever begun anew in its place, nor written into a file that went away.

SQLite would make an empty database where it finds none, and go on writing a file that was moved; both would lose what
people were told is kept. Only the migrations make a database (migrations/env.py).
"""

import os
import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import Pool


def _identity(path: str) -> tuple[int, int] | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino


@event.listens_for(Engine, "do_connect")
def _only_what_is_there(dialect: Any, _record: Any, arguments: list[Any], _options: Any) -> None:
    """None: go on and connect."""
    path = arguments[0] if dialect.name == "sqlite" and arguments else ""
    if path and path != ":memory:" and not Path(path).is_file():
        raise sqlite3.OperationalError(f"unable to open database file: no {path}")


@event.listens_for(Engine, "connect")
def _note(connection: Any, record: Any) -> None:
    if isinstance(connection, sqlite3.Connection):
        path = next((row[2] for row in connection.execute("PRAGMA database_list") if row[1] == "main"), "")
        if path:
            record.info["sqlite_place"] = path, _identity(path)


@event.listens_for(Pool, "checkout")
def _still_there(_connection: Any, record: Any, _proxy: Any) -> None:
    """A connection to a file that is not there any more is no good: the pool makes another, or fails to."""
    path, was = record.info.get("sqlite_place", ("", None))
    if path and _identity(path) != was:
        raise DisconnectionError(f"{path} is not the file it was")
