"""tracker drill: the newest backup is restored in a place of its own, looked at and removed; production goes on."""

import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import click
import sqlalchemy as sa
from flask import current_app
from flask.cli import with_appcontext

from tracker import clock
from tracker.app import create_app
from tracker.cli.upgrade import require_sound
from tracker.config import Config
from tracker.domain.permissions import PROGRAM
from tracker.domain.refusals import Refusal
from tracker.domain.words import Role
from tracker.reads.order_page import order_page
from tracker.store import backups, people, snapshots
from tracker.store.db import db
from tracker.store.models import Person, PersonRole, WorkOrder
from tracker.usecases.record_drill import record_drill
from tracker.usecases.restore import Restored, restore

ROWS_OPENED = 20
"The newest orders, whose pages are made as for a supervisor."


@contextmanager
def _empty_database(given: str | None) -> Iterator[str]:
    """The address of an empty database: the one given, or one that is made beside production's and dropped again."""
    where = snapshots.url()
    if given or where.get_backend_name() == "sqlite":
        yield given or ""
        return
    name = f"tracker_drill_{os.getpid()}"
    engine = sa.create_engine(where, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    try:
        with engine.connect() as connection:
            connection.execute(sa.text(f'CREATE DATABASE "{name}" TEMPLATE template0'))
    except sa.exc.DBAPIError as error:
        raise click.ClickException(
            f"不能新建演练用的数据库（{str(error.orig).splitlines()[0]}）。请让数据库管理员新建一个空数据库，"
            "用 --database-url 指定。") from None
    try:
        yield where.set(database=name).render_as_string(hide_password=False)
    finally:
        with engine.connect() as connection:
            connection.execute(sa.text(f'DROP DATABASE IF EXISTS "{name}"'))


def _open_orders() -> int:
    """Make the newest orders' pages, as a supervisor would see them; how many."""
    wanted = sa.select(Person).join(PersonRole).where(PersonRole.role == Role.SUPERVISOR, Person.is_active).limit(1)
    person = db.session.scalar(wanted)
    if person is None:
        return 0
    ids = list(db.session.scalars(sa.select(WorkOrder.id).order_by(WorkOrder.id.desc()).limit(ROWS_OPENED)))
    for order_id in ids:
        order_page(order_id, by=people.actor(person), now=clock.now())
    return len(ids)


def _damaged_files(data: Path) -> int:
    """Attachments whose contents are not what their names say."""
    return sum(
        hashlib.sha256(path.read_bytes()).hexdigest() != path.name
        for path in (data / "files").rglob("*") if path.is_file())


def _restored(config: Config, backup: Path, identity: Path, place: Path, url: str) -> tuple[Restored, int]:
    there = replace(
        config, data=place, database_url=url or f"sqlite:///{place / 'tracker.sqlite3'}", jobs=False, mail=None,
        anchors=place / "audit-anchors.log")  # production's anchors know of no restore
    if there.database_url.startswith("postgresql://"):
        there = replace(there, database_url=there.database_url.replace("postgresql://", "postgresql+psycopg://", 1))
    with create_app(there).app_context():
        try:
            done = restore(backup, identity=identity, by=PROGRAM, now=clock.now(),
                           say=lambda step: click.echo(f"{step}…"))
            if done.is_current:
                require_sound()
                click.echo(f"打开最近的工单 {_open_orders()} 件，均能正常显示。")
            damaged = _damaged_files(place)
        finally:
            db.session.remove()
            db.engine.dispose()
    return done, damaged


@click.command("drill")
@click.option("--backup", type=click.Path(file_okay=False, path_type=Path), help="演练哪一份；默认最近的一份。")
@click.option("--identity", type=click.Path(dir_okay=False, path_type=Path), help="解密密钥文件；默认取本机自动生成的。")
@click.option("--database-url", help="演练用的空数据库；默认在同一台 PostgreSQL 上临时新建，用完删除。")
@with_appcontext
def command(backup: Path | None, identity: Path | None, database_url: str | None) -> None:
    """恢复演练：把备份恢复到临时的地方，逐项核对，用完清除。不影响正在使用的系统，建议每月一次。"""
    config: Config = current_app.extensions["tracker_config"]
    kept = backups.all_kept()
    if backup is None and not kept:
        raise click.ClickException("还没有备份。请先运行 tracker backup。")
    backup, identity = backup or kept[0], identity or backups.identity_place()
    began = time.monotonic()
    place = Path(tempfile.mkdtemp(prefix=".drill-", dir=config.data))
    try:
        with _empty_database(database_url) as url:
            done, damaged = _restored(config, backup.resolve(), identity, place, url)
    except Refusal as refusal:
        raise click.ClickException(f"演练没有通过：{refusal}") from None
    finally:
        shutil.rmtree(place, ignore_errors=True)
    if damaged:
        raise click.ClickException(f"演练没有通过：有 {damaged} 个附件的内容不对。")
    seconds = round(time.monotonic() - began)
    record_drill(backup.name, orders=done.orders, files=done.files, seconds=seconds, made_at=done.made_at, by=PROGRAM,
                 now=clock.now())
    click.echo(f"演练通过：{backup.name}（{done.made_at.astimezone(clock.LOCAL):%Y-%m-%d %H:%M}）恢复出工单 {done.orders} 件、"
               f"办理记录 {done.entries} 条、附件和工作簿 {done.files} 个，用时 {seconds} 秒。临时内容已清除，演练已记录。")
