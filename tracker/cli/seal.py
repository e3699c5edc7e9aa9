"""tracker seal: personal data that stand in clear are sealed, as after an upgrade; or it is proved that all opens."""

import click
from flask.cli import with_appcontext

from tracker import clock
from tracker.domain.permissions import PROGRAM
from tracker.domain.refusals import Refusal
from tracker.store import sealed_rows, vacuum
from tracker.usecases.seal_personal_data import Sealing, seal_personal_data


def sealed(label: str) -> Sealing:
    """Seal with a bar that shows how far it is; refuses in words."""
    with click.progressbar(length=1, label=label) as bar:
        def show(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        try:
            found = seal_personal_data(progress=show, by=PROGRAM, now=clock.now())
        except Refusal as refusal:
            raise click.ClickException(str(refusal)) from None
    if found.clear:
        click.echo("正在清除数据库文件中残留的明文……")
        vacuum.scrub()
    return found


def _verify(ctx: click.Context) -> None:
    bad = [(one.table.name, column, key) for one in sealed_rows.tables() for column, key in sealed_rows.unreadable(one)]
    for table, column, key in bad:
        click.echo(f"打不开：{table}.{column}，id {key}")
    click.echo(f"共 {len(bad)} 处打不开。请从备份恢复这些行。" if bad else "加密内容全部可以打开。")
    ctx.exit(1 if bad else 0)


@click.command("seal")
@click.option("--verify", is_flag=True, help="不改动数据，只逐项检查加密内容能否打开；打不开的列出表、列和 id，退出码为 1。")
@click.pass_context
@with_appcontext
def command(ctx: click.Context, verify: bool) -> None:
    """加密数据库中尚未加密的个人信息。分批进行，中断后重新执行会接着做；可重复执行。

    升级到加密版本后执行一次（tracker init 会自动执行）。完成后整理数据库文件，使原来的明文不再留在文件中；
    升级之前的备份仍是明文，请按保管规定处理。
    """
    if verify:
        _verify(ctx)
    found = sealed("加密个人信息")
    click.echo(f"已加密 {found.rows} 行（其中原为明文的 {found.clear} 行）。" if found.rows else "没有需要加密的内容。")
