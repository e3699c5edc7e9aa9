"""Real messages, read from beside the project, laid out under our headers."""

import csv
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

SHARED = Path(os.environ.get("TRACKER_SHARED", Path(__file__).resolve().parents[3] / "shared"))


def real_file(name: str) -> Path:
    """The file, or a skip that says why."""
    path = SHARED / "data" / name
    if not path.exists():
        pytest.skip(f"real data is not beside the project: {name}")
    return path


def answered_messages() -> Iterator[dict[str, Any]]:
    """附件4: 2,816 messages with the authority's answer; both times as they are written."""
    book = load_workbook(real_file("附件4.xlsx"), read_only=True)
    rows = book.worksheets[0].iter_rows(values_only=True)
    headers = [str(value).strip() for value in next(rows)]
    for values in rows:
        row = dict(zip(headers, values, strict=False))
        if row.get("留言编号") is None:
            continue
        yield {
            "来源编号": str(row["留言编号"]), "来源渠道": "网站", "诉求类型": "求助", "标题": row["留言主题"],
            "内容": row["留言详情"], "诉求人": row["留言用户"], "受理时间": row["留言时间"], "答复时间": row["答复时间"],
            "办结时间": row["答复时间"], "公开答复": row["答复意见"],
        }
    book.close()


def labelled_messages() -> Iterator[dict[str, Any]]:
    """6,330 messages as new requests.

    Most have no number of their own and some no time: they are given the list's line and the day it was closed.
    """
    with real_file("messages_labelled.csv").open(encoding="utf-8-sig", newline="") as file:
        for line, row in enumerate(csv.DictReader(file), 2):
            yield {
                "来源编号": row["留言编号"] or f"行{line}", "来源渠道": "网站", "诉求类型": "投诉", "标题": row["留言主题"],
                "内容": row["留言详情"], "诉求人": row["留言用户"],
                "受理时间": row["留言时间"] or datetime(2020, 6, 1, 9, 0),
            }
