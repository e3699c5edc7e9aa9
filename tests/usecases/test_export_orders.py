"""导出: what a list finds as a workbook, masked, counted, on record."""

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

import tracker.usecases.export_orders as exporting
from tests.office import HOUSING, order
from tracker.domain.filters import Filters
from tracker.domain.refusals import Invalid, NotPermitted
from tracker.domain.words import Stage
from tracker.sheets.listing import HEADERS
from tracker.store.db import db
from tracker.store.models import JournalEntry
from tracker.usecases.export_orders import export_orders


def rows_of(made):
    sheet = load_workbook(made.file)["工单"]
    header, *rows = sheet.iter_rows(values_only=True)
    assert header == HEADERS
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_every_order_that_the_list_finds_in_its_order(store_office, now):
    closed = store_office.travelled("closed", title="电梯困人")
    inside = store_office.register(title="小区问题", content="电梯坏了。")
    store_office.register(title="路灯不亮")
    made = export_orders(Filters(q="电梯"), query="q=电梯", by=store_office.supervisor, now=now)
    rows = rows_of(made)
    assert [row["标题"] for row in rows] == ["电梯困人", "小区问题"]
    assert rows[0]["工单编号"] == order(closed).number and rows[0]["状态"] == "已办结"
    assert rows[0]["主办单位"] == "区市场监督管理局" and rows[0]["满意度"] == "满意"
    assert rows[1]["工单编号"] == order(inside).number and rows[1]["办结时间"] is None
    assert made.count == 2


def test_names_and_phones_are_masked_and_secret_ones_hidden(store_office, now):
    plain = store_office.register()
    secret = store_office.register(is_confidential=True, content="温小姐反映，电话 13812345678。")
    rows = rows_of(export_orders(Filters(), order_ids=[plain, secret], by=store_office.supervisor, now=now))
    by_number = {row["工单编号"]: row for row in rows}
    shown, hidden = by_number[order(plain).number], by_number[order(secret).number]
    assert (shown["诉求人"], shown["联系电话"]) == ("温**", "138****5678")
    assert (hidden["诉求人"], hidden["联系电话"], hidden["是否保密"]) == ("保密", None, "是")
    assert "温小姐" not in str(rows) and "13812345678" not in str(rows)


def test_a_unit_takes_only_its_own_selection(store_office, now):
    mine, theirs = store_office.travelled("dispatched"), store_office.register()
    store_office.dispatch(theirs, HOUSING)
    made = export_orders(Filters(), order_ids=[mine, theirs], by=store_office.market, now=now)
    assert [row["工单编号"] for row in rows_of(made)] == [order(mine).number]


def test_the_journal_keeps_filter_and_count_but_no_phone(store_office, now):
    store_office.register()
    export_orders(Filters(q="13812345678"), query="q=13812345678", by=store_office.supervisor, now=now)
    told = db.session.scalar(select(JournalEntry).where(JournalEntry.kind == "orders.exported"))
    assert told is not None and told.data == {"count": 1, "is_selection": False, "filter": "q=138****5678"}


def test_nothing_and_too_much_are_refused_with_what_to_do(office, now, monkeypatch):
    with pytest.raises(Invalid, match="没有可以导出的工单"):
        export_orders(Filters(stage=(Stage.CLOSED,)), by=office.supervisor, now=now)
    monkeypatch.setattr(exporting, "MOST", 2)
    for _one in range(3):
        office.register()
    with pytest.raises(Invalid, match="缩小受理时间范围"):
        export_orders(Filters(), by=office.supervisor, now=now)
    assert db.session.scalar(select(JournalEntry).where(JournalEntry.kind == "orders.exported")) is None


def test_who_may_not_export_is_refused(office, now):
    office.register()
    for actor in (office.operator, office.reviewer, office.administrator):
        with pytest.raises(NotPermitted):
            export_orders(Filters(), by=actor, now=now)
