"""tracker serve: the production server on the embedded default, with the scheduler inside unless it runs elsewhere."""

import click
import waitress
from flask import current_app
from flask.cli import with_appcontext

from tracker.config import Config


@click.command("serve")
@click.option("--host", help="监听地址；默认取设置 TRACKER_HOST。")
@click.option("--port", type=int, help="监听端口；默认取设置 TRACKER_PORT。")
@with_appcontext
def command(host: str | None, port: int | None) -> None:
    """启动网页服务（单进程多线程，含定时任务）。Ctrl+C 停止。"""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    config: Config = app.extensions["tracker_config"]
    host, port = host or config.host, port or config.port
    click.echo(f"服务地址：http://{host}:{port}/ 　数据目录：{config.data}")
    waitress.serve(app, host=host, port=port, threads=config.threads, ident=None)
