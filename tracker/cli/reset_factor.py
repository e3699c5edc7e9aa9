"""tracker reset-factor: a lost authenticator of the last security manager, reset at the machine itself."""

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from tracker import clock
from tracker.domain.permissions import PROGRAM
from tracker.domain.refusals import Refusal
from tracker.store.db import db
from tracker.store.models import Person
from tracker.usecases.reset_factor import reset_factor


@click.command("reset-factor")
@click.argument("sign_in_name", metavar="登录名")
@click.option("--reason", required=True, help="重置原因，记入审计记录。")
@with_appcontext
def command(sign_in_name: str, reason: str) -> None:
    """重置一个人的验证器和恢复码，并退出其各处登录；下次登录时重新绑定。

    平时由另一位安全管理员在页面上办理；只有唯一的安全管理员丢失验证器时才用本命令。

    例如：tracker reset-factor anquan --reason "手机丢失，已当面核对工作证"
    """
    person = db.session.scalar(select(Person).where(Person.sign_in_name == sign_in_name.strip().lower()))
    if person is None:
        raise click.ClickException(f"没有登录名为“{sign_in_name}”的人员。")
    name = person.name
    try:
        reset_factor(person.id, reason, by=PROGRAM, now=clock.now())
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from None
    click.echo(f"已重置“{name}”的验证器，各处的登录已退出。")
