"""The rarer roads in a browser, each from the first click to the word that tells it worked."""

from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.conftest import MONDAY_MORNING
from tests.journeys.conftest import Desk
from tests.office import TOWN
from tracker.store.db import db

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("at_nine")]

FRIDAY = MONDAY_MORNING - timedelta(days=3)


def made(desk: Desk, to: str | None = None) -> str:
    """The address of an order that came in on Friday and has got as far as `to`."""
    with desk.app.app_context():
        order_id = desk.office.travelled(to, now=FRIDAY) if to else desk.office.register(FRIDAY)
        db.session.remove()
    return f"{desk.url}/orders/{order_id}"


def part(page: Page, name: str) -> Locator:
    """A panel of the order's page; a folded one is opened."""
    found = page.locator(f"#{name}")
    if found.locator("summary").count():
        found.locator("summary").click()
    return found


def at(desk: Desk, who: str, address: str) -> Page:
    page = desk.sign_in(who)
    page.goto(address)
    return page


def test_a_caller_is_asked_for_more_and_takes_the_request_back(desk: Desk):
    address = made(desk)
    operator = at(desk, "operator", address)
    ask = part(operator, "ask-caller")
    ask.get_by_label("需要补充什么").fill("请说明店铺的具体位置。")
    ask.get_by_role("button", name="转入待补充").click()
    operator.goto(f"{desk.url}/to-supplement")
    operator.get_by_role("link", name="夜间烧烤油烟扰民").first.click()
    more = part(operator, "supplement")
    more.get_by_label("诉求人补充的情况").fill("在泰康路3号楼下。")
    more.get_by_role("button", name="登记补充").click()
    expect(operator.locator("#main-content")).to_contain_text("在泰康路3号楼下。")

    supervisor = at(desk, "supervisor", address)
    void = part(supervisor, "void")
    void.get_by_text("撤单（诉求人撤回）").click()
    void.get_by_label("原因").fill("诉求人来电撤回。")
    void.get_by_role("button", name="作废、撤单").click()
    expect(supervisor.locator(".page-lede")).to_contain_text("已作废")
    expect(supervisor.locator("#story")).to_contain_text("诉求人来电撤回。")


def test_a_law_sets_its_own_limit(desk: Desk):
    address = made(desk, "contacted")
    unit = at(desk, "handler0", address)
    law = part(unit, "ask-statutory")
    law.get_by_label("法定时限").select_option(index=1)
    law.get_by_label("申请理由").fill("属机关拖欠中小企业账款。")
    law.get_by_role("button", name="申请适用法定时限").click()
    supervisor = desk.sign_in("supervisor")
    supervisor.goto(f"{desk.url}/petitions")
    supervisor.get_by_role("link", name="夜间烧烤油烟扰民").first.click()
    grant = part(supervisor, "grant-statutory")
    grant.get_by_label("告知诉求人的话").fill("该事项依法在三十日内答复。")
    grant.get_by_role("button", name="同意适用法定时限").click()
    # Friday 2026-03-06 + 30 natural days is Sunday 04-05, within the holiday to 04-06: Tuesday the 7th (art. 203)
    expect(supervisor.locator("#counting")).to_contain_text("2026-04-07")
    expect(supervisor.locator("#counting")).to_contain_text("保障中小企业款项支付条例")


def test_handling_is_terminated_in_writing(desk: Desk):
    address = made(desk, "contacted")
    unit = at(desk, "handler0", address)
    ask = part(unit, "ask-termination")
    ask.get_by_label("终止情形").select_option(value="no_cooperation")
    ask.get_by_label("情况说明").fill("三次上门，诉求人均拒绝说明。")
    ask.get_by_label("依据").fill("条例第二十一条")
    ask.get_by_role("button", name="提交终止申请").click()
    expect(unit.locator("#petitions")).to_contain_text("待审批")
    supervisor = at(desk, "supervisor", address)
    grant = part(supervisor, "grant-termination")
    grant.get_by_label("告知诉求人").fill("因您未配合核查，本次办理终止，可备齐材料再次来电。")
    grant.get_by_role("button", name="同意终止办理").click()
    expect(supervisor.locator(".page-lede")).to_contain_text("终止办理")


def test_a_second_unit_joins_and_reports_to_the_lead(desk: Desk):
    address = made(desk, "signed")
    dispatcher = at(desk, "dispatcher", address)
    join = part(dispatcher, "add-co")
    join.get_by_text(TOWN, exact=True).last.click()
    join.get_by_role("button", name="加派协办").click()
    expect(dispatcher.locator("#units")).to_contain_text(TOWN)
    town = at(desk, "handler2", address)
    town.locator("#sign").get_by_role("button", name="签收").click()
    report = part(town, "co-result")
    report.get_by_label("协办结果").fill("已到现场配合核查，商户承诺整改。")
    report.get_by_role("button", name="反馈主办单位").click()
    lead = at(desk, "handler0", address)
    expect(lead.locator("#units")).to_contain_text("商户承诺整改")


def test_a_hard_order_goes_on_the_ledger_and_a_closed_one_into_the_archive(desk: Desk):
    address = made(desk, "contacted")
    unit = at(desk, "handler0", address)
    ask = part(unit, "ask-hard")
    ask.get_by_label("挂账原因").fill("须改造管网，三个月内无法完成。")
    ask.get_by_label("工作计划").fill("本月完成立项。")
    ask.get_by_label("下次跟进日期").fill("2026-03-31")
    ask.get_by_role("button", name="申请挂账").click()
    supervisor = at(desk, "supervisor", address)
    part(supervisor, "grant-hard").get_by_role("button", name="同意挂账").click()
    supervisor.goto(f"{desk.url}/hard-orders")
    expect(supervisor.locator("table")).to_contain_text("本月完成立项。")

    closed = made(desk, "closed")
    supervisor.goto(closed)
    part(supervisor, "archive").get_by_role("button", name="归档").click()
    expect(supervisor.locator(".page-lede")).to_contain_text("已归档")
    expect(supervisor.locator("#more-moves")).to_have_count(0)
