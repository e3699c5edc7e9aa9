"""An account's life in a browser: invited by link, a password of one's own, where one is signed in, out everywhere."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Desk

pytestmark = pytest.mark.browser

WORDS = "茶杯 台灯 雨伞 公交车"


def _page(browser: Browser, width: int = 1440) -> Page:
    return browser.new_context(viewport={"width": width, "height": 900}, locale="zh-CN").new_page()


def _enter(page: Page, desk: Desk, words: str = WORDS) -> None:
    page.goto(f"{desk.url}/sign-in")
    page.get_by_label("登录名").fill("liming")
    page.get_by_label("密码").fill(words)
    page.get_by_role("button", name="登录").click()


def test_invited_signed_in_at_two_places_and_out_everywhere(desk: Desk, browser: Browser):
    administrator = desk.sign_in("administrator")
    administrator.goto(f"{desk.url}/people/new")
    administrator.get_by_label("姓名").fill("李明")
    administrator.get_by_label("登录名").fill("liming")
    administrator.get_by_role("button", name="新增").click()
    expect(administrator.get_by_text("请安全管理员授予角色")).to_be_visible()

    security = desk.sign_in("security_manager")
    security.goto(f"{desk.url}/people?waiting=1")
    security.get_by_role("link", name="李明").click()
    security.get_by_text("话务员", exact=True).click()
    security.get_by_role("button", name="保存角色").click()
    security.get_by_role("button", name="生成链接").click()
    link = security.locator("code.secret--long").inner_text()
    assert re.fullmatch(rf"{desk.url}/links/[\w-]{{43}}", link)

    phone = _page(browser, 390)
    phone.goto(link)
    expect(phone.get_by_text("李明，您的登录名是 liming")).to_be_visible()
    for words in ("liming12345", WORDS):
        phone.locator("#new").fill(words)
        phone.locator("#again").fill(words)
        phone.get_by_role("button", name="设置密码").click()
    expect(phone.get_by_text("密码已设好，请登录")).to_be_visible()
    _enter(phone, desk)
    phone.wait_for_url(lambda url: "/sign-in" not in url)
    assert phone.goto(link).status == 404

    desktop = _page(browser)
    _enter(desktop, desk)
    desktop.wait_for_url(lambda url: "/sign-in" not in url)
    desktop.get_by_role("link", name="我的登录").click()
    running = desktop.locator("#running tbody tr")
    expect(running).to_have_count(2)
    expect(running.filter(has_text="当前")).to_have_count(1)
    desktop.on("dialog", lambda dialog: dialog.accept())
    desktop.get_by_role("button", name="在所有地方退出").click()
    expect(desktop.get_by_text("已在所有地方退出登录")).to_be_visible()
    phone.goto(f"{desk.url}/orders/")
    expect(phone.get_by_text("已由您在另一处结束")).to_be_visible()


@pytest.mark.parametrize("everywhere", [False, True])
def test_signing_out_takes_the_drafts_along(desk: Desk, everywhere: bool):
    """What was typed for a caller does not wait in the browser for whoever sits down next."""
    kept = "Object.keys(sessionStorage).filter(key => key.includes('draft:')).length"
    page = desk.sign_in("operator")
    page.goto(f"{desk.url}/orders/new")
    page.get_by_label("联系电话").fill("13812345678")
    page.goto(f"{desk.url}/me/sessions")
    assert page.evaluate(kept) == 1
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="在所有地方退出" if everywhere else "退出", exact=True).click()
    page.wait_for_url("**/sign-in*")
    assert page.evaluate(kept) == 0
