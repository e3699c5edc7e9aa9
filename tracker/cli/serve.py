"""tracker serve: the production server on the embedded default, with the scheduler inside unless it runs elsewhere."""

import click
import waitress
from flask import Flask, current_app
from flask.cli import with_appcontext

from tracker.config import Config
from tracker.jobs import scheduler
from tracker.store import schema


def refuse_old_schema() -> None:
    """Serving an older or newer schema would fail in the middle of somebody's work."""
    if not schema.is_current():
        raise click.ClickException("数据库结构与程序版本不一致，没有启动。请先备份，再运行 tracker db upgrade。")


def _serve(app: Flask, config: Config, host: str, port: int) -> None:
    clockwork = scheduler.background(app) if config.jobs else None
    if clockwork:
        clockwork.start()
    try:
        waitress.serve(app, host=host, port=port, threads=config.threads, ident=None)
    finally:
        if clockwork:
            clockwork.shutdown(wait=False)


@click.command("serve")
@click.option("--host", help="监听地址；默认取设置 TRACKER_HOST。")
@click.option("--port", type=int, help="监听端口；默认取设置 TRACKER_PORT。")
@with_appcontext
def command(host: str | None, port: int | None) -> None:
    """启动网页服务（单进程多线程，含定时任务）。Ctrl+C 停止。"""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    config: Config = app.extensions["tracker_config"]
    refuse_old_schema()
    host, port = host or config.host, port or config.port
    click.echo(f"服务地址：http://{host}:{port}/ 　数据目录：{config.data}")
    click.echo("定时任务：在本进程内运行。" if config.jobs else "定时任务：已关闭，请另外运行 tracker run-jobs。")
    _serve(app, config, host, port)
