"""tracker create-user: an account from the command line, above all the first managers."""

import click
from flask.cli import with_appcontext

from tracker import clock
from tracker.cli.managers import DUTIES, managers_missing
from tracker.cli.words import WordEntry
from tracker.domain.permissions import PROGRAM
from tracker.domain.refusals import InvalidEntries, Refusal
from tracker.domain.staffing import Post
from tracker.domain.words import Role
from tracker.reads import choices
from tracker.usecases.add_person import add_person


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


@click.command("create-user")
@click.argument("sign_in_name", metavar="登录名")
@click.option("--name", required=True, help="姓名。")
@click.option("--role", "roles", type=WordEntry(Role), multiple=True, required=True, help="角色，可写多次。")
@click.option("--department", default=None, help="所属单位全称；只有承办单位经办人需要。")
@click.option("--password-prompt", is_flag=True, help="自己输入密码；不加时生成随机密码并打印一次。")
@with_appcontext
def command(
    sign_in_name: str, name: str, roles: tuple[Role, ...], department: str | None, password_prompt: bool,
) -> None:
    """新建一个可以登录的人员。

    例如：tracker create-user zhangsan --name 张三 --role 话务员

    承办单位：tracker create-user lisi --name 李四 --role 承办单位经办人 --department 区市场监督管理局
    """
    post = Post(name, _department_id(department))
    password = click.prompt("密码", hide_input=True, confirmation_prompt="再输入一次") if password_prompt else None
    try:
        added = add_person(sign_in_name, post, roles, password=password, by=PROGRAM, now=clock.now())
    except Refusal as refusal:
        raise click.ClickException(_words(refusal)) from None
    click.echo(f"已新建：{added.sign_in_name}（{name}，{'、'.join(role.label for role in roles)}）")
    if not password_prompt:
        click.echo(f"初始密码：{added.password}")
        click.echo("密码只显示这一次，请当面交给本人，并提醒登录后修改。")
    for missing in managers_missing():
        click.echo(f"还没有在用的{missing.label}：{DUTIES[missing]}须是另一个人。"
                   f"请运行 tracker create-user 登录名 --name 姓名 --role {missing.label}")
