"""tracker close-month: close or reopen a month as a person who may; who it was is on record."""

import click
from flask.cli import with_appcontext

from tracker import clock
from tracker.domain.refusals import Refusal
from tracker.reads.named_actor import named_actor
from tracker.usecases.close_month import close_month
from tracker.usecases.reopen_month import reopen_month


@click.command("close-month")
@click.argument("month", metavar="YYYY-MM")
@click.option("--by", "name", required=True, metavar="登录名", help="由谁结账：有结账权限的人员的登录名，记入结账记录。")
@click.option("--reopen", is_flag=True, help="重新打开已结账的月份，须写 --reason。")
@click.option("--reason", default="", help="重新打开的原因，记入结账记录。")
@with_appcontext
def command(month: str, name: str, reopen: bool, reason: str) -> None:
    """结账：固定一个月的指标、口径、参数和背后的工单，留存工作簿，打印校验和。

    与网页“月报”中的“结账”相同。结账由人决定，程序不会自动结账。
    例：tracker close-month 2026-10 --by duban
    """
    try:
        actor, now = named_actor(name, now=clock.now()), clock.now()
        if reopen:
            reopen_month(month, reason=reason, by=actor, now=now)
            click.echo(f"{month} 已重新打开。")
        else:
            closed = close_month(month, by=actor, now=now)
            click.echo(f"{closed.month} 已结账，工作簿 {closed.file_name}，指标校验和 {closed.sha256}")
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from None
