"""导出 over HTTP: from a list to its form, to the file or the queue, and nobody into another's."""

from datetime import timedelta
from io import BytesIO
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup
from freezegun import freeze_time
from openpyxl import load_workbook

from tests.conftest import MONDAY_MORNING
from tests.office import order
from tracker.domain.exports import COLUMNS, ExportState
from tracker.store import exports
from tracker.store.db import db, transaction
from tracker.store.models import Export
from tracker.usecases.change_setting import change_setting
from tracker.usecases.work_off_export import work_off_export


@pytest.fixture(autouse=True)
def _monday():
    with freeze_time(MONDAY_MORNING):
        yield


@pytest.fixture
def behind(office, now):
    """No export is small enough to be written while the page waits."""
    change_setting("export_direct_rows", "0", effective_from=now.date(), by=office.administrator, now=now)


def page(answer):
    return BeautifulSoup(answer.text, "html.parser")


def entered(answer, **changes):
    """The form as the page offers it, ticks and all, with changes."""
    entry = {}
    for field in page(answer).select("form[action='/exports/'] input"):
        if field["type"] in ("hidden", "search") or field.has_attr("checked"):
            entry.setdefault(field["name"], []).append(field.get("value", ""))
    return {name: values for name, values in entry.items() if name != "csrf_token"} | changes


def sheet(answer):
    assert answer.status_code == 200 and "attachment" in answer.headers["Content-Disposition"]
    data = answer.data
    answer.close()
    header, *rows = load_workbook(BytesIO(data))["工单"].iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_everything_a_list_finds_comes_down_by_itself(client, office):
    office.register(title="电梯故障")
    office.register(title="路灯不亮")
    desk = client("dispatcher")
    form = desk.post("/exports/choose", data={"scope": "all", "query": "q=电梯", "back": "/orders/?q=电梯"})
    assert "共 1 件" in form.text and "关键词 电梯" in form.text
    answer = desk.post("/exports/", data=entered(form))
    assert answer.status_code == 303
    shown = desk.get(answer.location)
    fresh = page(shown).select_one("meta[http-equiv=refresh]")["content"].partition("url=")[2]
    taken = desk.get(fresh)
    [row] = sheet(taken)
    assert row["标题"] == "电梯故障" and tuple(row) == COLUMNS
    assert "工单清单 20260309-" in unquote(taken.headers["Content-Disposition"])
    again = page(desk.get(answer.location))
    assert not again.select("meta[http-equiv=refresh]")  # a reload does not take it a second time
    assert "关键词：电梯" in again.select_one("#exports-list").get_text()


def test_ticked_orders_with_fewer_columns(client, office):
    first, second = office.register(title="甲"), office.register(title="乙")
    office.register(title="丙")
    desk = client("dispatcher")
    form = desk.post("/exports/choose", data={
        "scope": "picked", "pick": [f"{first}-1", f"{second}-1"], "back": "/to-dispatch"})
    assert "共 2 件" in form.text and page(form).select_one("a.back")["href"] == "/to-dispatch"
    entry = entered(form)
    fewer = {name: [] for name in entry if name.startswith("group_")} | {"group_order": ["工单编号", "标题"]}
    answer = desk.post("/exports/", data=entry | fewer)
    made = answer.location.partition("made=")[2]
    assert sheet(desk.get(f"/exports/{made}/file")) == [
        {"工单编号": order(one).number, "标题": title} for one, title in ((second, "乙"), (first, "甲"))]
    remembered = desk.post("/exports/choose", data={"scope": "picked", "pick": [f"{first}-1"]})
    assert entered(remembered)["group_order"] == ["工单编号", "标题"] and "group_counts" not in entered(remembered)


def test_every_list_with_orders_offers_it(client, office):
    office.travelled("dispatched")
    office.register()
    for name, address in (("dispatcher", "/orders/"), ("dispatcher", "/to-dispatch"), ("handler0", "/unit")):
        buttons = page(client(name).get(address)).select("#bulk-work button[formaction='/exports/choose']")
        assert [one.get_text() for one in buttons] == ["导出"], address
    assert not page(client("operator").get("/orders/")).select("[formaction='/exports/choose']")


