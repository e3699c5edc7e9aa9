"""tracker send-outbox: the waiting mail and webhooks now, for a first try of the settings or a crontab of one's own."""

import click
from flask import current_app
from flask.cli import with_appcontext

from tracker import clock
from tracker.usecases.send_outbox import send_outbox


@click.command("send-outbox")
@with_appcontext
def command() -> None:
    """立即发送到时间的邮件和推送通知，打印条数。

    网页服务或 tracker run-jobs 每分钟自动发送；两处同时运行也不会重复发送。
    """
    config = current_app.extensions["tracker_config"]
    sent = send_outbox(mail=config.mail, base_url=config.base_url, now=clock.now())
    click.echo(f"发出通知 {sent.sent} 条，稍后重试 {sent.waiting} 条，未能送达 {sent.dead} 条。")
