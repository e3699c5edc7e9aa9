"""个人信息请求 in a browser: a caller is verified, gets a copy and has the number put right."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Desk, fits

pytestmark = pytest.mark.browser

PHONE, NEW_PHONE = "13712349876", "13698761234"


def test_a_caller_gets_a_copy_and_has_the_number_put_right(desk: Desk):
    with desk.app.app_context():
        order_id = desk.office.register(caller_name="欧阳靖雯", caller_phone=PHONE)
    page = desk.at_work("supervisor")
    page.get_by_role("link", name="个人信息请求").click()
    page.get_by_text("核对了身份证件").click()
    page.get_by_label("联系电话").fill(PHONE)
    page.get_by_role("button", name="查找此人的工单").click()
    expect(page.locator("#found")).to_contain_text("137****9876")
    assert PHONE not in page.url and PHONE not in page.content()

    page.on("dialog", lambda dialog: dialog.accept())
    with page.expect_download() as download:
        page.get_by_role("button", name="生成副本").click()
    assert download.value.suggested_filename == "个人信息副本 第1号.xlsx"
    expect(page.get_by_role("button", name="生成副本")).to_be_enabled()

    page.set_viewport_size({"width": 390, "height": 900})
    page.reload()
    page.get_by_label("更正后的联系电话").fill(NEW_PHONE)
    page.get_by_label("更正的理由").fill("诉求人换了号码")
    page.get_by_role("button", name="更正", exact=True).click()
    expect(page.get_by_text("已更正 1 件")).to_be_visible()
    expect(page.locator("#found")).to_contain_text("136****1234")
    assert fits(page)
    page.goto(f"{desk.url}/orders/{order_id}")
    expect(page.locator("#story")).to_contain_text("应诉求人请求更正了联系电话")
