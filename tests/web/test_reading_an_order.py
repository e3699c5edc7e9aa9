"""How an order's page reads: what is judged above the judgement, one main act, no name twice, no empty deadline."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from tracker.usecases.withdraw_petition import withdraw_petition


@pytest.fixture
def shown(app, office):
    """The order's page as the person sees it."""

    def look(order_id: int, name: str) -> BeautifulSoup:
        client = app.test_client()
        client.post("/sign-in", data={"name": name, "password": office.passwords[name]})
        return BeautifulSoup(client.get(f"/orders/{order_id}").text, "html.parser")

    return look


def places(page, *ids):
    """The panels' ids in the order in which they stand on the page."""
    return [panel["id"] for panel in page.select("section[id]") if panel["id"] in ids]


@pytest.mark.parametrize(("to", "name", "panel"), [("replied", "reviewer", "pass"), ("passed", "callback", "callback")])
def test_the_reply_stands_above_the_form_that_judges_it(office, shown, to, name, panel):
    page = shown(office.travelled(to), name)
    assert places(page, "replies", panel) == ["replies", panel]
    assert len(page.select("#replies")) == 1


def test_who_only_looks_reads_the_reply_before_the_story(office, shown):
    assert places(shown(office.travelled("replied"), "operator"), "replies", "story") == ["replies", "story"]


@pytest.mark.parametrize("to", ["replied", "contacted"])
def test_a_decision_has_one_main_act(office, shown, now, to):
    order_id = office.travelled(to)
    name = "reviewer"
    if to == "contacted":
        office.ask_longer(order_id, 2, now + timedelta(hours=2))
        name = "supervisor"
    panel = shown(order_id, name).select_one(".panel--main")
    acts = [button.get_text(strip=True) for button in panel.select("button.btn-primary")]
    assert acts == (["审核通过"] if to == "replied" else ["同意延期"])
    others = [button.get_text(strip=True) for button in panel.select("button.btn-outline-secondary")]
    assert others == (["退回修改"] if to == "replied" else ["驳回延期"])
    assert panel.select_one("h2").get_text(strip=True) == ("审核答复" if to == "replied" else "审批延期")


def test_the_story_names_a_unit_once(office, shown):
    entry = next(
        entry for entry in shown(office.travelled("signed"), "operator").select(".entry") if "签收" in entry.get_text())
    line = entry.select_one(".entry-line")
    assert line.select_one(".entry-dept") is None
    assert line.select_one(".entry-sentence").get_text().startswith("区市场监督管理局")


def test_a_withdrawal_reads_as_one(office, shown, now):
    order_id = office.travelled("contacted")
    office.ask_longer(order_id, 2, now + timedelta(hours=2))
    withdraw_petition(order_id, note="提前完成。", by=office.market, now=now + timedelta(hours=3))
    page = shown(order_id, "supervisor")
    assert "撤回延期申请" in page.select_one("#story").get_text()
    labels = [label.get_text(strip=True) for label in page.select("#petitions dt")]
    assert "撤回" in labels and "撤回说明" in labels and "审批意见" not in labels


def test_before_dispatch_no_light_says_that_there_is_no_limit(office, shown, app):
    order_id = office.register()
    assert "无时限" not in shown(order_id, "dispatcher").get_text()
    client = app.test_client()
    client.post("/sign-in", data={"name": "dispatcher", "password": office.passwords["dispatcher"]})
    assert "派单后起算" in client.get("/to-dispatch").text
