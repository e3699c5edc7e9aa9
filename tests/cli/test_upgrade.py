"""tracker upgrade and downgrade: a backup first, all or nothing, and the way back."""

from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask_migrate import downgrade as migrate_down
from flask_migrate import upgrade as migrate_to

from tests.conftest import MONDAY_MORNING
from tests.safekeeping import Carried
from tracker.app import create_app
from tracker.cli import downgrade, serve, upgrade
from tracker.config import load
from tracker.domain.permissions import PROGRAM
from tracker.store import backups, schema
from tracker.store.db import db
from tracker.store.models import Hook
from tracker.usecases.seal_personal_data import seal_personal_data

OLD = "0014_periods"
ORDERS, ENTRIES = 3, 9


def plain_value(column: sa.Column, number: int) -> Any:
    """Something that the column takes."""
    kinds = ((sa.Boolean, True), (sa.Integer, 1), (sa.DateTime, datetime(2026, 3, 9, 1, tzinfo=UTC)),
             (sa.Date, MONDAY_MORNING.date()), (sa.JSON, {}), (sa.String, f"x{number}"))
    return next(value for kind, value in kinds if isinstance(column.type, kind))


def insert(table: sa.Table, row_id: int, **known: Any) -> None:
    """A row of an older schema: what is known, and something plain wherever a value is needed."""
    needed = {column.name: plain_value(column, row_id) for column in table.columns
              if not column.nullable and column.server_default is None and column.name not in known}
    needed.pop("id", None)
    db.session.execute(table.insert().values(id=row_id, **needed, **known))


@pytest.fixture
def old_house(own_url, tmp_path):
    """An office on the schema of the release before, with orders and their stories."""
    app = create_app(load({"TRACKER_DATA": str(tmp_path), "TRACKER_ENV": "development",
                           "TRACKER_DATABASE_URL": own_url}), TESTING=True, WTF_CSRF_ENABLED=False)
    with app.app_context():
        migrate_to(revision=OLD)
        held = sa.MetaData()
        held.reflect(db.engine, only=["work_order", "timeline_entry", "person", "department"])
        insert(held.tables["department"], 1, name="区市场监督管理局")
        insert(held.tables["person"], 1, name="温小姐", sign_in_name="operator", password_hash="x")
        for number in range(1, ORDERS + 1):
            insert(held.tables["work_order"], number, stage="to_dispatch", request_type="complaint",
                   order_class="citizen", urgency="normal", number=f"2026030900000{number}", caller_phone="13812345678")
        for number in range(1, ENTRIES + 1):
            insert(held.tables["timeline_entry"], number, order_id=(number - 1) // 3 + 1, kind="registered", data={})
        db.session.commit()
        yield app
        db.session.remove()
        db.engine.dispose()


def told() -> list[tuple]:
    """What the orders and their stories are, in columns that every release has."""
    query = "SELECT o.id, o.number, o.stage, e.id, e.kind FROM work_order o JOIN timeline_entry e ON e.order_id = o.id"
    found = [tuple(row) for row in db.session.execute(sa.text(f"{query} ORDER BY e.id"))]
    db.session.remove()
    return found


def test_up_with_everything_and_back_from_the_backup(old_house, tmp_path, own_url, request):
    run, before = old_house.test_cli_runner(), told()
    assert len(before) == ENTRIES
    refused = run.invoke(serve.command, [])
    assert refused.exit_code == 1 and "tracker upgrade" in refused.output
    done = run.invoke(upgrade.command, [])
    assert done.exit_code == 0, done.output
    had, wanted = schema.versions()
    assert had == wanted and told() == before
    (kept,) = backups.all_kept()
    assert f"把备份 {kept.name} 恢复到空的地方" in done.output
    again = run.invoke(upgrade.command, [])
    assert again.exit_code == 0 and "已是最新" in again.output and len(backups.all_kept()) == 1

    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "keys.toml").write_bytes((tmp_path / "keys.toml").read_bytes())
    url = request.getfixturevalue("postgres").create_database() if own_url else ""
    environ = {"TRACKER_DATA": str(elsewhere), "TRACKER_ENV": "development", "TRACKER_DATABASE_URL": url}
    back = Carried(kept, backups.identity_place(), elsewhere, environ)
    restored = back.restore()
    assert (restored.orders, restored.entries, restored.is_current) == (ORDERS, ENTRIES, False)
    with back.program().app_context():
        assert schema.versions()[0] == {OLD} and told() == before
        db.session.remove()
        db.engine.dispose()


def test_down_where_the_data_allow_it(old_house):
    run, before = old_house.test_cli_runner(), told()
    assert run.invoke(upgrade.command, []).exit_code == 0
    unknown = run.invoke(downgrade.command, ["9999_never", "--yes"])
    assert unknown.exit_code == 1 and "没有叫“9999_never”的版本" in unknown.output
    asked = run.invoke(downgrade.command, [OLD], input="n\n")
    assert asked.exit_code == 1 and schema.versions()[0] != {OLD}
    done = run.invoke(downgrade.command, [OLD, "--yes"])
    assert done.exit_code == 0, done.output
    assert schema.versions()[0] == {OLD} and told() == before
    assert run.invoke(upgrade.command, []).exit_code == 0 and told() == before


def test_what_a_release_seals_besides_is_sealed_at_once(fresh_app):
    with fresh_app.app_context():
        seal_personal_data(by=PROGRAM, now=MONDAY_MORNING)
        migrate_down(revision="0021_personal_requests")
        db.session.execute(sa.text(
            "INSERT INTO hook (name, shape, url, secret, is_active, trouble) "
            "VALUES ('值班群', 'wecom', 'https://bureau.example/?key=robot', '', true, '')"))
        db.session.commit()
        done = fresh_app.test_cli_runner().invoke(upgrade.command, [])
        assert done.exit_code == 0 and "加密新增的内容" in done.output, done.output
        assert db.session.scalar(sa.text("SELECT url FROM hook")).startswith("s1.")
        assert db.session.scalar(sa.select(Hook.url)) == "https://bureau.example/?key=robot"
        db.session.remove()


def test_a_migration_that_fails_changes_nothing(old_house, monkeypatch):
    def breaks() -> None:
        migrate_to(revision="0015_accounts")
        raise RuntimeError("out of luck")

    monkeypatch.setattr(upgrade, "upgrade", lambda: migrate_to(revision="0014_periods") or 1 / 0)
    failed = old_house.test_cli_runner().invoke(upgrade.command, [])
    assert failed.exit_code == 1 and "没有成功，数据库保持原样" in failed.output
    assert len(backups.all_kept()) == 1 and schema.versions()[0] == {OLD}
    monkeypatch.setattr(upgrade, "upgrade", breaks)
    half = old_house.test_cli_runner().invoke(upgrade.command, [])
    assert half.exit_code == 1 and "只改了一半，请恢复刚才的备份" in half.output


def test_without_a_backup_nothing_is_changed(old_house, tmp_path):
    (tmp_path / "backups").write_text("in the way")
    failed = old_house.test_cli_runner().invoke(upgrade.command, [])
    assert failed.exit_code == 1 and "没有改动数据库" in failed.output and schema.versions()[0] == {OLD}


def test_a_newer_database_is_not_served_and_not_changed(fresh_app):
    with fresh_app.app_context():
        db.session.execute(sa.text("UPDATE alembic_version SET version_num = '9999_next_year'"))
        db.session.commit()
        db.session.remove()
        for command in (serve.command, upgrade.command):
            refused = fresh_app.test_cli_runner().invoke(command, [])
            assert refused.exit_code == 1 and "比程序新" in refused.output and "请安装新版程序" in refused.output
