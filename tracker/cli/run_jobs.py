"""tracker run-jobs: the scheduler in a process of its own, for servers that run with TRACKER_JOBS=off."""

import click
from flask import current_app
from flask.cli import with_appcontext

from tracker.cli.log_lines import log_to_stderr
from tracker.cli.long_running import refuse_old_schema, refuse_wrong_keys, until_stopped
from tracker.jobs import scheduler
from tracker.jobs.schedule import JOBS


@click.command("run-jobs")
@with_appcontext
def command() -> None:
    """只运行定时任务，不提供网页（网页服务设 TRACKER_JOBS=off）。Ctrl+C 停止。"""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    refuse_old_schema()
    refuse_wrong_keys()
    log_to_stderr(app.extensions["tracker_config"].log)
    for job in JOBS:
        click.echo(f"{job.name:<18}{job.rhythm}　{job.what}")
    clockwork = scheduler.blocking(app)
    try:
        with until_stopped(clockwork):
            clockwork.start()
    except (KeyboardInterrupt, SystemExit):
        click.echo("定时任务已停止。")
