"""Whatever a database keeps on its disk, as text: to look for what must not be there."""

import json
import os
import subprocess
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import Engine

from tests.postgres import find_programs


def everything_kept(engine: Engine) -> str:
    """SQLite's file with its log, byte by byte; PostgreSQL's dump, which pg_dump writes of every row."""
    if engine.dialect.name == "sqlite":
        place = Path(engine.url.database or "")
        kept = [place.with_name(place.name + ending) for ending in ("", "-wal", "-shm")]
        return "\n".join(path.read_bytes().decode("utf-8", "ignore") for path in kept if path.exists())
    address = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    done = subprocess.run(
        [f"{find_programs()}/pg_dump", "--inserts", f"--dbname={address}"], check=True, capture_output=True,
        env=os.environ | {"PGCLIENTENCODING": "UTF8"})
    return done.stdout.decode()


def files_kept(data: Path) -> dict[str, bytes]:
    """Every file below the data folder, but the database's own."""
    return {
        str(path.relative_to(data)): path.read_bytes() for path in sorted(data.rglob("*"))
        if path.is_file() and not path.name.startswith("tracker.sqlite3")
    }


def standing_in(text: str, secrets: Iterable[str]) -> list[str]:
    """The secrets that stand in the text, as they are or as JSON writes them (\\u6155)."""
    return [secret for secret in secrets if secret in text or json.dumps(secret)[1:-1] in text]
