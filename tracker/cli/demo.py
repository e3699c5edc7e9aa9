"""tracker demo: an office with people and orders at every stage, to try the program on."""

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import func, select

from tracker import clock
from tracker.cli.seal import sealed
from tracker.seeds import demo, demo_issues, demo_knowledge, demo_roads
from tracker.seeds.starting_rows import seed_rules
from tracker.store.db import db
from tracker.store.models import Person, WorkOrder


@click.command("demo")
@click.option("--orders", default=90, show_default=True, type=click.IntRange(1, 5000), help="造多少张演示工单。")
@with_appcontext
def command(orders: int) -> None:
    """在空数据库中建立演示单位、人员和工单，并打印随机密码（只显示这一次）。"""
    from flask_migrate import upgrade

    upgrade()
    now = clock.now()
    seed_rules(now)
    sealed("加密个人信息")
    if db.session.scalar(select(func.count()).select_from(Person)):
        click.echo("数据库中已有人员，没有再造演示数据。忘记密码可用 tracker create-user 新建。")
        return
    people = demo.make_people(now)
    if not db.session.scalar(select(func.count()).select_from(WorkOrder)):
        with click.progressbar(length=orders, label="演示工单") as bar:
            demo.make_orders(now, orders, progress=bar.update)
        demo_knowledge.make_articles(now)
        demo_roads.make_roads(now)
        demo_issues.make_issues(now)
    place = current_app.extensions["tracker_config"].data
    lines = [f"{'登录名':<10}\t{'密码':<14}\t角色"]
    lines += [f"{name:<12}\t{password:<16}\t{role}（{who}）" for name, password, who, role in people]
    (place / "demo-people.txt").write_text("\n".join(lines) + "\n", "utf-8")
    (place / "demo-people.txt").chmod(0o600)
    click.echo("\n".join(lines))
    click.echo(f"以上密码随机生成，另存于 {place / 'demo-people.txt'}（仅供演示）。")
