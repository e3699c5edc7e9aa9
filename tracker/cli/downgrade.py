"""tracker downgrade: back to an older schema where its data allow it; a backup first."""

import click
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from flask import current_app
from flask.cli import with_appcontext
from flask_migrate import downgrade

from tracker.cli.upgrade import changed, safe_copy
from tracker.store import schema


@click.command("downgrade")
@click.argument("revision", metavar="版本")
@click.option("--yes", is_flag=True, help="不再询问。")
@with_appcontext
def command(revision: str, yes: bool) -> None:
    """把数据库结构退回旧版：先自动备份，再退回，再核对。新版增加的内容会丢失。请先停止服务。

    例：tracker downgrade 0014_periods
    """
    scripts = ScriptDirectory.from_config(current_app.extensions["migrate"].migrate.get_config())
    try:
        script = scripts.get_revision(revision)
    except CommandError:
        script = None
    had = schema.versions()[0]
    if script is None or not had or schema.is_newer():
        raise click.ClickException(f"没有叫“{revision}”的版本，或数据库不是本程序的。现在的版本：{'、'.join(sorted(had)) or '空'}")
    if not yes:
        click.confirm(f"退回到 {script.revision} 后，新版增加的内容（例如登录会话、审计链）会丢失，只留在备份中。继续吗？", abort=True)
    safe_copy()
    changed(lambda: downgrade(revision=script.revision), {script.revision})
    click.echo(f"已退回：{'、'.join(sorted(had))} → {script.revision}。请换用与它相配的旧版程序再启动。")
