"""The schema's version: which migrations the database has had, and which the program brings."""

from pathlib import Path

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import make_url

from tracker.store.db import db


def is_there() -> bool:
    """Has SQLite a file yet? It is never made by asking (store.sqlite_place); PostgreSQL's database always is there."""
    url = make_url(current_app.config["SQLALCHEMY_DATABASE_URI"])
    path = url.database
    return url.get_backend_name() != "sqlite" or path in (None, "", ":memory:") or Path(path).is_file()


def is_newer() -> bool:
    """Has the database had migrations that the program does not know?"""
    config = current_app.extensions["migrate"].migrate.get_config()
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    return not versions()[0] <= known


def versions() -> tuple[set[str], set[str]]:
    """(the database's, the program's) newest migrations; equal when nothing is to be upgraded."""
    config = current_app.extensions["migrate"].migrate.get_config()
    wanted = set(ScriptDirectory.from_config(config).get_heads())
    if not is_there():
        return set(), wanted
    try:
        return set(MigrationContext.configure(db.session.connection()).get_current_heads()), wanted
    finally:
        db.session.rollback()
