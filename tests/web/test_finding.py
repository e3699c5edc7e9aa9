"""The list over HTTP: marks that are escaped, filters named when they are wrong, names kept, selections worked on."""

import re

from bs4 import BeautifulSoup

from tests.office import HOUSING, MARKET, order
from tracker.domain.words import Stage


def page(answer):
    return BeautifulSoup(answer.text, "html.parser")


def titles(answer):
    return [link.get_text() for link in page(answer).select(".order-link")]


def test_a_hit_is_marked_and_a_text_never_becomes_markup(client, office):
    office.register(title="<b>电梯</b>故障", content="<script>alert(1)</script>电梯<img src=x>")
    shown = client("operator").get("/orders/?q=电梯")
    assert "<script>alert" not in shown.text and "<img src=x" not in shown.text and "<b>" not in shown.text
    assert titles(shown) == ["<b>电梯</b>故障"]
    assert [mark.get_text() for mark in page(shown).select(".order-link mark, .snippet mark")] == ["电梯", "电梯"]


def test_a_snippet_shows_the_text_around_the_hit(client, office):
    office.register(title="小区问题", content="前" * 60 + "蟾蜍" + "后" * 200)
    snippet = page(client("operator").get("/orders/?q=蟾蜍")).select_one(".snippet")
    text = snippet.get_text()
    assert text.startswith("内容") and "…前" in text and "蟾蜍" in text and len(text) < 120


def test_a_masked_phone_stays_masked_when_it_was_looked_for(client, office):
    office.register()
    shown = client("operator").get("/orders/?q=13812345678")
    assert titles(shown) == ["夜间烧烤油烟扰民"]
    assert "13812345678" not in page(shown).select_one("table").get_text()


def test_a_filter_that_cannot_be_read_is_named_and_narrows_nothing(client, office):
    office.register()
    for entry in ("stage=nonsense", "lead_id=abc", "lead_id=999999", "light=red", "received_from=yesterday",
                  "redo_least=-1", "redo_least=x", "flag=odd", "q=。。。"):
        shown = client("operator").get(f"/orders/?{entry}")
        assert shown.status_code == 200 and len(titles(shown)) == 1, entry
        assert page(shown).select(".field-error"), entry
        assert not page(shown).select(".chip"), entry


def test_what_is_no_filter_is_not_looked_at(client, office):
    office.register()
    shown = client("operator").get("/orders/?drop=table&caller_phone=1&after=&page=7")
    assert len(titles(shown)) == 1 and not page(shown).select(".chip, .field-error")


def test_several_values_are_one_chip_that_drops_them(client, office):
    office.register(title="甲")
    office.travelled("closed", title="乙")
    office.travelled("signed", title="丙")
    shown = client("operator").get("/orders/?stage=closed&stage=handling&request_type=complaint")
    assert sorted(titles(shown)) == ["丙", "乙"]
    chips = {chip.get_text(" ", strip=True): chip.a["href"] for chip in page(shown).select(".chip")}
    assert any("办理中、已办结" in text or "已办结、办理中" in text for text in chips)
    stage = next(url for text, url in chips.items() if text.startswith("状态"))
    assert stage == "/orders/?request_type=complaint"


def test_pages_turn_by_links_that_keep_the_filters(client, office):
    for number in range(23):
        office.register(title=f"电梯 {number}")
    desk = client("operator")
    first = desk.get("/orders/?q=电梯&request_type=complaint")
    assert len(titles(first)) == 20 and "共 23 条" in first.text
    link = page(first).select_one("a[rel=next]")["href"]
    second = desk.get(link)
    assert len(titles(second)) == 3 and not set(titles(first)) & set(titles(second))
    back = page(second).select_one("a[rel=prev]")["href"]
    assert titles(desk.get(back)) == titles(first)
    assert "request_type=complaint" in link and page(second).select_one(".pages a")["href"] == \
        page(second).select_one("a:-soup-contains('最前')")["href"]


def saved(desk, **entry):
    return desk.post("/orders/filters", data={"query": "stage=to_dispatch", "name": "待派"} | entry)


def test_a_filter_kept_by_name_stands_above_the_list(client, office):
    office.register()
    desk = client("supervisor")
    answer = saved(desk, is_shared="y")
    assert answer.status_code == 302 and answer.location == "/orders/?stage=to_dispatch"
    shown = desk.get(answer.location)
    assert page(shown).select_one(".saved [aria-current]").get_text(strip=True) == "待派"
    assert "待派 · 督办员" in client("handler0").get("/orders/").text


def test_what_is_kept_is_only_what_can_be_read(client, office):
    desk = client("supervisor")
    saved(desk, query="foo=bar&stage=to_dispatch&stage=nonsense&light=overdue")
    assert page(desk.get("/orders/")).select(".saved a")[1]["href"] == "/orders/?light=overdue"


def test_a_refused_name_is_said_beside_the_list_that_was_to_be_kept(client, office):
    office.register()
    desk = client("supervisor")
    saved(desk)
    again = saved(desk)
    assert again.status_code == 422 and "替换同名的" in again.text and len(titles(again)) == 1
    assert saved(desk, replace="y").status_code == 302


