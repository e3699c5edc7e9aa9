"""The schema's version: which migrations the database has had, and which the program brings."""

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app

from tracker.store.db import db


def versions() -> tuple[set[str], set[str]]:
    """(the database's, the program's) newest migrations; equal when nothing is to be upgraded."""
    config = current_app.extensions["migrate"].migrate.get_config()
    wanted = set(ScriptDirectory.from_config(config).get_heads())
    try:
        return set(MigrationContext.configure(db.session.connection()).get_current_heads()), wanted
    finally:
        db.session.rollback()
