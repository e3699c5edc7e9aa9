"""tracker backup: database and files as of one instant, sealed, while they are in use."""

import click
from flask.cli import with_appcontext

from tracker import clock
from tracker.domain.permissions import PROGRAM
from tracker.domain.refusals import Refusal
from tracker.usecases.back_up import back_up


@click.command("backup")
@with_appcontext
def command() -> None:
    """立即备份数据库、附件和工作簿，加密后放到备份目录，打印位置和校验和。

    使用中也可以备份。旧备份按设置 TRACKER_BACKUP_KEEP、TRACKER_BACKUP_WEEKS、TRACKER_BACKUP_MONTHS 清理。
    """
    try:
        made = back_up(by=PROGRAM, now=clock.now())
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from None
    click.echo(str(made.path))
    click.echo(f"SHA-256：{made.sha256}　新占用：{made.size} 字节　附件和工作簿 {made.files} 个　清理旧备份 {made.removed} 份")
    if made.missing:
        click.echo(f"注意：有 {made.missing} 个附件文件不在数据目录中或已损坏。请从以前的备份恢复，见 docs/operations.md。", err=True)
