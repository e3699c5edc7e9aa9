"""tracker check and the other operating commands: what they find, what they say, how they end."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask.cli import ScriptInfo
from flask_migrate import downgrade
from sqlalchemy import text

from tests.conftest import MONDAY_MORNING
from tests.office import Office
from tests.receivers import receiver
from tests.safekeeping import backups_set
from tracker import clock
from tracker.app import create_app
from tracker.cli import backup, check, run_job, run_jobs, send_outbox, serve
from tracker.config import load
from tracker.domain.notices import HookShape, OutboxState, OutChannel
from tracker.domain.permissions import PROGRAM
from tracker.domain.words import Role
from tracker.jobs import runner
from tracker.jobs.schedule import job_named
from tracker.store import backups, job_runs, keys, probes
from tracker.store.db import db, transaction
from tracker.store.job_runs import JobState, Result
from tracker.store.models import Hook, OutboxItem, PersonRole
from tracker.usecases.back_up import back_up


@pytest.fixture
def levels(store):
    """text → level of every finding at a moment."""
    return lambda now: {one.text: one.level for one in check.findings(now)}


def level_of(found, words):
    (level,) = [level for said, level in found.items() if words in said]
    return level


def test_a_sound_house_has_no_errors(levels, now):
    found = levels(now)
    # The tests' own server is made to be quick: that it could lose what it has acknowledged is said.
    bad = [words for words, level in found.items() if level == check.BAD]
    assert ["断电时会丢失已确认的工单" in words for words in bad] == [True] * (db.engine.dialect.name == "postgresql")
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
        session.execute(text("UPDATE alembic_version SET version_num = '0014_periods'"))
    assert level_of(levels(now), "0014_periods") == check.BAD
    for command in (serve.command, run_jobs.command):
        result = store.test_cli_runner().invoke(command, [])
        assert result.exit_code == 1 and "tracker upgrade" in result.output


def test_an_empty_database_is_an_error_in_words(fresh_app):
    with fresh_app.app_context():
        db.session.remove()
        downgrade(revision="base")
        db.session.remove()
    result = fresh_app.test_cli_runner().invoke(check.command, [])
    assert result.exit_code == 1 and result.exception.__class__ is SystemExit
    for command in (serve.command, run_jobs.command):
        refused = fresh_app.test_cli_runner().invoke(command, [])
        assert refused.exit_code == 1 and "tracker init" in refused.output
    assert "错误　数据库结构（空）" in result.output and "tracker upgrade" in result.output
    assert "数据库出错" not in result.output  # one trouble, one line


def test_a_database_that_is_away_is_an_error_in_words(tmp_path, app):
    environ = {"TRACKER_DATA": str(tmp_path), "TRACKER_ENV": "development",
               "TRACKER_DATABASE_URL": f"sqlite:///{tmp_path}/missing/tracker.sqlite3"}
    info = ScriptInfo(create_app=lambda: create_app(load(environ)))
    result = app.test_cli_runner().invoke(check.command, [], obj=info)
    assert result.exit_code == 1 and "错误" in result.output and "missing/tracker.sqlite3" in result.output
    assert "新装的系统请运行 tracker init；否则请把文件移回原处，或从备份恢复" in result.output


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


def test_a_house_that_was_just_made_is_told_what_is_still_to_do(levels, now):
    found = levels(now)
    assert level_of(found, "时限表") == check.GOOD
    for words in ("没有在用的系统管理员", "没有在用的安全管理员", "没有在用的审计员", "tracker serve", "tracker run-job backup"):
        assert level_of(found, words) == check.WARN


def test_a_house_at_work_is_in_order(store, store_office, levels, now, tmp_path):
    lease = job_runs.take("flag-due", job_named("flag-due").period(now), now=now, minutes=5)
    job_runs.finish(lease, JobState.DONE, Result("x"), now)
    db.session.commit()
    with backups_set(store, folder=tmp_path):
        back_up(by=PROGRAM, now=now)
        found = levels(now + timedelta(minutes=5))
        later = levels(now + timedelta(days=2, minutes=1))
    for words in ("系统管理员 1 人", "安全管理员 1 人", "审计员 1 人", "定时任务正在运行", "最近一次备份：2026-03-09 09:00"):
        assert level_of(found, words) == check.GOOD
    assert level_of(later, "定时任务没有在运行（上一次自动执行：2026-03-09 09:00）") == check.WARN
    assert level_of(later, "两天之内没有备份") == check.WARN


def test_roles_that_were_mixed_before_the_managers_were_kept_apart_are_named(store_office, levels, now):
    db.session.add(PersonRole(person_id=store_office.administrator.id, role=Role.SUPERVISOR))
    db.session.commit()
    assert level_of(levels(now), "administrator 兼有不能兼任的角色") == check.BAD


def test_a_run_by_hand_is_no_sign_of_a_scheduler(store_office, levels, now):
    runner.run_by_hand("flag-due", by=store_office.supervisor, now=now)
    assert level_of(levels(now), "定时任务没有在运行（上一次自动执行：从未）") == check.WARN


def test_a_job_that_failed_is_named_with_its_reason(store, levels, now):
    lease = job_runs.take("backup", "2026-03-09", now=now, minutes=5)
    job_runs.finish(lease, JobState.FAILED, Result("磁盘已满。"), now)
    assert level_of(levels(now), "任务 backup 上一次（2026-03-09 09:00，2026-03-09）没有成功：磁盘已满。") == check.WARN


def test_a_kind_of_order_without_a_limit_is_an_error(store, levels, now):
    with transaction() as session:
        session.execute(text("UPDATE limit_rule SET effective_to = '2026-03-08' WHERE request_type = 'praise'"))
        session.execute(text("UPDATE limit_rule SET effective_to = '2026-03-08' WHERE request_type IS NULL"))
    assert level_of(levels(now), "表扬") == check.BAD


def test_a_data_folder_that_others_may_enter(fresh_app, tmp_path, now):
    with fresh_app.app_context():
        for mode, warned in ((0o755, 1), (0o700, 0)):
            tmp_path.chmod(mode)
            assert sum("chmod 700" in one.text for one in check.findings(now)) == warned
        db.session.remove()


def test_messages_that_pile_up_are_told(store, levels, now):
    assert level_of(levels(now), "没有积压") == check.GOOD
    with transaction() as session:
        for number, state in enumerate((OutboxState.DEAD, OutboxState.WAITING, OutboxState.WAITING, OutboxState.SENT)):
            session.add(OutboxItem(
                key=f"mail:x:{number}", channel=OutChannel.MAIL, address="x@example.gov.cn", language="zh", state=state,
                next_at=now - timedelta(hours=number), created_at=now))
    found = levels(now + timedelta(minutes=1))
    assert level_of(found, "1 条邮件或推送未能送达") == level_of(found, "2 条邮件或推送早该发出") == check.WARN


def test_the_outbox_is_sent_by_hand(app, office, now, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: now)
    with receiver() as far:
        with transaction() as session:
            session.add(Hook(name="热线群", shape=HookShape.WECOM, url=far.url))
        office.travelled("dispatched")
        done = app.test_cli_runner().invoke(send_outbox.command)
        assert (done.exit_code, done.output) == (0, "发出通知 1 条，稍后重试 0 条，未能送达 0 条。\n")
        assert len(far.got) == 1


def checked_web(monkeypatch, app, **changes):
    """What is said of the web door with these settings changed."""
    config = replace(app.extensions["tracker_config"], env="production", **changes)
    monkeypatch.setitem(app.extensions, "tracker_config", config)
    return {one.text: one.level for one in check.findings(MONDAY_MORNING)}


@pytest.mark.parametrize("changes, words, level", [
    ({"cookie_secure": False, "base_url": "http://hotline.local"}, "会话经 http 明文发送", check.WARN),
    ({"cookie_secure": True, "base_url": "http://hotline.local"}, "登录不上", check.WARN),
    ({"cookie_secure": True, "base_url": "https://hotline.local", "proxies": 1}, "会话只经 https 发送", check.GOOD),
    ({"base_url": "https://hotline.local", "proxies": 0}, "TRACKER_PROXIES=0", check.WARN),
    ({"host": "0.0.0.0", "proxies": 1}, "可以冒充来源地址", check.WARN),
    ({"hosts": ()}, "没有设置 TRACKER_BASE_URL 或 TRACKER_HOSTS", check.WARN),
    ({"hosts": ("hotline.local", "10.1.2.3")}, "hotline.local、10.1.2.3", check.GOOD),
])
def test_how_the_web_door_stands(app, monkeypatch, changes, words, level):
    assert level_of(checked_web(monkeypatch, app, **changes), words) == level


def test_a_door_behind_https_is_sound(app, monkeypatch):
    found = checked_web(
        monkeypatch, app, cookie_secure=True, base_url="https://hotline.local", proxies=1, hosts=("hotline.local",))
    assert not [text for text, level in found.items() if level != check.GOOD and re.search("https|TRACKER_HOSTS", text)]


def test_the_keys_are_there_their_owners_alone_and_not_in_the_backups(store, levels, now, tmp_path, monkeypatch):
    with transaction():
        probes.add(now)
    assert level_of(levels(now), "请确认已单独保存副本") == check.GOOD
    keys.place().chmod(0o640)
    assert level_of(levels(now), "chmod 600") == check.BAD
    keys.place().chmod(0o600)
    kept = backups.place() / "keys.toml"
    kept.write_text(keys.place().read_text())
    kept.chmod(0o600)
    monkeypatch.setitem(store.config, "TRACKER_KEYS", str(kept))
    assert level_of(levels(now), "会随备份一起带走") == check.BAD
    kept.unlink()
    assert level_of(levels(now), "不要新建") == check.BAD
    assert not kept.exists()  # asking makes none
    keys.write(tmp_path / "foreign.toml", keys.with_new_key(None))
    monkeypatch.setitem(store.config, "TRACKER_KEYS", str(tmp_path / "foreign.toml"))
    assert level_of(levels(now), "不是这个数据库所用的") == check.BAD
