"""The settings that speak of backups: where they are put, how many stay, and to whose public keys they are sealed."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tracker.setting import Setting

BACKUP: dict[str, Setting] = {
    "backup_keep": Setting("TRACKER_BACKUP_KEEP", "14", "保留最近多少份备份", range(1, 1001)),
    "backup_weeks": Setting("TRACKER_BACKUP_WEEKS", "8", "此外保留最近多少周每周最后一份备份", range(521)),
    "backup_months": Setting("TRACKER_BACKUP_MONTHS", "12", "此外保留最近多少个月每月最后一份备份", range(121)),
    "backups": Setting("TRACKER_BACKUPS", "", "备份目录；默认是数据目录中的 backups，最好在另一块磁盘上"),
    "backup_recipients": Setting(
        "TRACKER_BACKUP_RECIPIENTS", "", "加密备份所用的 age 公钥，多个用逗号分开；不设则用密钥文件旁自动生成的密钥"),
}


@dataclass(frozen=True)
class Backups:
    """Where backups lie and which of them stay: the newest, and the last ones of so many weeks and months."""

    folder: Path
    newest: int
    weeks: int
    months: int
    recipients: str
    "age public keys; empty: a key is made beside the key ring."


def backup_settings(text: Callable[[str], str], data: Path) -> Backups:
    """What the settings say, read by `text(name)`. Raises BadSetting."""
    def number(name: str) -> int:
        return BACKUP[name].number(text(name))

    place = Path(text("backups") or data / "backups").expanduser().resolve()
    return Backups(
        place, number("backup_keep"), number("backup_weeks"), number("backup_months"), text("backup_recipients"))
