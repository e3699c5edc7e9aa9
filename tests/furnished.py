"""The office's database as a first start leaves it: migrated and seeded once a run, then copied for who needs one."""

import atexit
import shutil
import tempfile
from datetime import date, datetime
from functools import cache
from pathlib import Path

import psycopg
from flask_migrate import upgrade
from psycopg import sql
from sqlalchemy import make_url

from tracker import clock
from tracker.app import create_app
from tracker.config import load
from tracker.seeds.demo import without_second_factor
from tracker.seeds.starting_rows import seed_rules
from tracker.store.db import db, transaction

MONDAY_MORNING = datetime(2026, 3, 9, 9, 0, tzinfo=clock.LOCAL)
"2026-03-09, a Monday with no holiday near: what tests call now."


def furnish(data: Path, database_url: str) -> None:
    """Fill the empty data folder, and the empty PostgreSQL database where an address is given."""
    if not database_url:
        shutil.copytree(_made_once(""), data, dirs_exist_ok=True)
        return
    url = make_url(database_url)
    server = url.set(database="postgres").render_as_string(hide_password=False)
    shutil.copytree(_made_once(server), data, dirs_exist_ok=True)
    _copy_database(server, "furnished", str(url.database))


@cache
def _made_once(server: str) -> Path:
    """A data folder after the first start; on PostgreSQL the database `furnished` of the server goes with it."""
    data = Path(tempfile.mkdtemp(prefix="tracker-furnished-"))
    atexit.register(shutil.rmtree, data, ignore_errors=True)
    url = ""
    if server:
        _copy_database(server, "template0", "furnished")
        url = make_url(server).set(database="furnished").render_as_string(hide_password=False)
    app = create_app(load({"TRACKER_DATA": str(data), "TRACKER_ENV": "development", "TRACKER_DATABASE_URL": url}))
    with app.app_context():
        upgrade()
        seed_rules(MONDAY_MORNING)
        with transaction():
            without_second_factor(date(2000, 1, 1), MONDAY_MORNING)  # a test's people have no telephones
        db.session.remove()
        db.engine.dispose()
    return data


def _copy_database(server: str, source: str, target: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(target)))
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(target), sql.Identifier(source)))
