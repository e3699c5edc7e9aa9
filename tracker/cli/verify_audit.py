"""tracker verify-audit: is everything that was told still what was told?"""

import click
from flask.cli import with_appcontext

from tracker import clock
from tracker.domain.audit import MOST_FAULTS, TABLES, Verified
from tracker.domain.permissions import PROGRAM
from tracker.domain.refusals import Refusal
from tracker.usecases.check_audit import check_audit


@click.command("verify-audit")
@click.option("--last", type=click.IntRange(1), metavar="N", help="只核验链条最后 N 号；默认全部。")
@with_appcontext
def command(last: int | None) -> None:
    """核验审计记录：工单办理记录和系统记录有没有被改动、删除、插入、调换或截断，数据库有没有被回退。

    一致时打印数目；不一致时逐条说明是哪里、从什么时候起，并以退出码 1 结束。使用中也可以执行，结果记入系统记录。
    """
    try:
        with click.progressbar(length=1, label="核验") as bar:
            def show(done: int, total: int) -> None:
                bar.length = total
                bar.update(done - bar.pos)

            found = check_audit(most=last, progress=show, by=PROGRAM, now=clock.now())
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from None
    for line in told(found):
        click.echo(line)
    if not found.is_whole:
        since = f"最早涉及 {found.since} 的记录。" if found.since else ""
        raise click.ClickException(
            f"审计记录与留存的链条不一致，共 {found.fault_count} 处。{since}请保留现场（数据库、密钥和锚点文件的副本），"
            "通知安全管理员，见 docs/operations.md。")


def told(found: Verified) -> list[str]:
    """The outcome, line by line."""
    lines = [f"注意：{one}" for one in found.notes] + [f"错误：{one}" for one in found.faults]
    if found.fault_count > MOST_FAULTS:
        lines.append(f"……另有 {found.fault_count - MOST_FAULTS} 处。")
    counts = "，".join(f"{TABLES[table]} {count:,} 行" for table, count in found.rows.items())
    lines.append(f"已核验链条 {found.links:,} 号，{counts}，锚点 {found.anchors:,} 个。")
    if found.is_whole:
        lines.append(f"一致。链条末端：第 {found.seq} 号，摘要 {found.digest}")
    return lines
