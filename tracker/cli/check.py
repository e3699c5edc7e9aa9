"""tracker check: whether the installation can do its work, each line with what to do where it cannot.

The machine and its database are asked here, the office and its jobs in check_office.py,
backups and durability in check_safety.py, the web door in check_web.py, the keys in check_keys.py, the lines to other
machines in check_lines.py.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import click
import sqlalchemy as sa
from flask import Flask, current_app
from flask.cli import ScriptInfo
from sqlalchemy.exc import SQLAlchemyError

from tracker import clock
from tracker.cli import check_keys, check_lines, check_office, check_safety, check_web
from tracker.cli.finding import BAD, GOOD, WARN, Finding
from tracker.config import BadSetting, Config
from tracker.store import schema, snapshots
from tracker.store.db import db
from tracker.store.models import CalendarYear, TimelineEntry

MB = 1024 * 1024
ENOUGH_DISK, LEAST_DISK = 2048 * MB, 200 * MB

ANNOUNCED_FROM = 11
"The State Council announces next year's holidays in November."

TOLERANCE = timedelta(minutes=5)
"Clocks of two machines may differ this much."


def _config() -> Config:
    config: Config = current_app.extensions["tracker_config"]
    return config


def secret_key(_now: datetime) -> Iterator[Finding]:
    """Is there a key, and is it the installation's own?"""
    if _config().env == "development":
        yield Finding(WARN, "运行环境是 development，签名密钥在数据目录中。正式使用请设 TRACKER_ENV=production 和 TRACKER_SECRET_KEY。")
    else:
        yield Finding(GOOD, "已设置签名密钥")


def data_folder(_now: datetime) -> Iterator[Finding]:
    """Can files be written, and is there room for them?"""
    place: Path = _config().data
    try:
        with tempfile.TemporaryFile(dir=place):
            pass
    except OSError as error:
        yield Finding(BAD, f"数据目录 {place} 不能写入（{error.strerror}）。请检查目录的属主和权限。")
        return
    yield Finding(GOOD, f"数据目录可以写入：{place}")
    if place.stat().st_mode & 0o077:
        yield Finding(WARN, f"本机其他用户可以进入数据目录，其中有诉求人的个人信息。请运行 chmod 700 {place}")
    free = shutil.disk_usage(place).free
    if free >= ENOUGH_DISK:
        yield Finding(GOOD, f"磁盘剩余 {free // MB:,} MB")
    else:
        level = WARN if free >= LEAST_DISK else BAD
        yield Finding(level, f"磁盘只剩 {free // MB:,} MB。请清理磁盘，或把旧的备份和月报移到别处。")


def database(_now: datetime) -> Iterator[Finding]:
    """Can it be reached?"""
    if not schema.is_there():
        yield Finding(BAD, f"没有找到数据库文件 {snapshots.url().database}。新装的系统请运行 tracker init；"
                           "否则请把文件移回原处，或从备份恢复（tracker restore）。")
        return
    db.session.execute(sa.text("SELECT 1"))
    yield Finding(GOOD, f"数据库可以连接：{db.engine.dialect.name}")


def migrations(_now: datetime) -> Iterator[Finding]:
    """Is the schema the program's?"""
    had, wanted = schema.versions()
    if had == wanted:
        yield Finding(GOOD, f"数据库结构是最新的：{'、'.join(sorted(had))}")
    else:
        yield Finding(BAD, f"数据库结构（{'、'.join(sorted(had)) or '空'}）与程序（{'、'.join(sorted(wanted))}）不一致。"
                           "请停止服务，运行 tracker upgrade（先自动备份，再升级）。")


def writable(_now: datetime) -> Iterator[Finding]:
    """Does the database take a write? It is undone."""
    db.session.execute(sa.text("UPDATE serial SET last = last WHERE series = ''"))
    db.session.rollback()
    yield Finding(GOOD, "数据库可以写入")


