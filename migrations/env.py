"""Alembic on Flask-Migrate: the schema changes only through here."""

from pathlib import Path

from alembic import context
from flask import current_app

config = context.config
extension = current_app.extensions["migrate"]
target_db = extension.db


def plain_types(kind, item, _context):
    """Write our column types as the plain ones they keep: migrations never import tracker's models."""
    if kind == "type" and type(item).__module__ == "tracker.store.types":
        plain = {"Moment": "sa.DateTime(timezone=True)", "Sealed": "sa.Text()", "SealedJSON": "sa.Text()"}
        return plain.get(type(item).__name__, "sa.String(32)")
    return False


def own_tables(connection):
    """Leave out SQLite's full-text tables: no model describes them, their migration makes them."""
    apart = set()
    if connection.dialect.name == "sqlite":
        listed = connection.exec_driver_sql("SELECT name FROM pragma_table_list WHERE type IN ('virtual', 'shadow')")
        apart = {name for (name,) in listed}
        connection.rollback()
    return lambda name, kind, _parents: kind != "table" or name not in apart


def run() -> None:
    """Run the migrations over the app's own engine.

    SQLite rebuilds a table to alter it; with foreign keys on, dropping the old one would delete the rows that
    cascade from it, so they are switched off before the transaction begins.
    """
    url = target_db.engine.url
    if url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:"):
        Path(url.database).touch(mode=0o600)  # the one place where a database is begun
    with target_db.engine.connect() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        if is_sqlite:
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
        context.configure(
            connection=connection, target_metadata=target_db.metadata, render_item=plain_types,
            include_name=own_tables(connection), **extension.configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()
        if is_sqlite:
            connection.commit()
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=ON")


run()
