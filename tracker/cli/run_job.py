"""tracker run-job: one job now, like the button on the page."""

import click
from flask.cli import with_appcontext

from tracker import clock
from tracker.domain.permissions import PROGRAM
from tracker.domain.refusals import Refusal
from tracker.jobs.runner import run_by_hand
from tracker.jobs.schedule import JOBS


@click.command("run-job", epilog="任务：" + "；".join(f"{job.name}（{job.what}）" for job in JOBS))
@click.argument("name", metavar="任务名")
@with_appcontext
def command(name: str) -> None:
    """立即执行一个定时任务，打印结果；失败时退出码为 1。

    例：tracker run-job backup
    """
    try:
        ran = run_by_hand(name, by=PROGRAM, now=clock.now())
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from None
    if not ran.is_done:
        raise click.ClickException(str(ran.result))
    click.echo(str(ran.result))