def sqlite_settings(_now: datetime) -> Iterator[Finding]:
    """Are the switches on that keep SQLite's word?"""
    if db.engine.dialect.name != "sqlite":
        return
    mode = db.session.scalar(sa.text("PRAGMA journal_mode"))
    keys = db.session.scalar(sa.text("PRAGMA foreign_keys"))
    if mode == "wal" and keys == 1:
        yield Finding(GOOD, "SQLite：WAL 日志、外键检查均已打开")
    else:
        yield Finding(BAD, f"SQLite 的 journal_mode={mode}、foreign_keys={keys}，应为 wal 和 1。数据目录不能放在网络盘上。")


def calendar(now: datetime) -> Iterator[Finding]:
    """Are the holidays of this year and the next known? Without them due moments are provisional."""
    today = now.astimezone(clock.LOCAL).date()
    official = set(db.session.scalars(sa.select(CalendarYear.year).where(CalendarYear.is_official)))
    advice = "请在“工作日历”中导入国务院办公厅的放假安排"
    if today.year in official:
        yield Finding(GOOD, f"{today.year} 年工作日历已按公布的放假安排录入")
    else:
        yield Finding(BAD, f"{today.year} 年工作日历没有录入，期限计算可能不对。{advice}。")
    if today.year + 1 in official:
        yield Finding(GOOD, f"{today.year + 1} 年工作日历已按公布的放假安排录入")
    elif today.month < ANNOUNCED_FROM:
        yield Finding(GOOD, f"{today.year + 1} 年放假安排一般 11 月公布，届时再录入")
    else:
        yield Finding(WARN, f"{today.year + 1} 年工作日历还没有录入，跨年的期限是暂定的。公布后{advice}。")


def machine_clock(now: datetime) -> Iterator[Finding]:
    """Does the machine's clock stand before what has already happened?"""
    newest = db.session.scalar(sa.select(sa.func.max(TimelineEntry.at)))
    if newest is not None and now < newest - TOLERANCE:
        yield Finding(BAD, f"系统时间 {now.astimezone(clock.LOCAL):%Y-%m-%d %H:%M} 早于最近的办理记录 "
                           f"{newest.astimezone(clock.LOCAL):%Y-%m-%d %H:%M}。请校准系统时间。")
    else:
        yield Finding(GOOD, f"系统时间（北京时间）{now.astimezone(clock.LOCAL):%Y-%m-%d %H:%M}")


Check = Callable[[datetime], Iterator[Finding]]

CHECKS: tuple[Check, ...] = (
    secret_key, data_folder, database, migrations, writable, sqlite_settings, calendar, machine_clock,
    *check_office.CHECKS, *check_safety.CHECKS, *check_web.CHECKS, *check_keys.CHECKS,
    *check_lines.CHECKS,
)

GATES = (database, migrations)
"Without these the checks behind them would only repeat the same trouble."


def findings(now: datetime) -> list[Finding]:
    """Every check's lines, as far as there is a database to ask."""
    found: list[Finding] = []
    for check in CHECKS:
        lines = _lines(check, now)
        found += lines
        if check in GATES and any(line.level == BAD for line in lines):
            break
    return found


def _lines(check: Check, now: datetime) -> list[Finding]:
    """The check's lines; what the database does not let finish is an error of its own."""
    try:
        return list(check(now))
    except SQLAlchemyError as error:
        db.session.rollback()
        why = str(getattr(error, "orig", None) or error).splitlines()[0]
        return [Finding(BAD, f"数据库出错（{check.__name__}）：{why}。请检查 TRACKER_DATABASE_URL、数据库服务和文件权限。")]


@click.command("check")
@click.pass_context
def command(ctx: click.Context) -> None:
    """逐项检查安装是否正常：正常、注意或错误，并说明怎样处理。有错误时退出码为 1。"""
    try:
        app: Flask = ctx.ensure_object(ScriptInfo).load_app()
    except (BadSetting, OSError, click.ClickException) as error:
        click.echo(f"{BAD}　{error}")
        ctx.exit(1)
    with app.app_context():
        found = findings(clock.now())
    for one in found:
        click.echo(f"{one.level}　{one.text}")
    bad = sum(one.level == BAD for one in found)
    click.echo(f"共 {len(found)} 项，错误 {bad} 项，注意 {sum(one.level == WARN for one in found)} 项。")
    ctx.exit(1 if bad else 0)
