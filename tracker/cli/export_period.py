"""tracker export-period: the workbook of a year, half, quarter or any span of days."""

import re
from datetime import datetime
from pathlib import Path

import click
from flask.cli import with_appcontext

from tracker import clock
from tracker.domain.period_names import read_period
from tracker.domain.permissions import PROGRAM
from tracker.domain.refusals import Refusal
from tracker.usecases.make_workbook import make_workbook

PART = re.compile("[0-9]{4}-[1-4]")
DAY = click.DateTime(formats=["%Y-%m-%d"])


Span = tuple[datetime | None, datetime | None]


def _asked(year: int | None, half: str | None, quarter: str | None, span: Span) -> str:
    """The period's name; refuses none, several, and a span without an end."""
    first, last = span
    if any(text and not PART.fullmatch(text) for text in (half, quarter)):
        raise click.UsageError("半年和季度写成“年-序号”，例如 2024-1。")
    names = [str(year)] if year else []
    names += [f"{text[:4]}{letter}{text[5:]}" for text, letter in ((half, "H"), (quarter, "Q")) if text]
    if first or last:
        if not (first and last):
            raise click.UsageError("--from 和 --to 要一起给。")
        names.append(f"{first:%Y-%m-%d}至{last:%Y-%m-%d}")
    if len(names) != 1:
        raise click.UsageError("请给出一个统计期：--year、--half、--quarter，或者 --from 和 --to。")
    return names[0]


@click.command("export-period")
@click.option("--year", type=click.IntRange(1990, 9998), metavar="YYYY", help="全年，例如 2024。")
@click.option("--half", metavar="YYYY-N", help="半年，例如 2024-1（上半年）、2024-2（下半年）。")
@click.option("--quarter", metavar="YYYY-N", help="季度，例如 2024-3。")
@click.option("--from", "first", type=DAY, metavar="YYYY-MM-DD", help="第一天，与 --to 合用。")
@click.option("--to", "last", type=DAY, metavar="YYYY-MM-DD", help="最后一天，含当天。")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), default=Path("."), show_default="当前目录",
              help="写入哪个目录；没有会新建，其中同名的旧文件会被替换。")
@with_appcontext
def command(
    year: int | None, half: str | None, quarter: str | None, first: datetime | None, last: datetime | None, out: Path
) -> None:
    """生成一年、半年、一个季度或任意一段日期的工作簿，打印文件路径。

    表与月报相同；另在数据目录的 workbooks 下留存一份，并记入日志。
    例：tracker export-period --year 2024 --out /tmp
    例：tracker export-period --from 2024-01-01 --to 2024-03-15
    """
    asked = _asked(year, half, quarter, (first, last))
    try:
        now = clock.now()
        made = make_workbook(read_period(asked, now), by=PROGRAM, now=now, out=out)
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from None
    click.echo(str(made.path))
