"""tracker anonymise: what the nightly job does, by hand or as a dry run."""

import click
from flask.cli import with_appcontext

from tracker import clock
from tracker.domain.permissions import PROGRAM
from tracker.reads.retention import numbers_due, retention_page
from tracker.usecases.anonymise_orders import BATCH, anonymise_orders


@click.command("anonymise")
@click.option("--dry-run", is_flag=True, help="只报告会处理哪些工单，什么都不改。")
@click.option("--list", "listed", type=click.IntRange(0, 100_000), default=20, show_default=True,
              help="报告中列出多少个工单编号。")
@with_appcontext
def command(dry_run: bool, listed: int) -> None:
    """匿名化过了保存期限的工单：各类工单的保存期限是参数，由安全管理员设定，默认长期保存。

    去掉诉求人的姓名、电话、住址，正文、答复和办理记录中的姓名、电话，附件名中的姓名；统计指标不变，不能恢复。
    先用 --dry-run 看会处理多少件、哪些编号。
    """
    now = clock.now()
    page = retention_page(by=PROGRAM, now=now)
    for line in page.lines:
        kept = f"办结满 {line.months} 个月（{line.before} 以前）" if line.before else "长期保存"
        click.echo(f"{line.order_class.label}：{kept}，到期 {line.due} 件，已匿名化 {line.done} 件")
    click.echo("录音和诉求人的附件：" + ("一并删除" if page.erases_files else "保留"))
    for number in numbers_due(by=PROGRAM, now=now, most=listed):
        click.echo(f"  {number}")
    if dry_run:
        click.echo("试运行：什么都没有改。")
        return
    done = 0
    while count := anonymise_orders(by=PROGRAM, now=clock.now()):
        done += count
        if count < BATCH:
            break
    click.echo(f"已匿名化 {done} 件。")
