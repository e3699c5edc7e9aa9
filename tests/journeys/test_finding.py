"""Two characters are found and marked, a filter is kept and passed on, three orders are dispatched and one is stale."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Desk, fits
from tests.office import HOUSING, MARKET, order
from tracker.domain.words import Stage

pytestmark = pytest.mark.browser


def test_found_kept_passed_on_and_dispatched(desk: Desk):
    with desk.app.app_context():
        office = desk.office
        first, second, stale = (office.register(title=f"{place}电梯困人") for place in ("东区", "西区", "南区"))
        office.register(title="路灯不亮")
        theirs = office.register(title="北区电梯困人")
        office.dispatch(theirs, HOUSING)

    page = desk.at_work("dispatcher")
    page.get_by_role("search").first.get_by_role("searchbox").fill("电梯")
    page.keyboard.press("Enter")
    expect(page.locator(".order-link")).to_have_count(4)
    expect(page.locator(".order-link mark").first).to_have_text("电梯")

    page.locator("[data-pick] summary").filter(has=page.locator("#stage-chosen")).click()
    page.get_by_label("待派单", exact=True).check()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="筛选").click()
    expect(page.locator(".order-link")).to_have_count(3)
    page.get_by_text("存为常用筛选").click()
    page.get_by_label("名称").fill("待派的电梯")
    page.get_by_label("共享给同事").check()
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".saved [aria-current]")).to_have_text("待派的电梯")
    shared = page.url

    handler = desk.sign_in("handler1")
    handler.goto(shared)
    expect(handler.get_by_text("没有符合条件的工单")).to_be_visible()
    handler.goto(re.sub(r"&?stage=to_dispatch", "", shared))
    expect(handler.locator(".order-link")).to_have_text(["北区电梯困人"])

    page.get_by_label("全选本页").check()
    expect(page.locator("[name=scope] option[value=picked]")).to_have_text("勾选的 3 件")
    with desk.app.app_context():
        office.dispatch(stale, HOUSING)
    page.get_by_role("button", name="派单").click()
    expect(page.get_by_text("其中 1 件现在不能派单")).to_be_visible()
    page.get_by_label("主办单位").select_option(label=MARKET)
    page.get_by_role("button", name="派单 3 件").click()
    expect(page.get_by_text("办成 2 件，没有办 1 件")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="南区电梯困人")).to_contain_text("有了新的进展")
    page.reload()
    expect(page.get_by_text("办成 2 件，没有办 1 件")).to_be_visible()
    with desk.app.app_context():
        assert [order(one).stage for one in (first, second, stale)] == [Stage.TO_SIGN] * 3
        assert order(stale).lead_id == office.units[HOUSING]


def test_a_list_fits_a_phone_and_is_taken_as_a_workbook(desk: Desk):
    with desk.app.app_context():
        for number in range(3):
            desk.office.register(title=f"电梯困人 {number}")
    page = desk.sign_in("dispatcher", width=390)
    for address in ("/orders/?q=电梯", "/to-dispatch", "/orders/filters"):
        page.goto(desk.url + address)
        assert fits(page), address
    page.goto(f"{desk.url}/orders/?q=电梯")
    page.locator("[name=scope]").select_option("all")
    page.get_by_role("button", name="导出").click()
    page.get_by_role("heading", name="导出工单清单").wait_for()
    assert fits(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="导出", exact=True).click()
    assert download.value.suggested_filename.endswith(".xlsx")
    page.goto(f"{desk.url}/orders/?q=电梯")  # the list is still of use after a download
    page.locator("[name=scope]").select_option("page")
    page.get_by_role("button", name="派单").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("批量派单")
