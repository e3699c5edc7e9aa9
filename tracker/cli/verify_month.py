"""tracker verify-month: is what was kept of closed months still what it was?"""

import click
from flask.cli import with_appcontext

from tracker.domain.permissions import PROGRAM
from tracker.domain.refusals import Refusal
from tracker.reads.verify_months import verify_months


@click.command("verify-month")
@click.argument("month", metavar="[YYYY-MM]", required=False)
@with_appcontext
def command(month: str | None) -> None:
    """核对已结账月份：指标的校验和、摘要、背后的工单和留存的工作簿是否与结账时一致；不写月份核对全部。

    重新打开过的结账也一并核对。有不一致的，逐条说明并以退出码 1 结束。
    """
    try:
        found = verify_months(month, by=PROGRAM)
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from None
    for one in found:
        state = "（已重新打开）" if one.is_reopened else ""
        click.echo(f"{one.month}{state} {one.sha256[:12]} " + ("一致" if not one.faults else "；".join(one.faults)))
    if any(one.faults for one in found):
        raise click.ClickException("有与结账时不一致的内容，请从备份恢复。")
