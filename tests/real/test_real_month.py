"""The busiest month of 2,816 real answered messages: every figure of 总览 against a count by another road."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any, NamedTuple

import chinese_calendar
import pytest
from openpyxl import load_workbook

from tests.conftest import make_app
from tests.factories.ledgers import write_ledger
from tests.real.ledgers import answered_messages
from tracker.clock import LOCAL
from tracker.domain.permissions import PROGRAM
from tracker.store.db import db
from tracker.usecases.import_orders import import_orders
from tracker.usecases.make_monthly_workbook import make_monthly_workbook

pytestmark = pytest.mark.real

NOW = datetime(2026, 3, 9, 9, 0, tzinfo=LOCAL)


class Message(NamedTuple):
    """When it came and when it was answered; the office's wall clock."""

    received: datetime
    closed: datetime


def _time(value: Any) -> datetime:
    """A time by a plain reading of its digits, apart from the import's own."""
    if isinstance(value, datetime):
        return value
    return datetime(*(int(part) for part in re.findall(r"[0-9]+", value)))


def _messages(rows: list[dict[str, Any]]) -> Iterator[Message]:
    for row in rows:
        yield Message(_time(row["受理时间"]), _time(row["办结时间"]))


def _worked(first: datetime, last: datetime) -> int:
    """Working days after the first day up to the last, by the published calendar."""
    days = (first.date() + timedelta(days=one) for one in range(1, (last.date() - first.date()).days + 1))
    return sum(chinese_calendar.is_workday(day) for day in days)


def _mean(total: int, count: int) -> float:
    return float((Decimal(total) / count).quantize(Decimal("0.01"), ROUND_HALF_UP))


def counted(messages: list[Message], month: str) -> dict[str, Any]:
    """Every figure of the month; a ledger of answers knows no due moments, repeats, contacts or ratings."""
    def inside(moment: datetime) -> bool:
        return f"{moment:%Y-%m}" == month

    received = [one for one in messages if inside(one.received)]
    closed = [one for one in messages if inside(one.closed)]
    seconds = sum(int((one.closed - one.received).total_seconds()) for one in closed)
    figures: dict[str, Any] = {
        "受理量": len(received),
        "受理量（不含重复）": len(received),
        "办结量": len(closed),
        "在办量": sum(f"{one.received:%Y-%m}" <= month < f"{one.closed:%Y-%m}" for one in messages),
        "结转量": sum(f"{one.received:%Y-%m}" < month <= f"{one.closed:%Y-%m}" for one in messages),
        "平均办结时长": _mean(sum(_worked(*one) for one in closed), len(closed)),
        "平均办结时长（小时）": float(
            (Decimal(seconds) / 3600 / len(closed)).quantize(Decimal("0.01"), ROUND_HALF_UP)),
        "退回量": 0, "超期量": 0, "涉企工单受理量": 0, "市场主体诉求工单受理量": 0,
    }
    without_base = ("按时办结率", "按时办结率（办结口径）", "满意率", "解决率", "响应率", "涉企工单满意率", "市场主体诉求工单满意率")
    return figures | dict.fromkeys(without_base, "—")


def test_the_busiest_month_agrees_with_a_count_over_the_sheet(tmp_path: Path) -> None:
    rows = list(answered_messages())
    messages = list(_messages(rows))
    assert len(messages) == 2816
    (month, size), = Counter(f"{one.received:%Y-%m}" for one in messages).most_common(1)
    app = make_app(tmp_path / "data")
    with app.app_context():
        result = import_orders(write_ledger(tmp_path / "ledger.xlsx", rows), "附件4.xlsx", by=PROGRAM, now=NOW)
        made = make_monthly_workbook(month, by=PROGRAM, now=NOW, out=tmp_path)
        db.engine.dispose()

    assert (result.added, result.problems) == (2816, [])
    book = load_workbook(made.path, data_only=True)
    found = {row[0]: row[1] for row in book["总览"].iter_rows(min_row=2, values_only=True)}
    wanted = counted(messages, month)
    assert {label: found[label] for label in wanted} == wanted
    assert book["明细"].max_row == size + 1
    whole = list(book["类型"].values)[-1]
    assert whole[:3] == ("合计", size, 1)
