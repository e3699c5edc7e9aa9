"""tracker backup-key: a pair of keys for backups; the secret one leaves the server."""

from pathlib import Path

import click

from tracker import clock
from tracker.store.age_files import new_identity


@click.command("backup-key")
@click.argument("file", metavar="密钥文件", type=click.Path(dir_okay=False, path_type=Path))
def command(file: Path) -> None:
    """生成备份用的一对密钥：解密密钥写入指定的新文件，公钥打印出来。

    最好在另一台电脑上生成。例：tracker backup-key 备份解密密钥.txt
    """
    try:
        public = new_identity(file, clock.now())
    except FileExistsError:
        raise click.ClickException(f"{file} 已存在，没有改动。请换一个文件名。") from None
    except OSError as error:
        raise click.ClickException(f"不能写入 {file}：{error.strerror}。") from None
    click.echo(f"解密密钥已写入 {file}。请打印或存到光盘、U 盘，锁进保险柜，至少两份，不要留在服务器上。")
    click.echo(f"在服务器上设置公钥：TRACKER_BACKUP_RECIPIENTS={public}")
