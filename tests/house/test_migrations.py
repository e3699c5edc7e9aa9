"""The schema: one head, up and down on both databases, and the same as the models."""

import os

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import downgrade, upgrade

from tracker.app import create_app
from tracker.config import load
from tracker.paths import resource_dir
from tracker.store.db import db


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty_app(request, tmp_path):
    url = ""
    if request.param == "postgres":
        url = request.getfixturevalue("postgres").create_database()
    app = create_app(load({"TRACKER_DATA": str(tmp_path), "TRACKER_ENV": "development", "TRACKER_DATABASE_URL": url}))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def full_text_tables() -> set[str]:
    """SQLite's full-text tables with the tables in which they keep themselves, as the database itself tells them."""
    if db.engine.dialect.name != "sqlite":
        return set()
    with db.engine.connect() as connection:
        listed = connection.exec_driver_sql("SELECT name, type FROM pragma_table_list").all()
    return {name for name, kind in listed if kind in ("virtual", "shadow")}


def tables() -> set[str]:
    return set(sa.inspect(db.engine).get_table_names()) - {"alembic_version"} - full_text_tables()


def test_there_is_one_head_and_files_are_named_by_revision():
    scripts = ScriptDirectory(resource_dir("migrations"))
    assert len(scripts.get_heads()) == 1
    for script in scripts.walk_revisions():
        assert os.path.basename(script.path) == f"{script.revision}.py"


def test_up_down_and_up_again(empty_app):
    upgrade()
    full = tables()
    assert full == set(db.metadata.tables)
    is_sqlite = db.engine.dialect.name == "sqlite"
    assert {name.removesuffix("_data") for name in full_text_tables() if name.endswith("_data")} == (
        {"order_words"} if is_sqlite else set()
    )
    downgrade(revision="base")
    assert tables() == set() and full_text_tables() == set()
    upgrade()
    assert tables() == full


def test_models_and_migrations_agree(empty_app):
    upgrade()
    with db.engine.connect() as connection:
        apart = full_text_tables()
        context = MigrationContext.configure(connection, opts={
            "compare_type": True, "include_name": lambda name, kind, _parents: kind != "table" or name not in apart,
        })
        assert compare_metadata(context, db.metadata) == []
