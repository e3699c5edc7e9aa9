"""tracker backup: a checked copy of the database and the attachments, while they are in use."""

import click
from flask import current_app
from flask.cli import with_appcontext

from tracker import clock
from tracker.domain.permissions import PROGRAM
from tracker.domain.refusals import Refusal
from tracker.usecases.back_up import back_up


@click.command("backup")
@with_appcontext
def command() -> None:
    """立即备份数据库和附件到数据目录的 backups，打印文件路径和校验和。

    使用中也可以备份。只保留最近若干份（设置 TRACKER_BACKUP_KEEP）。
    """
    keep = current_app.extensions["tracker_config"].backup_keep
    try:
        made = back_up(keep=keep, by=PROGRAM, now=clock.now())
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from None
    click.echo(str(made.path))
    click.echo(f"SHA-256：{made.sha256}　大小：{made.size} 字节　附件文件 {made.files} 个　清理旧备份 {made.removed} 份")
    if made.missing:
        click.echo(f"注意：有 {made.missing} 个附件文件不在数据目录中。请从以前的备份恢复，见 docs/operations.md。", err=True)
