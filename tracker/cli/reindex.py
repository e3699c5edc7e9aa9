"""tracker reindex: the words by which orders are found, written anew."""

import click
from flask.cli import with_appcontext

from tracker import clock
from tracker.domain.permissions import PROGRAM
from tracker.usecases.reindex_orders import reindex_orders


@click.command("reindex")
@click.option("--from-scratch", is_flag=True, help="先清空索引。用于索引损坏时；重建完成之前按词查找不全。")
@with_appcontext
def command(from_scratch: bool) -> None:
    """重建全部工单的查找索引，分批进行，使用中也可以执行。

    平时不需要：登记、导入和答复时索引随之更新，升级时自动建立。代码表改名之后，按新名称查找旧工单前执行一次。
    """
    with click.progressbar(length=1, label="重建索引") as bar:
        def show(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        done = reindex_orders(from_scratch=from_scratch, progress=show, by=PROGRAM, now=clock.now())
    click.echo(f"已重建 {done} 件工单的索引。")
