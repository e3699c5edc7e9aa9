"""Before dispatch and after the callback in a browser: answered, refused, merged and called back, judged and redone."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Desk, fits
from tests.office import MARKET, order
from tests.usecases.test_judging import UNHAPPY
from tracker import clock
from tracker.store.db import db
from tracker.usecases.record_callback import record_callback

pytestmark = pytest.mark.browser


def open_more(page: Page, panel: str):
    """Unfold a side road and return its panel."""
    page.locator(f"#{panel} > summary").click()
    return page.locator(f"#{panel}")


def test_an_operator_answers_on_the_line(desk: Desk):
    page = desk.sign_in("operator")
    page.goto(f"{desk.url}/orders/new")
    page.get_by_label("联系电话").fill("13812345678")
    page.get_by_text("咨询", exact=True).click()
    page.get_by_label("标题").fill("社保卡补办")
    page.get_by_label("诉求内容").fill("社保卡丢了怎么补办？")
    page.locator("#direct-answer > summary").click()
    page.get_by_role("button", name="登记并直接答复").click()
    expect(page.get_by_text("请填写公开答复：告诉诉求人的话。").first).to_be_visible()
    expect(page.get_by_label("诉求内容")).to_have_value("社保卡丢了怎么补办？")
    page.get_by_label("公开答复").fill("凭身份证到任一服务网点补办，当场可取。")
    page.locator("#direct-answer").get_by_text("已解决", exact=True).click()
    page.locator("#direct-answer").get_by_text("满意", exact=True).click()
    page.get_by_role("button", name="登记并直接答复").click()
    expect(page.get_by_text("已登记并直接答复")).to_be_visible()
    expect(page.locator("#story")).to_contain_text("直接答复并办结：已解决，满意")
    expect(page.locator("#answer")).to_contain_text("当场可取")


def test_what_was_handled_before_is_refused_with_its_number(desk: Desk):
    now = clock.now()
    with desk.app.app_context():
        older = order(desk.office.travelled("closed", now - timedelta(days=10))).number
        order_id = desk.office.register(now)
        db.session.remove()
    page = desk.sign_in("dispatcher")
    page.goto(f"{desk.url}/orders/{order_id}")
    refuse = open_more(page, "refuse")
    refuse.get_by_label("不予受理情形").select_option(value="N09")
    told = refuse.get_by_label("告知诉求人")
    expect(told).to_have_value(re.compile("不再重复受理"))
    told.fill("该事项已于上月答复，没有新情况，不再重复受理。")
    refuse.get_by_label("不予受理情形").select_option(value="N01")
    expect(told).to_have_value(re.compile("已于上月答复"))  # one's own words stay
    refuse.get_by_label("不予受理情形").select_option(value="N09")
    refuse.get_by_role("button", name="不予受理").click()
    expect(page.get_by_text("此情形须填写").first).to_be_visible()
    page.locator("#refuse").get_by_label("正在办理或已办结的工单编号").fill(older)
    page.locator("#refuse").get_by_role("button", name="不予受理").click()
    expect(page.get_by_text("已决定不予受理")).to_be_visible()
    expect(page.get_by_text("决定不予受理：N09").first).to_be_visible()
    expect(page.get_by_role("link", name=older)).to_be_visible()


def call_back(page: Page, order_id: int, url: str, solved: str, satisfaction: str, reason: str = "") -> None:
    page.goto(f"{url}/orders/{order_id}")
    panel = page.locator("#callback")
    panel.get_by_text(solved, exact=True).click()
    panel.get_by_text(satisfaction, exact=True).click()
    if reason:
        panel.get_by_label("不满意或未解决的原因").fill(reason)
    panel.get_by_role("button", name="登记回访").click()
    expect(page.get_by_text("已登记回访")).to_be_visible()


def test_two_callers_one_handling_two_callbacks_and_a_redo(desk: Desk):
    now = clock.now()
    with desk.app.app_context():
        master = desk.office.travelled("replied", now - timedelta(days=2))
        number = order(master).number
        repeat = desk.office.register(now, caller_phone="13900001111", caller_name="古先生")
        db.session.remove()

    dispatcher = desk.sign_in("dispatcher")
    dispatcher.goto(f"{desk.url}/orders/{repeat}")
    merge = open_more(dispatcher, "merge")
    merge.get_by_text(re.compile(f"{number} 夜间烧烤油烟扰民")).click()
    merge.get_by_role("button", name="并单").click()
    expect(dispatcher.get_by_text("已并单，随主单一并办理")).to_be_visible()
    expect(dispatcher.get_by_text("已并入主单")).to_be_visible()

    reviewer = desk.sign_in("reviewer")
    reviewer.goto(f"{desk.url}/orders/{master}")
    expect(reviewer.locator("#repeats")).to_contain_text("已并单")
    reviewer.locator("#pass").get_by_role("button", name="审核通过").click()
    expect(reviewer.get_by_text("审核通过，转入回访")).to_be_visible()

    caller_back = desk.sign_in("callback")
    call_back(caller_back, repeat, desk.url, "已解决", "满意")
    expect(caller_back.locator("#story")).to_contain_text("办结：已解决，满意")
    call_back(caller_back, master, desk.url, "未解决", "不满意", "油烟还是很大。")
    expect(caller_back.locator("#story")).to_contain_text("转研判是否重办")

    reviewer.goto(f"{desk.url}/to-judge")
    reviewer.get_by_role("link", name="夜间烧烤油烟扰民").first.click()
    redo = reviewer.locator("#redo")
    expect(redo).to_contain_text("油烟还是很大。")
    expect(redo.get_by_label("主办单位").locator("option:checked")).to_have_text(MARKET)
    redo.get_by_label("研判意见").fill("现场复核属实，请重新整改。")
    redo.get_by_role("button", name="退回重办").click()
    expect(reviewer.get_by_text("已退回重办")).to_be_visible()

    handler = desk.sign_in("handler0")
    handler.goto(f"{desk.url}/unit")
    expect(handler.locator("main")).not_to_contain_text("已超期")
    handler.get_by_role("link", name="夜间烧烤油烟扰民").first.click()
    expect(handler.locator("#story")).to_contain_text("研判属实，第 1 次重办")
    handler.locator("#sign").get_by_role("button", name="签收").click()
    expect(handler.get_by_text("已签收")).to_be_visible()


def test_the_judges_page_and_the_folded_forms_fit_a_phone(desk: Desk):
    now = clock.now()
    with desk.app.app_context():
        judged = desk.office.travelled("passed", now - timedelta(days=3))
        record_callback(judged, UNHAPPY, by=desk.office.caller_back, now=now - timedelta(days=1))
        desk.office.register(now)
        order_id = desk.office.register(now)
        db.session.remove()
    for name, path in (("reviewer", f"/orders/{judged}"), ("dispatcher", f"/orders/{order_id}")):
        page = desk.sign_in(name, width=390)
        page.goto(desk.url + path)
        page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true; })")
        assert fits(page), path
