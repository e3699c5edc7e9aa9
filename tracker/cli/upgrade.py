"""tracker upgrade: a backup, then the migrations, then a look whether everything is still there."""

import click
import sqlalchemy as sa
from flask.cli import with_appcontext
from flask_migrate import upgrade

from tracker import clock
from tracker.cli.seal import sealed
from tracker.domain.permissions import PROGRAM
from tracker.domain.refusals import Refusal
from tracker.store import probes, schema, sealed_rows
from tracker.store.db import db, transaction
from tracker.store.story import journal
from tracker.usecases.back_up import back_up

LASTING = ("work_order", "timeline_entry", "attachment", "person", "department")
"Tables whose rows no change of the schema adds to or takes from."


def counted() -> dict[str, int]:
    """How many rows the lasting tables have."""
    found = {name: db.session.scalar(sa.select(sa.func.count()).select_from(sa.table(name))) or 0 for name in LASTING}
    db.session.rollback()
    return found


def require_sound() -> None:
    """Raises ClickException where SQLite finds its file or a reference in it broken."""
    if db.engine.dialect.name != "sqlite":
        return
    said = db.session.scalar(sa.text("PRAGMA quick_check"))
    broken = db.session.execute(sa.text("PRAGMA foreign_key_check")).first()
    db.session.rollback()
    if said != "ok" or broken is not None:
        raise click.ClickException(f"数据库没有通过检查：{said if said != 'ok' else f'{broken[0]} 表中有失效的引用'}。")


def safe_copy() -> str:
    """Back up before the schema is changed, and say where; raises ClickException, and then nothing was changed."""
    try:
        made = back_up(by=PROGRAM, now=clock.now(), is_recorded=False)
    except Refusal as refusal:
        raise click.ClickException(f"没有改动数据库，因为先要做的备份没有成功：{refusal}") from None
    click.echo(f"已备份：{made.path}")
    return made.path.name


def changed(move, wanted: set[str]) -> None:  # type: ignore[no-untyped-def]
    """Change the schema by `move`, all or nothing, and prove that it is `wanted` and that nothing was lost."""
    had, before = schema.versions()[0], counted()
    try:
        move()
    except Exception as error:
        db.session.remove()
        same = "数据库保持原样" if schema.versions()[0] == had else "数据库可能只改了一半，请恢复刚才的备份"
        raise click.ClickException(f"没有成功，{same}：{str(error).splitlines()[0]}") from error
    db.session.remove()
    after = counted()
    if schema.versions()[0] != wanted or after != before:
        lost = "、".join(f"{name} {before[name]}→{after[name]}" for name in LASTING if before[name] != after[name])
        raise click.ClickException(f"改动后的数据库不对（{lost or '版本不符'}），请不要使用，恢复刚才的备份。")
    require_sound()


def seal_new_columns() -> None:
    """Where personal data are sealed already, so is what this release seals besides; the first time is a step apart."""
    try:
        is_sealed = probes.require_right_ring()
    except Refusal as refusal:
        raise click.ClickException(f"已升级，但还不能加密新增的内容：{refusal} 之后请运行 tracker seal。") from None
    if is_sealed and sealed_rows.has_clear():
        sealed("加密新增的内容")


@click.command("upgrade")
@with_appcontext
def command() -> None:
    """升级数据库结构：先自动备份，再升级，再核对。请先停止服务。"""
    had, wanted = schema.versions()
    if not had:
        raise click.ClickException("数据库还没有建立。请先运行 tracker init。")
    if schema.is_newer():
        raise click.ClickException("数据库结构比程序新，没有改动。请安装新版程序。")
    if had == wanted:
        click.echo(f"数据库结构已是最新：{'、'.join(sorted(had))}")
        return
    name = safe_copy()
    changed(upgrade, wanted)
    with transaction():
        journal("schema.upgraded", "、".join(sorted(wanted)), PROGRAM, clock.now(), before=sorted(had), backup=name)
    click.echo(f"已升级：{'、'.join(sorted(had))} → {'、'.join(sorted(wanted))}。各表行数与升级前一致。")
    seal_new_columns()
    click.echo(f"要退回升级前：安装旧版程序，把备份 {name} 恢复到空的地方（tracker restore），见 docs/operations.md。")
