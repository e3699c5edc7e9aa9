"""The first ticket travels the whole road in a browser, every role at its own desk."""

import re
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Desk, fits, serious
from tests.office import HOUSING, MARKET
from tracker import clock
from tracker.store import tables
from tracker.store.db import db
from tracker.usecases.flag_due_orders import flag_due_orders

pytestmark = pytest.mark.browser


def in_office(moment: datetime) -> datetime:
    """Ten o'clock on the moment's day or the last working day before it: reminders are told in office hours."""
    day = tables.office_calendar(moment).last_working_day(moment.astimezone(clock.LOCAL).date())
    return datetime.combine(day, time(10), tzinfo=clock.LOCAL)


def log_an_order(page: Page) -> None:
    page.get_by_role("link", name="登记工单").first.click()
    page.get_by_label("联系电话").fill("13812345678")
    page.get_by_label("诉求人姓名").fill("温小姐")
    page.get_by_text("涉企工单", exact=True).click()
    page.get_by_label("企业名称").fill("梅江区嘉味轩餐饮店")
    page.get_by_text("投诉", exact=True).click()
    page.get_by_label("标题").fill("园区停电未提前通知")
    page.get_by_label("诉求内容").fill("本周三上午停电四小时，生产线停摆。")


def open_first(page: Page, title: str) -> None:
    page.get_by_role("link", name=title).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    page.wait_for_load_state()  # the scripts are there: before, a button posts the plain way


def test_every_role_brings_the_order_one_step_on(desk: Desk, tmp_path: Path):
    title = "园区停电未提前通知"

    operator = desk.at_work("operator")
    log_an_order(operator)
    expect(operator.locator("#deadline")).to_contain_text("15 个工作日")  # the deadline before saving
    operator.get_by_role("button", name="登记", exact=True).click()
    expect(operator.get_by_text("已登记，等待派单")).to_be_visible()

    dispatcher = desk.sign_in("dispatcher")
    dispatcher.goto(f"{desk.url}/to-dispatch")
    open_first(dispatcher, title)
    dispatcher.get_by_label("主办单位").select_option(label=MARKET)
    dispatcher.locator("#dispatch").get_by_role("button", name="派单").click()
    expect(dispatcher.get_by_text("已派单")).to_be_visible()
    expect(dispatcher.locator("#counting")).to_contain_text("答复")

    foreign = desk.sign_in("handler1")
    foreign.goto(f"{desk.url}/unit")
    expect(foreign.get_by_text(title)).to_have_count(0)
    answer = foreign.goto(dispatcher.url)
    assert answer is not None and answer.status == 404

    handler = desk.sign_in("handler0")
    handler.goto(f"{desk.url}/unit")
    open_first(handler, title)
    handler.locator("#sign").get_by_role("button", name="签收").click()
    expect(handler.get_by_text("已签收")).to_be_visible()
    handler.locator("#contact").get_by_label("联系到的人").fill("温小姐")
    handler.locator("#contact").get_by_role("button", name="登记联系").click()
    expect(handler.get_by_text("已登记联系情况")).to_be_visible()
    handler.locator("#reply").get_by_label("办理情况").fill("核实为线路抢修。")
    handler.locator("#reply").get_by_label("公开答复").fill("停电系线路抢修，今后将提前告知。")
    handler.locator("#reply").get_by_role("button", name="提交答复").click()
    expect(handler.get_by_text("答复已提交")).to_be_visible()

    reviewer = desk.sign_in("reviewer")
    reviewer.goto(f"{desk.url}/to-review")
    open_first(reviewer, title)
    expect(reviewer.locator("#request")).not_to_contain_text("13812345678")
    reviewer.locator("#pass").get_by_role("button", name="审核通过").click()
    expect(reviewer.get_by_text("审核通过，转入回访")).to_be_visible()

    caller_back = desk.sign_in("callback")
    caller_back.goto(f"{desk.url}/to-call-back")
    open_first(caller_back, title)
    caller_back.locator("#request").get_by_role("button", name=re.compile("显示")).click()
    expect(caller_back.locator("#request")).to_contain_text("13812345678")
    callback = caller_back.locator("#callback")
    callback.get_by_text("已解决", exact=True).click()
    callback.get_by_text("满意", exact=True).click()
    callback.get_by_role("button", name="登记回访").click()
    expect(caller_back.get_by_text("已登记回访")).to_be_visible()
    expect(caller_back.locator("#story")).to_contain_text("办结：已解决，满意")

    with desk.app.app_context():
        late_id = desk.office.register(title="去年的路灯", now=clock.now() - timedelta(days=60))
        desk.office.dispatch(late_id, now=clock.now() - timedelta(days=60))
        flag_due_orders(now=in_office(clock.now() - timedelta(days=1)))
        db.session.remove()

    supervisor = desk.sign_in("supervisor")
    supervisor.goto(f"{desk.url}/overview")
    supervisor.get_by_role("link", name=re.compile("已超期")).first.click()
    open_first(supervisor, "去年的路灯")
    expect(supervisor.locator("#story")).to_contain_text("答复超期")

    supervisor.goto(f"{desk.url}/reports/monthly")
    month = f"{clock.now().astimezone(clock.LOCAL):%Y-%m}"
    supervisor.goto(f"{desk.url}/reports/monthly?month={month}")
    supervisor.locator("#paragraph").get_by_role("button", name="复制").click()
    expect(supervisor.locator("#paragraph").get_by_role("button", name="已复制")).to_be_visible()
    supervisor.get_by_role("button", name="生成本月工作簿").click()
    with supervisor.expect_download() as download:
        supervisor.get_by_role("link", name=re.compile("月报.*xlsx|下载")).first.click()
    download.value.save_as(tmp_path / "month.xlsx")
    book = load_workbook(tmp_path / "month.xlsx")
    figures = dict(row[:2] for row in book["总览"].iter_rows(min_row=2, values_only=True))
    assert (figures["受理量"], figures["办结量"], figures["满意率"]) == (1, 1, 1)
    header, row = book["明细"].iter_rows(values_only=True)
    assert dict(zip(header, row, strict=True))["标题"] == title


