"""The desk by keyboard alone, and what protects people from losing or doubling their work."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Desk

pytestmark = pytest.mark.browser


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()"))


def test_places_and_search_are_one_key_away(desk: Desk):
    page = desk.sign_in("dispatcher")
    page.goto(f"{desk.url}/orders/")
    page.keyboard.press("g")
    page.keyboard.press("d")
    page.wait_for_url("**/to-dispatch")
    page.keyboard.press("/")
    assert focused(page) == "navigation-q"
    page.keyboard.type("g d /")  # while typing, keys are letters
    assert page.locator("#navigation-q").input_value() == "g d /"
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    page.wait_for_url("**/orders/new")


def test_rows_are_walked_with_j_and_k(desk: Desk):
    with desk.app.app_context():
        for _number in range(2):
            desk.office.register()
    page = desk.sign_in("dispatcher")
    page.goto(f"{desk.url}/to-dispatch")
    links = page.locator(".order-link")
    page.keyboard.press("j")
    expect(links.nth(0)).to_be_focused()
    page.keyboard.press("j")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(links.nth(0)).to_be_focused()


def test_the_help_lists_the_shortcuts_and_can_switch_them_off(desk: Desk):
    page = desk.sign_in("dispatcher")
    page.goto(f"{desk.url}/to-dispatch")
    page.keyboard.press("?")
    window = page.get_by_role("dialog", name="键盘快捷键")
    expect(window).to_contain_text("待派单")
    window.get_by_label("启用单键快捷键").uncheck()
    page.keyboard.press("Escape")
    expect(window).to_be_hidden()
    page.keyboard.press("n")
    page.keyboard.press("?")
    expect(window).to_be_hidden()
    assert page.url.endswith("/to-dispatch")


def test_what_was_typed_survives_leaving_and_goes_when_it_is_cancelled(desk: Desk):
    page = desk.sign_in("operator")
    page.goto(f"{desk.url}/orders/new")
    page.get_by_label("标题").fill("路灯不亮")
    page.get_by_text("求助", exact=True).click()
    page.goto(f"{desk.url}/orders/")
    page.goto(f"{desk.url}/orders/new")
    expect(page.get_by_label("标题")).to_have_value("路灯不亮")
    expect(page.get_by_label("求助")).to_be_checked()
    expect(page.get_by_text("已恢复上次没有提交的内容")).to_be_visible()
    page.get_by_role("link", name="取消").click()
    page.goto(f"{desk.url}/orders/new")
    expect(page.get_by_label("标题")).to_have_value("")


def test_ctrl_enter_submits_and_the_summary_leads_to_the_field(desk: Desk):
    page = desk.sign_in("operator")
    page.goto(f"{desk.url}/orders/new")
    page.get_by_label("标题").focus()
    page.keyboard.press("Control+Enter")
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    summary.get_by_role("link", name="标题").click()
    expect(page.get_by_label("标题")).to_be_focused()
    expect(page.get_by_label("标题")).to_have_attribute("aria-invalid", "true")


def test_an_impatient_double_click_registers_one_order(desk: Desk):
    page = desk.sign_in("operator")
    page.goto(f"{desk.url}/orders/new")
    page.get_by_label("联系电话").fill("13812345678")
    page.get_by_text("求助", exact=True).click()
    page.get_by_label("标题").fill("路灯不亮")
    page.get_by_label("诉求内容").fill("江南街道梅龙路路灯三天不亮。")
    page.get_by_role("button", name="登记", exact=True).dblclick()
    expect(page.get_by_text("已登记，等待派单")).to_be_visible()
    page.goto(f"{desk.url}/orders/")
    expect(page.get_by_role("link", name="路灯不亮")).to_have_count(1)


def test_enterprise_fields_appear_only_where_an_enterprise_asks(desk: Desk):
    page = desk.sign_in("operator")
    page.goto(f"{desk.url}/orders/new")
    page.get_by_text("群众工单", exact=True).click()
    expect(page.get_by_label("企业名称")).to_be_hidden()
    expect(page.get_by_label("企业名称")).to_be_disabled()  # what is not seen is not sent
    page.get_by_text("涉企工单", exact=True).click()
    expect(page.get_by_label("企业名称")).to_be_visible()


def test_the_menu_opens_on_a_phone_without_scripts(desk: Desk):
    page = desk.sign_in("operator", width=390)
    plain = desk.browser.new_context(
        viewport={"width": 390, "height": 844}, java_script_enabled=False, storage_state=page.context.storage_state()
    ).new_page()
    plain.goto(f"{desk.url}/orders/")
    expect(plain.locator("nav[aria-label=主菜单]")).to_be_hidden()
    plain.get_by_role("link", name="打开菜单").click()
    expect(plain.locator("nav[aria-label=主菜单]")).to_be_visible()
    plain.get_by_role("link", name="关闭菜单").click()
    expect(plain.locator("nav[aria-label=主菜单]")).to_be_hidden()
