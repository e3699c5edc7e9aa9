"""Backups in tests: other settings for a while, and a backup carried to an empty place with its two keys."""

import shutil
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask

from tests.conftest import MONDAY_MORNING
from tests.receivers import configured
from tracker.app import create_app
from tracker.config import load
from tracker.domain.permissions import PROGRAM
from tracker.store import backups, schema
from tracker.store.db import db
from tracker.usecases.back_up import back_up
from tracker.usecases.restore import Restored, restore

LATER = MONDAY_MORNING + timedelta(days=2)


def backups_set(app: Flask, **changes: Any) -> AbstractContextManager[None]:
    """The installation with other settings of its backups: folder, newest, weeks, months, recipients."""
    return configured(app, backups=replace(app.extensions["tracker_config"].backups, **changes))


@dataclass
class Carried:
    """An office's backup, its key, and an empty place for it on another machine."""

    backup: Path
    identity: Path
    elsewhere: Path
    environ: dict[str, str]

    def program(self) -> Flask:
        """The program in that place."""
        return create_app(load(self.environ), TESTING=True, WTF_CSRF_ENABLED=False)

    def restore(self) -> Restored:
        """What an administrator does there."""
        with self.program().app_context():
            try:
                return restore(self.backup, identity=self.identity, by=PROGRAM, now=LATER)
            finally:
                db.session.remove()
                db.engine.dispose()

    def has_nothing(self) -> bool:
        """Neither a table nor a file."""
        with self.program().app_context():
            tables = sa.inspect(db.engine).get_table_names() if schema.is_there() else []
            db.engine.dispose()
        return not tables and {path.name for path in self.elsewhere.iterdir()} <= {"keys.toml", "secret.key"}


def carry(app: Flask, place: Path, url: str = "") -> Carried:
    """Back the office up, and carry the backup and the two keys to another place; `url` is its empty database."""
    with app.app_context():
        backup = back_up(by=PROGRAM, now=MONDAY_MORNING).path
        key, ring = backups.identity_place(), app.extensions["tracker_config"].keys
        db.session.remove()
    elsewhere = place / "elsewhere"
    elsewhere.mkdir()
    shutil.copy(ring, elsewhere / "keys.toml")
    shutil.copytree(backup.parent, place / "carried")
    shutil.copy(key, place / "key.txt")
    environ = {"TRACKER_DATA": str(elsewhere), "TRACKER_ENV": "development", "TRACKER_DATABASE_URL": url}
    return Carried(place / "carried" / backup.name, place / "key.txt", elsewhere, environ)