def test_a_form_says_what_is_wrong_and_loses_nothing(desk: Desk):
    page = desk.at_work("operator")
    log_an_order(page)
    page.get_by_label("联系电话").fill("12ab")
    page.get_by_label("统一社会信用代码").fill("91440300MA5D0T3X0A")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_text("不是可以拨打的电话").first).to_be_visible()
    expect(page.get_by_text("校验码正确").first).to_be_visible()
    expect(page.get_by_label("诉求内容")).to_have_value("本周三上午停电四小时，生产线停摆。")


def test_two_dispatchers_at_once_the_second_is_told(desk: Desk):
    with desk.app.app_context():
        order_id = desk.office.register()
    first, second = desk.sign_in("dispatcher"), desk.sign_in("dispatcher")
    for page in (first, second):
        page.goto(f"{desk.url}/orders/{order_id}")
    first.get_by_label("主办单位").select_option(label=MARKET)
    first.locator("#dispatch").get_by_role("button", name="派单").click()
    expect(first.get_by_text("已派单")).to_be_visible()
    second.get_by_label("主办单位").select_option(label=HOUSING)
    second.locator("#dispatch").get_by_role("button", name="派单").click()
    expect(second.get_by_text("已经有了新的进展").first).to_be_visible()


def test_the_pages_fit_a_phone_and_a_reader(desk: Desk):
    """No page scrolls sideways at 390 px, and axe finds nothing serious on it."""
    with desk.app.app_context():
        order_id = desk.office.travelled("passed")
    visits = {
        "operator": ["/orders/new", "/orders/"], "dispatcher": ["/to-dispatch"], "handler0": ["/unit"],
        "reviewer": ["/to-review"], "callback": ["/to-call-back", f"/orders/{order_id}"],
    }
    for name, paths in visits.items():
        page = desk.sign_in(name, width=390)
        for path in paths:
            page.goto(desk.url + path)
            assert fits(page), f"{path} scrolls sideways"
            assert not serious(page), path
