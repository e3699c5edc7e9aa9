"""What tracker check says of backups, of their keys and of what the database promises."""

from datetime import timedelta

import pytest
from pyrage import x25519

from tests.conftest import MONDAY_MORNING
from tests.safekeeping import backups_set
from tracker.cli import backup_key, check_safety
from tracker.cli.finding import BAD, GOOD, WARN
from tracker.domain.permissions import PROGRAM
from tracker.store.db import db
from tracker.usecases.back_up import back_up


def test_backups_that_stop_coming_are_said(fresh_app):
    with fresh_app.app_context():
        (found,) = check_safety.newest_backup(MONDAY_MORNING)
        assert found.level == WARN and "tracker run-job backup" in found.text
        back_up(by=PROGRAM, now=MONDAY_MORNING)
        for later, level in ((timedelta(days=2), GOOD), (timedelta(days=2, seconds=1), WARN)):
            (found,) = check_safety.newest_backup(MONDAY_MORNING + later)
            assert found.level == level
        db.session.remove()


def test_backups_that_an_older_program_left_open_are_said(fresh_app, tmp_path):
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups/tracker-20260101-020000.sqlite3").touch()
    with fresh_app.app_context():
        _newest, found = check_safety.newest_backup(MONDAY_MORNING)
    assert found.level == WARN and "1 个旧版程序留下的未加密备份" in found.text


def test_to_whom_backups_are_sealed(fresh_app):
    with fresh_app.app_context():
        (found,) = check_safety.backup_keys(MONDAY_MORNING)
        assert found.level == WARN and "backup-identity.txt" in found.text and "tracker backup-key" in found.text
        public = str(x25519.Identity.generate().to_public())
        for recipients, level, words in ((public, GOOD, "1 把公钥"), ("age1", BAD, "不是 age 公钥")):
            with backups_set(fresh_app, recipients=recipients):
                (found,) = check_safety.backup_keys(MONDAY_MORNING)
            assert found.level == level and words in found.text


def test_a_database_that_may_forget_is_an_error(store):
    """The tests' PostgreSQL runs without fsync, to be quick; SQLite's connections are made to keep their word."""
    if db.engine.dialect.name == "postgresql":
        (found,) = check_safety.durability(MONDAY_MORNING)
        assert found.level == BAD and "fsync=off" in found.text
    else:
        (found,) = check_safety.durability(MONDAY_MORNING)
        assert found.level == GOOD and "synchronous=2" in found.text


@pytest.mark.parametrize("level, said", [("OFF", "synchronous=0"), ("NORMAL", "synchronous=1")])
def test_sqlite_that_may_forget_is_an_error(fresh_app, level, said):
    with fresh_app.app_context():
        with db.engine.connect() as connection:  # the pool's only one: the check gets it next
            connection.connection.driver_connection.execute(f"PRAGMA synchronous={level}")
        (found,) = check_safety.durability(MONDAY_MORNING)
        db.session.remove()
        db.engine.dispose()
    assert found.level == BAD and said in found.text


def test_a_pair_of_keys_is_made_once(fresh_app, tmp_path):
    run = fresh_app.test_cli_runner()
    place = tmp_path / "safe.txt"
    made = run.invoke(backup_key.command, [str(place)])
    assert made.exit_code == 0, made.output
    identity = x25519.Identity.from_str(place.read_text().splitlines()[2])
    assert f"TRACKER_BACKUP_RECIPIENTS={identity.to_public()}\n" in made.output
    assert str(identity) not in made.output and place.stat().st_mode & 0o077 == 0
    before = place.read_text()
    again = run.invoke(backup_key.command, [str(place)])
    assert again.exit_code == 1 and "已存在" in again.output and place.read_text() == before