def test_nothing_ticked_or_no_column_is_said(client, office):
    order_id = office.register()
    desk = client("dispatcher")
    answer = desk.post("/exports/choose", data={"scope": "picked", "back": "/to-dispatch"})
    assert answer.status_code == 302 and answer.location == "/to-dispatch"
    assert "请勾选工单" in desk.get("/to-dispatch").text
    form = desk.post("/exports/choose", data={"scope": "picked", "pick": [f"{order_id}-1"]})
    none = {name: [] for name in entered(form) if name.startswith("group_")}
    refused = desk.post("/exports/", data=entered(form) | none)
    assert refused.status_code == 422 and "请至少勾选一列" in refused.text and "共 1 件" in refused.text


def test_whole_names_take_a_role_and_a_reason(client, office):
    order_id = office.register()
    desk = client("supervisor")
    form = desk.post("/exports/choose", data={"scope": "picked", "pick": [f"{order_id}-1"]})
    assert "13812345678" not in form.text
    refused = desk.post("/exports/", data=entered(form, mask="full", reason=" "))
    assert refused.status_code == 422 and "请写明为什么需要完整的个人信息" in refused.text
    made = desk.post("/exports/", data=entered(form, mask="full", reason="逐户核实")).location.partition("made=")[2]
    assert sheet(desk.get(f"/exports/{made}/file"))[0]["联系电话"] == "13812345678"
    shown = desk.get("/exports/")
    assert "完整显示" in shown.text and "逐户核实" in shown.text
    told = desk.get(f"/orders/{order_id}").text
    assert "将诉求人的完整信息导出到工作簿" in told and "逐户核实" in told


def test_a_large_one_waits_for_the_worker_with_progress_and_cancel(client, office, now, behind):
    office.register()
    desk = client("dispatcher")
    form = desk.post("/exports/choose", data={"scope": "all", "query": ""})
    assert "在后台导出" in form.text
    answer = desk.post("/exports/", data=entered(form))
    shown = desk.get(answer.location)
    assert "已列入后台导出" in shown.text and "排队中" in shown.text
    assert page(shown).select_one("#exports-list")["hx-get"] == "/exports/progress"
    with transaction():
        export, lease = exports.take(now)
        export_id = export.id
    exports.beat(lease, now, total=300_000, done=75_000)
    part = page(desk.get("/exports/progress"))
    assert part.select_one("progress")["value"] == "25" and "75,000 / 300,000 件" in part.get_text()
    assert not part.select("h1")
    assert desk.post(f"/exports/{export_id}/cancel").status_code == 303
    with pytest.raises(exports.Lost):
        exports.beat(lease, now, done=76_000)
    over = desk.get("/exports/")
    assert "已取消导出" in over.text and not page(over).select("[hx-get='/exports/progress']")
    assert desk.get(f"/exports/{export_id}/file").status_code == 422


def test_what_the_worker_wrote_is_taken_from_the_page(client, office, now, behind):
    office.register()
    desk = client("dispatcher")
    desk.post("/exports/", data=entered(desk.post("/exports/choose", data={"scope": "all", "query": ""})))
    export_id, state = work_off_export(now=now + timedelta(seconds=3))
    assert state is ExportState.DONE
    link = page(desk.get("/exports/")).select_one(f"a[href='/exports/{export_id}/file']")
    assert link.get_text() == "下载" and len(sheet(desk.get(link["href"]))) == 1
    assert "保留到 2026-03-16" in desk.get("/exports/").text


def test_nobody_comes_to_anothers(client, office, now):
    office.register()
    desk = client("dispatcher")
    answer = desk.post("/exports/", data=entered(desk.post("/exports/choose", data={"scope": "all", "query": ""})))
    export_id = int(answer.location.partition("made=")[2])
    other = client("supervisor")
    assert other.get(f"/exports/{export_id}/file").status_code == 404
    assert other.post(f"/exports/{export_id}/cancel").status_code == 404
    assert "还没有导出过" in other.get("/exports/").text
    for address in ("/exports/", "/exports/progress", f"/exports/{export_id}/file"):
        assert client("reviewer").get(address).status_code == 403
    assert db.session.get(Export, export_id).downloads == 0


def test_a_unit_s_handler_gets_its_own_orders_whatever_is_sent(client, office):
    mine, theirs = office.travelled("dispatched"), office.register(title="别家的")
    desk = client("handler0")
    form = desk.post("/exports/choose", data={"scope": "all", "query": ""})
    assert "共 1 件" in form.text
    entry = entered(form) | {"scope": "picked", "picks": f"{mine}-1,{theirs}-1"}
    made = desk.post("/exports/", data=entry).location.partition("made=")[2]
    assert [row["工单编号"] for row in sheet(desk.get(f"/exports/{made}/file"))] == [order(mine).number]
