"""高安 2023-10: 1,905 received and 233 carried over; its carry-over does not close, ours does."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from tests.bulletins.ledgers import Month, Row, done, exported, fitted, ledger, orders, percent

MONTH, BEFORE, YEAR_AGO = "2023-10", "2023-09", "2022-10"
UNITS = {  # 办件, 提前办结率, 解决率, 重派, 满意率
    "市市场监督管理局": (322, "76.24", "80.13", 3, "100.00"), "市城市管理局": (132, "75.74", "75.57", 1, "98.61"),
    "市交警大队": (120, "83.23", "86.55", 0, "100.00"), "市教育体育局": (92, "72.96", "83.15", 0, "100.00"),
    "市住房和城乡建设局": (91, "53.46", "67.05", 0, "100.00"), "瑞州街道办事处": (99, "94.95", "64.29", 1, "100.00"),
    "筠阳街道办事处": (98, "87.76", "55.67", 0, "100.00"), "新街镇人民政府": (32, "56.25", "74.19", 1, "100.00"),
    "八景镇人民政府": (31, "51.61", "60.00", 1, "100.00"), "石脑镇人民政府": (30, "33.33", "76.67", 1, "100.00"),
}
OTHERS = "其他承办单位"
CARRIED, RETURNED, OPEN = 233, 99, 206


def _closed(unit: str, size: int, early: int, due: int, solved: int, asked: int, bad: int, rated: int, redone: int
            ) -> Iterator[Row]:
    """`size` closed orders of a unit, of which so many each; `due` have a due moment, `asked` said whether solved."""
    for number, row in enumerate(orders(MONTH, size, unit)):
        row["主办单位"] = unit
        made = done(row, days=2, due_days=9 if number < early else 2)
        if number >= due:
            made["到期时间"] = None
        elif number >= early:
            made["到期时间"] = made["答复时间"]
        if number < asked:
            made["是否解决"] = "已解决" if number < solved else "未解决"
        if number < rated:
            made["满意度"] = "不满意" if number < bad else "满意"
        yield made | {"重办次数": 1 if number < redone else 0}
