"""tracker import-orders: new requests or a finished ledger from a workbook."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from tracker import clock
from tracker.domain.permissions import PROGRAM
from tracker.domain.refusals import Refusal
from tracker.usecases.checking_ledger import RowProblem, check_ledger
from tracker.usecases.import_orders import BadRows, import_orders

MOST_SHOWN = 50


def _tell(problems: list[RowProblem]) -> None:
    for problem in problems[:MOST_SHOWN]:
        words = problem.message % problem.params if problem.params else problem.message
        click.echo(f"  第 {problem.row} 行 {problem.header}：{words}", err=True)
    if len(problems) > MOST_SHOWN:
        click.echo(f"  …… 另有 {len(problems) - MOST_SHOWN} 处，改好以上各处后再试。", err=True)


@click.command("import-orders")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="只检查，不写入。")
@click.option("--skip-bad", is_flag=True, help="跳过有问题的行，导入其余各行；不加时有一处问题就全部不导入。")
@click.option("--add-departments", is_flag=True, help="已办结的行中出现的未知单位，作为停用的历史单位建立。")
@with_appcontext
def command(file: Path, dry_run: bool, skip_bad: bool, add_departments: bool) -> None:
    """从 Excel 工作簿导入新诉求或已办结的台账。表头与月报“明细”相同；同一文件导入两次不会重复。"""
    now = clock.now()
    try:
        checked = check_ledger(file, now, add_departments=add_departments)
        click.echo(f"可导入 {len(checked.rows)} 件，已存在 {checked.existing} 件，问题 {len(checked.problems)} 处。")
        _tell(checked.problems)
        if checked.new_units:
            click.echo(f"将建立历史单位：{'、'.join(checked.new_units)}")
        if dry_run:
            raise SystemExit(1 if checked.problems else 0)
        if checked.problems and not skip_bad:
            raise BadRows(checked.problems)
        with click.progressbar(length=len(checked.rows), label="导入") as bar:
            result = import_orders(
                file, file.name, skip_bad=skip_bad, add_departments=add_departments, progress=bar.update, by=PROGRAM,
                now=now,
            )
    except BadRows as refusal:
        raise click.ClickException(f"{refusal} 改正后再导入，或加 --skip-bad 只导入正确的行。") from None
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from None
    click.echo(f"已导入 {result.added} 件，已存在 {result.existing} 件。")
