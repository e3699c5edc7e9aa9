"""tracker create-user: an account from the command line, above all the first managers."""

import click
from flask import current_app
from flask.cli import with_appcontext

from tracker import clock
from tracker.cli.managers import DUTIES, managers_missing
from tracker.cli.words import WordEntry
from tracker.domain.links import LinkKind, expires_at
from tracker.domain.password_rule import random_password
from tracker.domain.permissions import PROGRAM
from tracker.domain.refusals import InvalidEntries, Refusal
from tracker.domain.staffing import Post
from tracker.domain.words import Role
from tracker.reads import choices
from tracker.store.tables import settings_on
from tracker.usecases.add_person import add_person
from tracker.usecases.invite_person import invite_person


def _department_id(name: str | None) -> int | None:
    """The unit called so; a slip is answered with the units that come near."""
    if name is None:
        return None
    units = choices.units()
    found = [unit_id for unit_id, unit in units.items() if unit == name.strip()]
    if found:
        return found[0]
    near = [unit for unit in units.values() if name.strip() in unit] or list(units.values())
    raise click.BadParameter(f"没有叫“{name}”的在用单位。可用：{'、'.join(near)}。", param_hint="--department")


def _words(refusal: Refusal) -> str:
    if isinstance(refusal, InvalidEntries):
        return "\n".join(str(problem) for problem in refusal.problems)
    return str(refusal)


def _password(is_asked_for: bool) -> str:
    if is_asked_for:
        return str(click.prompt("密码", hide_input=True, confirmation_prompt="再输入一次"))
    return random_password()


@click.command("create-user")
@click.argument("sign_in_name", metavar="登录名")
@click.option("--name", required=True, help="姓名。")
@click.option("--role", "roles", type=WordEntry(Role), multiple=True, required=True, help="角色，可写多次。")
@click.option("--department", default=None, help="所属单位全称；只有承办单位经办人需要。")
@click.option("--password-prompt", is_flag=True, help="自己输入密码；不加时生成一次性密码并打印一次。")
@click.option("--link", is_flag=True, help="打印一次性链接，由本人打开后设置密码；须设置 TRACKER_BASE_URL。")
@with_appcontext
def command(
    sign_in_name: str, name: str, roles: tuple[Role, ...], department: str | None, password_prompt: bool, link: bool,
) -> None:
    """新建一个可以登录的人员。

    例如：tracker create-user zhangsan --name 张三 --role 话务员

    承办单位：tracker create-user lisi --name 李四 --role 承办单位经办人 --department 区市场监督管理局
    """
    post = Post(name, _department_id(department))
    base_url = current_app.extensions["tracker_config"].base_url
    if link and not base_url:
        raise click.ClickException("没有设置 TRACKER_BASE_URL，不知道链接应指向哪里；请先设置，或不加 --link。")
    password, now = None if link else _password(password_prompt), clock.now()
    try:
        added = add_person(
            sign_in_name, post, roles, password=password, is_one_time=not password_prompt, by=PROGRAM, now=now)
        handed = invite_person(added.id, by_mail=False, by=PROGRAM, now=now) if link else None
    except Refusal as refusal:
        raise click.ClickException(_words(refusal)) from None
    click.echo(f"已新建：{added.sign_in_name}（{name}，{'、'.join(role.label for role in roles)}）")
    if handed is not None:
        click.echo(f"一次性链接：{base_url}/links/{handed.token}")
        click.echo(f"链接只显示这一次，{handed.expires_at.astimezone(clock.LOCAL):%Y-%m-%d %H:%M} 前有效，请交给本人。")
    elif not password_prompt:
        click.echo(f"初始密码：{password}")
        until = expires_at(LinkKind.INVITATION, settings_on(now.astimezone(clock.LOCAL).date()), now)
        click.echo(f"密码只显示这一次，{until.astimezone(clock.LOCAL):%Y-%m-%d %H:%M} 前有效，请当面交给本人；"
                   "本人登录后须立即改成自己的密码。")
    for missing in managers_missing():
        click.echo(f"还没有在用的{missing.label}：{DUTIES[missing]}须是另一个人。"
                   f"请运行 tracker create-user 登录名 --name 姓名 --role {missing.label}")
