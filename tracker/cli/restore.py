"""tracker restore: a backup into an empty place; or only the files that a place in use has lost."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from tracker import clock
from tracker.domain.permissions import PROGRAM
from tracker.domain.refusals import Refusal
from tracker.usecases import restore as restoring


@click.command("restore")
@click.argument("backup", metavar="备份目录", type=click.Path(file_okay=False, path_type=Path))
@click.option("--identity", required=True, type=click.Path(dir_okay=False, path_type=Path), help="解密密钥文件。")
@click.option("--missing-files", is_flag=True, help="不动数据库，只把数据目录中缺少的附件和工作簿补回来。")
@with_appcontext
def command(backup: Path, identity: Path, missing_files: bool) -> None:
    """把一份备份恢复到空的数据目录和空的数据库（由设置指定）；先全部核对，有任何不符都不写入。

    例：TRACKER_DATA=/srv/new tracker restore /srv/backups/tracker-20260309-020000 --identity 密钥.txt
    """
    how = {"identity": identity, "by": PROGRAM, "now": clock.now()}
    try:
        if missing_files:
            click.echo(f"补回文件 {restoring.restore_missing_files(backup, **how)} 个。")
            return
        done = restoring.restore(backup, say=lambda step: click.echo(f"{step}…"), **how)
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from None
    click.echo(f"已恢复到 {done.made_at.astimezone(clock.LOCAL):%Y-%m-%d %H:%M:%S} 的状态："
               f"工单 {done.orders} 件，办理记录 {done.entries} 条，附件和工作簿 {done.files} 个。与备份清单逐表核对一致。")
    if done.missing:
        click.echo(f"注意：备份当时就有 {done.missing} 个附件文件缺失。", err=True)
    click.echo("下一步：" + (
        "tracker verify-audit 和 tracker check。" if done.is_current
        else "数据库结构较旧，请运行 tracker upgrade，再运行 tracker check。"))
