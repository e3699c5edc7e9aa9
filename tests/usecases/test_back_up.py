"""A backup opens, holds the orders, and says its checksum; old ones go, strangers' files stay."""

import hashlib
import shutil
import sqlite3
import subprocess
from contextlib import closing
from datetime import timedelta

import pytest
from sqlalchemy.exc import DBAPIError

from tests.conftest import MONDAY_MORNING, make_app
from tests.office import Office
from tests.usecases.journal import last_entry
from tracker.app import create_app
from tracker.config import load
from tracker.domain.permissions import PROGRAM
from tracker.domain.refusals import NotPermitted, Refusal
from tracker.store.db import db
from tracker.usecases.back_up import back_up


def test_the_copy_opens_and_has_the_orders_while_somebody_is_writing(fresh_app, tmp_path):
    with fresh_app.app_context():
        office = Office(MONDAY_MORNING)
        order_ids = [office.register() for _ in range(3)]
        with db.engine.connect() as writer:
            writer.exec_driver_sql("UPDATE work_order SET title = 'half-written'")
            writer.rollback()
        made = back_up(keep=3, by=PROGRAM, now=MONDAY_MORNING)
        told = last_entry("backup.made")
        assert (told.actor_name, told.subject, told.data["sha256"]) == ("系统", made.path.name, made.sha256)
        db.session.remove()
    assert made.path == tmp_path / "backups" / "tracker-20260309-090000.sqlite3"
    assert made.path.with_name(made.path.name + ".sha256").read_text() == f"{made.sha256}  {made.path.name}\n"
    assert hashlib.sha256(made.path.read_bytes()).hexdigest() == made.sha256
    with closing(sqlite3.connect(made.path)) as copy:
        assert [row[0] for row in copy.execute("SELECT id FROM work_order ORDER BY id")] == order_ids
        assert copy.execute("SELECT DISTINCT title FROM work_order").fetchall() == [("夜间烧烤油烟扰民",)]
    assert sorted(path.name for path in made.path.parent.iterdir()) == [made.path.name, made.path.name + ".sha256"]


def test_a_copy_can_take_the_databases_place(fresh_app, tmp_path):
    with fresh_app.app_context():
        office = Office(MONDAY_MORNING)
        office.register()
        made = back_up(keep=3, by=PROGRAM, now=MONDAY_MORNING)
        office.register()
        db.session.remove()
        db.engine.dispose()
        for ending in ("-wal", "-shm"):
            (tmp_path / f"tracker.sqlite3{ending}").unlink(missing_ok=True)
        shutil.copy(made.path, tmp_path / "tracker.sqlite3")
        assert db.session.execute(db.text("SELECT count(*) FROM work_order")).scalar() == 1
        office.register()
        assert db.session.execute(db.text("SELECT count(*) FROM work_order")).scalar() == 2


def test_only_the_newest_are_kept_and_other_files_are_left_alone(fresh_app, tmp_path):
    place = tmp_path / "backups"
    place.mkdir()
    (place / "my own copy.sqlite3").touch()
    with fresh_app.app_context():
        removed = [back_up(keep=2, by=PROGRAM, now=MONDAY_MORNING + timedelta(days=day)).removed for day in range(4)]
        db.session.remove()
    assert removed == [0, 0, 1, 1]
    kept = sorted(path.name for path in place.glob("*.sqlite3"))
    assert kept == ["my own copy.sqlite3", "tracker-20260311-090000.sqlite3", "tracker-20260312-090000.sqlite3"]
    assert len(list(place.glob("*.sha256"))) == 2


def test_a_clock_that_was_set_back_costs_no_new_backup(fresh_app):
    """The new copy's name is the oldest of all; it is the newest all the same."""
    with fresh_app.app_context():
        ahead = [back_up(keep=2, by=PROGRAM, now=MONDAY_MORNING + timedelta(days=400 + day)) for day in range(2)]
        made = back_up(keep=2, by=PROGRAM, now=MONDAY_MORNING)
        db.session.remove()
    assert made.path.is_file() and made.removed == 1
    assert [one.path.is_file() for one in ahead] == [False, True]


@pytest.mark.postgres
@pytest.mark.skipif(shutil.which("pg_dump") is None, reason="pg_dump is not on the path")
def test_postgres_is_dumped(store_office, any_app, now):
    if not any_app.config["SQLALCHEMY_DATABASE_URI"].startswith("postgresql"):
        pytest.skip("the other database is backed up in the tests above")
    made = back_up(keep=1, by=PROGRAM, now=now)
    assert made.path.name == "tracker-20260309-090000.dump" and made.path.read_bytes().startswith(b"PGDMP")


@pytest.mark.postgres
@pytest.mark.skipif(shutil.which("pg_dump") is None, reason="pg_dump is not on the path")
def test_a_dump_can_take_the_databases_place(postgres, tmp_path):
    """As docs/operations.md says: restored into an empty database it has the orders and still refuses rewriting."""
    app = make_app(tmp_path, postgres.create_database())
    with app.app_context():
        Office(MONDAY_MORNING).travelled("closed")
        made = back_up(keep=1, by=PROGRAM, now=MONDAY_MORNING)
        db.session.remove()
        db.engine.dispose()
    empty = postgres.create_database()
    restore = [f"{postgres.programs}/pg_restore", "--clean", "--if-exists", "--no-owner", f"--dbname={empty}"]
    subprocess.run([*restore, str(made.path)], check=True)
    environ = {"TRACKER_DATA": str(tmp_path), "TRACKER_ENV": "development", "TRACKER_DATABASE_URL": empty}
    with create_app(load(environ)).app_context():
        assert db.session.execute(db.text("SELECT stage FROM work_order")).scalar_one() == "closed"
        with pytest.raises(DBAPIError, match="append-only"):
            db.session.execute(db.text("DELETE FROM timeline_entry"))
        db.session.remove()
        db.engine.dispose()


@pytest.mark.postgres
def test_without_pg_dump_it_is_refused_with_what_to_do(postgres, store, any_app, now, monkeypatch):
    if not any_app.config["SQLALCHEMY_DATABASE_URI"].startswith("postgresql"):
        pytest.skip("SQLite needs no program")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(Refusal, match="pg_dump"):
        back_up(keep=1, by=PROGRAM, now=now)


def test_who_may(office, now):
    with pytest.raises(NotPermitted):
        back_up(keep=1, by=office.operator, now=now)


def test_a_folder_that_cannot_be_made_is_said(fresh_app, tmp_path):
    (tmp_path / "backups").write_text("in the way")
    with fresh_app.app_context(), pytest.raises(Refusal, match="备份不能写入"):
        back_up(keep=1, by=PROGRAM, now=MONDAY_MORNING)
