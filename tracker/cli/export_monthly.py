"""tracker export-monthly: the same workbook as the button on the page."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from tracker import clock
from tracker.domain.permissions import PROGRAM
from tracker.domain.refusals import Refusal
from tracker.usecases.make_monthly_workbook import make_monthly_workbook


@click.command("export-monthly")
@click.argument("month", metavar="YYYY-MM")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), default=Path("."), show_default="当前目录",
              help="写入哪个目录；没有会新建，其中同名的旧文件会被替换。")
@with_appcontext
def command(month: str, out: Path) -> None:
    """生成一个月的月报工作簿，打印文件路径。

    与网页“月报”中的按钮生成的是同一份；另在数据目录的 workbooks 下留存一份，并记入日志。
    例：tracker export-monthly 2026-10 --out /tmp
    """
    try:
        made = make_monthly_workbook(month, by=PROGRAM, now=clock.now(), out=out)
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from None
    click.echo(str(made.path))
