"""tracker serve: the production server on the embedded default, with the scheduler inside unless it runs elsewhere."""

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from tracker.cli.log_lines import log_to_stderr
from tracker.cli.long_running import refuse_old_schema, refuse_wrong_keys, until_stopped
from tracker.config import Config
from tracker.jobs import scheduler
from tracker.web.serving import server_for


def listening(app: Flask, config: Config, host: str, port: int):  # type: ignore[no-untyped-def]
    """A server that has its port."""
    try:
        return server_for(app, host=host, port=port, threads=config.threads, is_behind_proxy=config.proxies > 0)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise click.ClickException(
            f"不能在 {host}:{port} 上监听（{why}）。请确认地址属于本机、端口没有被别的程序占用，或用 --port 换一个端口。"
        ) from None


@click.command("serve")
@click.option("--host", help="监听地址；默认取设置 TRACKER_HOST。")
@click.option("--port", type=click.IntRange(0, 65535), help="监听端口；默认取设置 TRACKER_PORT，0 表示任选一个空闲端口。")
@with_appcontext
def command(host: str | None, port: int | None) -> None:
    """启动网页服务（单进程多线程，含定时任务）。Ctrl+C 停止。"""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    config: Config = app.extensions["tracker_config"]
    refuse_old_schema()
    refuse_wrong_keys()
    log_to_stderr(config.log)
    host, port = host or config.host, config.port if port is None else port
    server = listening(app, config, host, port)
    click.echo(f"服务地址：http://{host}:{getattr(server, 'effective_port', port)}/ 　数据目录：{config.data}")
    click.echo("定时任务：在本进程内运行。" if config.jobs else "定时任务：已关闭，请另外运行 tracker run-jobs。")
    clockwork = scheduler.background(app) if config.jobs else None
    with until_stopped(clockwork):
        if clockwork:
            clockwork.start()
        server.run()
    click.echo("服务已停止。")
