"""tracker check and the other operating commands: what they find, what they say, how they end."""

from datetime import datetime, timedelta

import pytest
from flask.cli import ScriptInfo
from flask_migrate import downgrade
from sqlalchemy import text

from tests.conftest import MONDAY_MORNING
from tests.office import Office
from tracker import clock
from tracker.app import create_app
from tracker.cli import backup, check, run_job, run_jobs, serve
from tracker.config import load
from tracker.store.db import db, transaction


@pytest.fixture
def levels(store):
    """text → level of every finding at a moment."""
    return lambda now: {one.text: one.level for one in check.findings(now)}


def level_of(found, words):
    (level,) = [level for said, level in found.items() if words in said]
    return level


def test_a_sound_house_has_no_errors(levels, now):
    found = levels(now)
    assert check.BAD not in found.values()
    for words in ("可以连接", "是最新的", "数据库可以写入", "数据目录可以写入", "2026 年工作日历已", "系统时间"):
        assert level_of(found, words) == check.GOOD
    assert level_of(found, "development") == check.WARN


@pytest.mark.parametrize("on, words, level", [
    (datetime(2026, 10, 31), "2027 年放假安排", check.GOOD), (datetime(2026, 11, 1), "2027 年工作日历", check.WARN),
    (datetime(2035, 1, 1), "2035 年工作日历", check.BAD),
])
def test_a_calendar_that_is_missing(levels, on, words, level):
    assert level_of(levels(on.replace(tzinfo=clock.LOCAL)), words) == level


def test_a_clock_that_was_set_back(store_office, levels, now):
    store_office.register()
    assert level_of(levels(now - timedelta(minutes=4)), "系统时间") == check.GOOD
    assert level_of(levels(now - timedelta(minutes=6)), "系统时间") == check.BAD


def test_another_schema_is_an_error_and_nothing_is_served(store, levels, now):
    with transaction() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0000_older'"))
    assert level_of(levels(now), "0000_older") == check.BAD
    for command in (serve.command, run_jobs.command):
        result = store.test_cli_runner().invoke(command, [])
        assert result.exit_code == 1 and "tracker db upgrade" in result.output


def test_an_empty_database_is_an_error_in_words(fresh_app):
    with fresh_app.app_context():
        db.session.remove()
        downgrade(revision="base")
        db.session.remove()
    result = fresh_app.test_cli_runner().invoke(check.command, [])
    assert result.exit_code == 1 and result.exception.__class__ is SystemExit
    assert "错误　数据库结构（空）" in result.output and "tracker db upgrade" in result.output
    assert "数据库出错" not in result.output  # one trouble, one line


def test_a_database_that_is_away_is_an_error_in_words(tmp_path, app):
    environ = {"TRACKER_DATA": str(tmp_path), "TRACKER_ENV": "development",
               "TRACKER_DATABASE_URL": f"sqlite:///{tmp_path}/missing/tracker.sqlite3"}
    info = ScriptInfo(create_app=lambda: create_app(load(environ)))
    result = app.test_cli_runner().invoke(check.command, [], obj=info)
    assert result.exit_code == 1 and "错误　数据库出错（database）：unable to open database file" in result.output


def test_a_database_that_takes_no_writes_is_an_error(store, levels, now):
    if store.config["SQLALCHEMY_DATABASE_URI"].startswith("postgresql"):
        pytest.skip("a read-only PostgreSQL is another server")
    db.session.execute(text("PRAGMA query_only=ON"))
    try:
        assert level_of(levels(now), "数据库出错（writable）") == check.BAD
    finally:
        db.session.execute(text("PRAGMA query_only=OFF"))


def test_it_ends_with_one_only_for_errors(app):
    result = app.test_cli_runner().invoke(check.command, [])
    has_errors = any(line.startswith(check.BAD) for line in result.output.splitlines())
    assert result.exit_code == int(has_errors)
    assert result.output.splitlines()[-1].startswith("共 ")


def test_a_missing_key_is_said_not_thrown(tmp_path, app):
    info = ScriptInfo(create_app=lambda: create_app(load({"TRACKER_DATA": str(tmp_path)})))
    result = app.test_cli_runner().invoke(check.command, [], obj=info)
    assert result.exit_code == 1 and result.output.startswith("错误　没有设置 TRACKER_SECRET_KEY")


def test_a_job_by_hand(app, office):
    result = app.test_cli_runner().invoke(run_job.command, ["flag-due"])
    assert (result.exit_code, result.output) == (0, "没有新的临期或超期工单。\n")
    unknown = app.test_cli_runner().invoke(run_job.command, ["nonsense"])
    assert unknown.exit_code == 1 and "monthly-workbook" in unknown.output


def test_a_backup_by_hand(fresh_app, tmp_path):
    with fresh_app.app_context():
        Office(MONDAY_MORNING).register()
        db.session.remove()
    result = fresh_app.test_cli_runner().invoke(backup.command, [])
    assert result.exit_code == 0, result.output
    assert result.output.startswith(str(tmp_path / "backups" / "tracker-"))
    again = fresh_app.test_cli_runner().invoke(run_job.command, ["backup"])
    assert again.exit_code == 0 and "已备份到" in again.output
