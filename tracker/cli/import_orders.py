"""tracker import-orders: new requests or a finished ledger from a workbook."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Unpack

import click
from flask.cli import with_appcontext

from tracker import clock
from tracker.domain.permissions import PROGRAM
from tracker.domain.refusals import Refusal
from tracker.usecases.checking_ledger import check_ledger
from tracker.usecases.import_orders import BadRows, import_orders
from tracker.usecases.preview_import import Choices
from tracker.usecases.row_problems import RowProblem

MOST_SHOWN = 50


def _tell(problems: Iterable[RowProblem]) -> None:
    """The problems on standard error, each by row and column."""
    told = list(problems)
    for problem in told[:MOST_SHOWN]:
        words = problem.message % problem.params if problem.params else problem.message
        click.echo(f"  第 {problem.row} 行 {problem.header}：{words}", err=True)
    if len(told) > MOST_SHOWN:
        click.echo(f"  …… 另有 {len(told) - MOST_SHOWN} 处，改好以上各处后再试。", err=True)


def _tell_new(words: str, old: Iterable[str], in_use: Iterable[str], codes: Iterable[str]) -> None:
    for kind, names in (("停用的历史单位", list(old)), ("在用单位", list(in_use)), ("代码", list(codes))):
        if names:
            click.echo(f"{words}{kind}：{'、'.join(names)}")


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    """A bar that appears with the first row that is written."""
    bars: list[Any] = []

    def advance(done: int, total: int) -> None:
        if not bars:
            bars.append(click.progressbar(length=total, label="正在导入"))
            bars[0].__enter__()
        bars[0].update(done - bars[0].pos)

    try:
        yield advance
    finally:
        for bar in bars:
            bar.__exit__(None, None, None)


def _check_only(file: Path, choices: Choices, now: datetime) -> None:
    checked = check_ledger(file, now, **choices)
    bad = len({problem.row for problem in checked.problems})
    click.echo(f"只检查，没有写入：可导入 {len(checked.rows)} 件，已存在 {checked.existing} 件，有问题 {bad} 行。")
    old, in_use = ([unit.told for unit in checked.new_units if unit.is_active is wanted] for wanted in (False, True))
    _tell_new("导入时将新建", old, in_use, (code.told for code in checked.new_codes))
    _tell(checked.problems)
    if checked.problems:
        raise SystemExit(1)


def _import(file: Path, skip_bad: bool, choices: Choices, now: datetime) -> None:
    with _progress() as progress:
        result = import_orders(file, file.name, skip_bad=skip_bad, **choices, progress=progress, by=PROGRAM, now=now)
    bad = len({problem.row for problem in result.problems})
    click.echo(f"已导入 {result.added} 件，已存在 {result.existing} 件" + (f"，跳过有问题的 {bad} 行。" if bad else "。"))
    _tell_new("新建了", result.new_units, result.units_in_use, result.new_codes)
    _tell(result.problems)
    if result.problems and not result.added:
        raise SystemExit(1)


@click.command("import-orders")
@click.argument("file", metavar="FILE.xlsx", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="只检查，不写入。")
@click.option("--skip-bad", is_flag=True, help="跳过有问题的行，导入其余各行；不加时有一处问题就全部不导入。")
@click.option("--add-departments", is_flag=True, help="系统中没有的单位按台账新建：只出现在已办结的行中的建为停用的历史单位，其余建为在用单位；类别看“单位类别”列，"
              "没有的按名称判断（以镇、乡、街道等结尾的算镇街，以公司、集团结尾的算公用企业）。")
@click.option("--add-codes", is_flag=True, help="代码表中没有的来源渠道和事项分类，按台账新建。")
@with_appcontext
def command(file: Path, dry_run: bool, skip_bad: bool, **choices: Unpack[Choices]) -> None:
    """从 Excel 工作簿导入新诉求或已办结的台账。

    表头与网页上的导入模板和月报“明细”相同；必须有的列是来源编号、来源渠道、诉求类型、内容、受理时间，其余有什么填什么。来源编号和来源渠道都相同的工单不会重复导入。
    因有问题而什么都没有导入时，退出码为 1。

    例：tracker import-orders 2025年台账.xlsx --add-departments --add-codes --dry-run
    """
    if not file.is_file():
        raise click.ClickException(f"没有找到文件“{file}”，请检查路径。")
    try:
        if dry_run:
            _check_only(file, choices, clock.now())
        else:
            _import(file, skip_bad, choices, clock.now())
    except BadRows as refusal:
        _tell(refusal.problems)
        raise click.ClickException(f"{refusal} 改正后再导入，或加 --skip-bad 只导入正确的行。") from None
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from None
