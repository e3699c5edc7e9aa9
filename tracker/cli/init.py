"""tracker init: a new installation's database, with the shipped rules; on an old one, only what is missing."""

import click
from flask.cli import with_appcontext
from flask_migrate import upgrade

from tracker import clock
from tracker.cli.seal import sealed
from tracker.seeds.starting_rows import seed_rules


@click.command("init")
@click.option("--no-units", is_flag=True, help="不建立示例单位，单位由管理员自行录入。")
@with_appcontext
def command(no_units: bool) -> None:
    """建立或升级数据库，并录入时限表、工作日历、代码表和单位。可重复执行，只补缺少的，不改已有的。"""
    upgrade()
    seed_rules(clock.now(), units=not no_units)
    sealed("加密个人信息")
    click.echo("数据库已就绪。下一步：用 tracker create-user 建立系统管理员、安全管理员和审计员（须是三个人，不能兼任），"
               "再用 tracker serve 启动服务；其他人员由系统管理员在“人员”中新增，由安全管理员授权。")
