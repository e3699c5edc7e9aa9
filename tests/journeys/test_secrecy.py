"""保密 and 代理 in a browser: the unit sees 保密 till it is granted more, a deputy takes a queue over and gives it back."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Desk, fits
from tests.office import HOUSING, MARKET
from tests.secret import NAME, PHONE, told
from tracker import clock

pytestmark = pytest.mark.browser

TITLE = "夜间偷排污水"


def test_a_confidential_order_is_granted_and_revealed_with_a_reason(desk: Desk):
    operator = desk.sign_in("operator")
    operator.goto(f"{desk.url}/orders/new")
    operator.get_by_label("联系电话").fill(PHONE)
    operator.get_by_label("诉求人姓名").fill(NAME)
    secret = operator.get_by_label("诉求人要求保密")
    expect(secret).not_to_be_checked()
    operator.get_by_text("举报", exact=True).click()
    expect(secret).to_be_checked()  # suggested for a report
    operator.get_by_label("标题").fill(TITLE)
    operator.get_by_label("诉求内容").fill(f"{NAME}（{PHONE}）反映工厂夜间偷排。")
    operator.get_by_role("button", name="登记", exact=True).click()
    expect(operator.get_by_text("已登记，等待派单")).to_be_visible()

    dispatcher = desk.sign_in("dispatcher")
    dispatcher.goto(operator.url)
    dispatcher.locator("#secrecy summary", has_text="让单位回避").click()
    dispatcher.locator("#secrecy").get_by_label("单位").select_option(label=HOUSING)
    dispatcher.locator("#exclude_reason").fill("该局为被举报单位")
    dispatcher.locator("#secrecy").get_by_role("button", name="让单位回避").click()
    expect(dispatcher.get_by_text("已设置回避")).to_be_visible()
    option = dispatcher.locator("#lead_id option", has_text="回避：该局为被举报单位")
    expect(option).to_have_attribute("disabled", "")
    dispatcher.get_by_label("主办单位").select_option(label=MARKET)
    dispatcher.locator("#dispatch").get_by_role("button", name="派单").click()
    expect(dispatcher.get_by_text("已派单")).to_be_visible()

    handler = desk.sign_in("handler0", width=390)
    handler.goto(operator.url)
    expect(handler.locator("#request")).to_contain_text("保密")
    assert told(handler.content()) == []
    handler.goto(f"{desk.url}/orders/?q={PHONE}")
    expect(handler.get_by_text(TITLE)).to_have_count(0)
    foreign = desk.sign_in("handler1").goto(operator.url)
    assert foreign is not None and foreign.status == 404

    supervisor = desk.sign_in("supervisor")
    supervisor.goto(operator.url)
    supervisor.locator("#secrecy summary", has_text="准许承办单位知悉").click()
    supervisor.locator("#grant_unit_id").select_option(label=MARKET)
    supervisor.locator("#grant_reason").fill("须上门核实排污口")
    supervisor.locator("#secrecy").get_by_role("button", name="准许承办单位知悉").click()
    expect(supervisor.get_by_text("已准许")).to_be_visible()

    handler.goto(operator.url)
    request = handler.locator("#request")
    expect(request).to_contain_text("137****8765")
    request.get_by_label("查看理由").fill("上门核实")
    request.get_by_role("button", name=re.compile("显示")).click()
    expect(request).to_contain_text(PHONE)
    request.get_by_text("诉求原文").click()
    expect(request).to_contain_text(f"{NAME}（{PHONE}）反映")
    assert fits(handler)

    supervisor.reload()
    expect(supervisor.locator("#story")).to_contain_text("查看了诉求人的完整信息")
    expect(supervisor.locator("#story")).to_contain_text("上门核实")
    supervisor.on("dialog", lambda dialog: dialog.accept())
    supervisor.locator("#secrecy").get_by_role("button", name="收回").click()
    expect(supervisor.get_by_text("已收回")).to_be_visible()
    handler.reload()
    assert told(handler.content()) == []


def test_a_deputy_takes_over_the_queue_and_gives_it_back(desk: Desk):
    with desk.app.app_context():
        order_id = desk.office.register(title="待派的工单")
    dispatcher, operator = desk.at_work("dispatcher"), desk.at_work("operator")
    dispatcher.get_by_role("link", name="我的代理").click()
    dispatcher.locator("#deputy_id").select_option(label="话务员（话务员）")
    ends = clock.now().astimezone(clock.LOCAL).date() + timedelta(days=4)
    dispatcher.get_by_label("结束日期").fill(ends.isoformat())
    dispatcher.get_by_label("事由").fill("年休假")
    dispatcher.get_by_role("button", name="指定代理人").click()
    expect(dispatcher.get_by_text("代理中")).to_be_visible()

    operator.goto(f"{desk.url}/to-dispatch")
    expect(operator.get_by_text("代 派单员")).to_be_visible()
    operator.get_by_role("link", name="待派的工单").first.click()
    operator.get_by_label("主办单位").select_option(label=MARKET)
    operator.locator("#dispatch").get_by_role("button", name="派单").click()
    expect(operator.locator("#story")).to_contain_text("话务员（代派单员）")

    dispatcher.on("dialog", lambda dialog: dialog.accept())
    dispatcher.get_by_role("button", name="结束代理").click()
    expect(dispatcher.get_by_text("已提前结束")).to_be_visible()
    answer = operator.goto(f"{desk.url}/to-dispatch")
    assert answer is not None and answer.status == 403
    operator.goto(f"{desk.url}/orders/{order_id}")
    expect(operator.locator("#story")).to_contain_text("话务员（代派单员）")  # what was done stays signed
