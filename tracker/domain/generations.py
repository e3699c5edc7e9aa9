"""Which backups are kept: the newest ones, then one a week, then one a month. How they are made: store.backups."""

from collections.abc import Collection
from datetime import datetime


def kept(made: Collection[datetime], newest: int, weeks: int = 0, months: int = 0) -> set[datetime]:
    """Those of `made` (moments on the office's clock) that stay: the newest, and the last one of each of the newest
    weeks (ISO) and months that have any. One backup may count for all three.
    """
    newest_first = sorted(made, reverse=True)
    by_week: dict[tuple[int, int], datetime] = {}
    by_month: dict[tuple[int, int], datetime] = {}
    for one in newest_first:
        by_week.setdefault(one.isocalendar()[:2], one)
        by_month.setdefault((one.year, one.month), one)
    return {*newest_first[:newest], *list(by_week.values())[:weeks], *list(by_month.values())[:months]}
