"""tracker rotate-keys: a new key for personal data, and everything sealed anew with it, while the office works."""

import click
from flask.cli import with_appcontext

from tracker import clock
from tracker.domain.permissions import PROGRAM
from tracker.domain.refusals import Refusal
from tracker.usecases.rotate_keys import forget_keys, rotate_keys


def _rotate() -> None:
    with click.progressbar(length=1, label="更换密钥") as bar:
        def show(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        done = rotate_keys(progress=show, by=PROGRAM, now=clock.now())
    if done.was_resumed:
        click.echo("上一次更换没有做完，这次接着做完了，没有再增加新密钥。")
    click.echo(f"当前密钥 {done.key}，重新加密 {done.rows} 行。请立即另存一份密钥文件副本，与数据库备份分开保管。")
    click.echo(f"旧密钥 {'、'.join(done.older)} 不再用于数据库，留在密钥文件中只为打开以前的备份；"
               "确认不再需要这些备份时，执行 tracker rotate-keys --forget。")


def _forget() -> None:
    gone = forget_keys(by=PROGRAM, now=clock.now())
    click.echo(f"已从密钥文件中删除 {'、'.join(gone)}。" if gone else
               "没有可以删除的旧密钥：没有旧密钥，或者数据库还要用它。")


@click.command("rotate-keys")
@click.option("--forget", is_flag=True, help="从密钥文件中删除数据库已不再使用的旧密钥。此前的备份将不能打开，除非另有密钥文件副本。")
@click.option("--yes", is_flag=True, help="删除旧密钥前不再询问。")
@with_appcontext
def command(forget: bool, yes: bool) -> None:
    """更换加密个人信息的密钥：生成新密钥，并分批重新加密，使用中也可以执行。中断后重新执行会接着做。"""
    if forget and not yes:
        click.confirm("删除后，用旧密钥加密的备份将不能打开。确定删除吗？", abort=True)
    try:
        _forget() if forget else _rotate()
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from None
