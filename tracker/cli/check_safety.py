"""What tracker check asks about not losing anything: backups, whom they are sealed to, what the database promises."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from tracker.cli.finding import BAD, GOOD, WARN, Finding
from tracker.domain.refusals import Refusal
from tracker.reads.backups_page import newest
from tracker.store import age_files, backups, snapshots
from tracker.store.db import db

LONGEST_LOG = 256 * 2**20
PROMISES = ("fsync", "full_page_writes", "synchronous_commit")
"Without any of these PostgreSQL may lose or damage what it has acknowledged."


def newest_backup(now: datetime) -> Iterator[Finding]:
    """Is there a fresh backup?"""
    kept, place = backups.all_kept(), backups.settings().folder
    if kept and not newest(now)[1]:
        yield Finding(GOOD, f"最近一次备份：{backups.moment_of(kept[0]):%Y-%m-%d %H:%M}，共 {len(kept)} 份，在 {place}")
    else:
        yield Finding(WARN, "两天之内没有备份过。请运行 tracker run-job backup，并检查定时任务。")
    old = [path for path in place.glob("tracker-*") if path.is_file()]
    if old:
        yield Finding(WARN, f"{place} 中有 {len(old)} 个旧版程序留下的未加密备份文件。新备份核实可用后请删除它们。")


def backup_keys(_now: datetime) -> Iterator[Finding]:
    """To whom are backups sealed, and is the secret key elsewhere?"""
    try:
        named = age_files.recipients(backups.settings().recipients)
    except Refusal as refusal:
        yield Finding(BAD, str(refusal))
        return
    if named:
        yield Finding(GOOD, f"备份用 {len(named)} 把公钥加密，服务器上不需要解密密钥")
    else:
        yield Finding(WARN, f"没有设置 TRACKER_BACKUP_RECIPIENTS，备份用本机自动生成的密钥加密（{backups.identity_place()}），"
                            "本机失窃或损毁时备份也没有用。请在另一台电脑运行 tracker backup-key，把公钥设到服务器上。")


def durability(_now: datetime) -> Iterator[Finding]:
    """Does the database keep what it has acknowledged, through a power failure too?"""
    if db.engine.dialect.name == "sqlite":
        level = db.session.scalar(sa.text("PRAGMA synchronous"))
        good, said = level >= 2, f"SQLite 的 synchronous={level}"
    else:
        values = {name: db.session.scalar(sa.text(f"SHOW {name}")) for name in PROMISES}
        good = "off" not in values.values()
        said = "PostgreSQL 的 " + "、".join(f"{name}={value}" for name, value in values.items())
    if good:
        yield Finding(GOOD, f"{said}：已确认的登记断电也不会丢")
    else:
        yield Finding(BAD, f"{said}：断电时会丢失已确认的工单，甚至损坏数据库。请由数据库管理员全部打开（SQLite 应为 2）。")


def write_ahead_log(_now: datetime) -> Iterator[Finding]:
    """Does SQLite's log come to an end? A reader that never ends keeps it from being written back."""
    if db.engine.dialect.name == "sqlite":
        path = Path(f"{snapshots.url().database}-wal")
        size = path.stat().st_size if path.is_file() else 0
        if size > LONGEST_LOG:
            yield Finding(WARN, f"SQLite 的日志文件 {path.name} 已有 {size // 2**20} MB，没有写回数据库。"
                                "请检查是否有长时间不结束的程序读着数据库，必要时重启服务。")


CHECKS = (newest_backup, backup_keys, durability, write_ahead_log)