def test_names_are_looked_after_on_their_own_page(client, office):
    desk = client("supervisor")
    saved(desk)
    shown = page(desk.get("/orders/filters"))
    action = shown.select_one(".kept form")["action"]
    number = re.search(r"\d+", action)[0]
    assert "状态：待派单" in shown.select_one(".kept").get_text()
    assert desk.post(action, data={f"f{number}-name": ""}).status_code == 422
    assert desk.post(action, data={f"f{number}-name": "新名"}).status_code == 302
    assert "新名" in desk.get("/orders/filters").text
    assert client("dispatcher").post(action, data={f"f{number}-name": "别人"}).status_code == 404
    assert desk.post(f"{action}/earlier").status_code == 302
    assert desk.post(f"{action}/drop").status_code == 302
    assert "还没有常用筛选" in desk.get("/orders/filters").text


def chosen(desk, picks, **entry):
    return desk.post("/orders/bulk", data={"action": "dispatch", "scope": "picked", "pick": picks} | entry)


def test_a_selection_is_dispatched_with_a_result_for_each(client, office):
    fine, stale = office.register(title="甲"), office.register(title="乙")
    desk = client("dispatcher")
    form = page(chosen(desk, [f"{fine}-1", f"{stale}-1"]))
    assert "选中 2 件" in form.get_text()
    fields = {one["name"]: one.get("value", "") for one in form.select("#bulk input[type=hidden]")}
    office.dispatch(stale, HOUSING)
    entry = fields | {"lead_id": str(office.units[MARKET])}
    answer = desk.post("/orders/bulk/dispatch", data=entry)
    assert answer.status_code == 303
    result = desk.get(answer.location)
    assert "办成 1 件，没有办 1 件" in result.text and "有了新的进展" in result.text
    assert order(fine).stage is Stage.TO_SIGN and order(stale).lead_id == office.units[HOUSING]
    assert desk.post("/orders/bulk/dispatch", data=entry).location == answer.location
    assert client("supervisor").get(answer.location).status_code == 404


def test_a_selection_is_urged_and_only_what_a_unit_has(client, office):
    fine, waiting = office.travelled("signed"), office.register()
    desk = client("supervisor")
    picks = [f"{one}-{order(one).version}" for one in (fine, waiting)]
    form = page(chosen(desk, picks, action="urge"))
    assert "其中 1 件现在不能催办" in form.get_text()
    fields = {one["name"]: one.get("value", "") for one in form.select("#bulk input[type=hidden]")}
    assert desk.post("/orders/bulk/urge", data=fields | {"message": " "}).status_code == 422
    answer = desk.post("/orders/bulk/urge", data=fields | {"message": "请抓紧办理。"})
    assert "办成 1 件，没有办 1 件" in desk.get(answer.location).text
    assert (order(fine).urge_count, order(waiting).urge_count) == (1, 0)
    assert client("dispatcher").post("/orders/bulk/urge", data=fields).status_code == 403


def test_a_selection_is_merged_into_one_master(client, office):
    master, first, second = (office.register(title=f"停水 {number}") for number in range(3))
    desk = client("dispatcher")
    form = page(chosen(desk, [f"{one}-1" for one in (master, first, second)], action="merge"))
    fields = {one["name"]: one.get("value", "") for one in form.select("#bulk input[type=hidden]")}
    answer = desk.post("/orders/bulk/merge", data=fields | {"number": order(master).number})
    shown = desk.get(answer.location).text
    assert "办成 2 件，没有办 1 件" in shown and "不能并入自己" in shown
    assert [order(one).master_id for one in (master, first, second)] == [None, master, master]
    assert titles(desk.get("/orders/?flag=repeat")) == ["停水 2", "停水 1", "停水 0"]


def test_the_whole_page_is_chosen_without_a_script(client, office):
    ids = [office.register(title=f"第 {number} 件") for number in range(3)]
    desk = client("dispatcher")
    shown = page(desk.get("/to-dispatch"))
    rows = [one["value"] for one in shown.select("#bulk-work input[name=row]")]
    assert sorted(rows) == sorted(f"{order_id}-1" for order_id in ids)
    form = chosen(desk, [], scope="page", row=rows)
    assert "选中 3 件" in form.text


def test_an_order_out_of_turn_is_named_before_it_is_sent(client, office):
    fine, later = office.register(), office.travelled("signed")
    form = chosen(client("dispatcher"), [f"{fine}-1", f"{later}-{order(later).version}"])
    assert "其中 1 件现在不能派单" in form.text and "现在不能办理" in form.text


def test_a_wrong_form_keeps_the_selection(client, office):
    order_id = office.register()
    desk = client("dispatcher")
    answer = desk.post("/orders/bulk/dispatch", data={"picks": f"{order_id}-1", "submission_key": "k", "lead_id": ""})
    assert answer.status_code == 422 and "选中 1 件" in answer.text and "请选择一项" in answer.text
    assert order(order_id).stage is Stage.TO_DISPATCH


def test_nothing_ticked_leads_back_with_words(client, office):
    desk = client("dispatcher")
    answer = chosen(desk, [], back="/to-dispatch")
    assert answer.status_code == 302 and answer.location == "/to-dispatch"
    assert "还没有勾选工单" in desk.get("/to-dispatch").text
    assert chosen(desk, [], back="//evil.example/").location == "/orders/"


def test_what_one_may_not_do_is_neither_offered_nor_done(client, office):
    order_id = office.register()
    desk = client("operator")
    assert not page(desk.get("/orders/")).select("#bulk-work")
    assert chosen(desk, [f"{order_id}-1"]).status_code == 403
    assert desk.post("/orders/bulk/dispatch", data={"picks": f"{order_id}-1"}).status_code == 403
    assert desk.post("/exports/choose", data={"scope": "all"}).status_code == 403
    assert client("dispatcher").post("/orders/bulk/nonsense").status_code == 404
    assert order(order_id).stage is Stage.TO_DISPATCH
