"""双因素认证 and 统一身份认证 as people meet them: by keyboard, on a telephone's width, through the provider's own page."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests.authenticator import Authenticator
from tests.journeys.conftest import Desk, fits, serious
from tests.provider import CLIENT, SECRET, Provider, running_provider
from tracker import clock, provider_settings
from tracker.store.db import transaction
from tracker.store.models import SettingRow
from tracker.usecases.link_provider import await_provider
from tracker.web.provider_client import init_provider

pytestmark = pytest.mark.browser


def knocking(desk: Desk, width: int) -> Page:
    """A browser at the sign-in page; a script error or a refused load fails the test."""
    page = desk.browser.new_context(viewport={"width": width, "height": 900}, locale="zh-CN").new_page()
    page.on("pageerror", lambda error: pytest.fail(f"script error: {error}"))
    page.on("console", lambda said: pytest.fail(said.text) if "Content Security Policy" in said.text else None)
    page.goto(f"{desk.url}/sign-in")
    return page


def typed(page: Page, *entries: str) -> None:
    """Entries from the field that has the focus on, by keyboard alone."""
    for number, entry in enumerate(entries):
        if number:
            page.keyboard.press("Tab")
        page.keyboard.type(entry)
    page.keyboard.press("Enter")


@pytest.mark.parametrize("width", [1440, 390])
def test_enrolling_and_signing_in_with_the_keyboard_alone(desk: Desk, width: int):
    with desk.app.app_context(), transaction() as session:
        session.scalars(select(SettingRow).where(SettingRow.key == "factor_roles")).one().value = "督办员"
    page = knocking(desk, width)
    typed(page, "supervisor", desk.office.passwords["supervisor"])
    expect(page.get_by_role("heading", name="绑定验证器")).to_be_visible()
    assert page.evaluate("document.querySelector('.enrolment-picture').naturalWidth") > 100, "the picture is drawn"
    assert fits(page) and not serious(page)
    page.get_by_text("不能扫描？手工输入密钥").click()
    phone = Authenticator(page.locator("code.secret").inner_text().replace(" ", ""))
    page.get_by_label("动态验证码").focus()
    typed(page, phone.shows(clock.now()))
    expect(page.get_by_role("heading", name="已绑定，请保存恢复码")).to_be_visible()
    codes = page.locator(".recovery-codes code").all_inner_texts()
    assert len(codes) == 10 and fits(page) and not serious(page)
    expect(page.get_by_role("button", name="打印")).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("link", name="存为文件").click()
    assert saved.value.path().read_text("utf-8").split() == codes
    page.get_by_role("link", name="已保存好，继续").press("Enter")
    page.wait_for_url(lambda url: "/sign-in" not in url)
    page.goto(f"{desk.url}/me/factor")
    expect(page.get_by_text("10 个")).to_be_visible()
    assert fits(page) and not serious(page)
    page.context.clear_cookies()
    page.goto(f"{desk.url}/sign-in")
    typed(page, "supervisor", desk.office.passwords["supervisor"])
    expect(page.get_by_role("heading", name="输入动态验证码")).to_be_visible()
    assert fits(page) and not serious(page)
    typed(page, "000000")
    expect(page.get_by_role("alert")).to_contain_text("动态验证码不对或已用过")
    page.get_by_label("动态验证码").fill("")
    page.get_by_label("动态验证码").focus()
    typed(page, phone.shows(clock.now() + timedelta(seconds=30)))
    page.wait_for_url(lambda url: "/sign-in" not in url)


@pytest.fixture
def provider(fresh_app) -> Iterator[Provider]:
    """A provider that knows somebody as duban."""
    with running_provider() as running:
        before = fresh_app.extensions["tracker_config"]
        named = provider_settings.Provider(running.url, CLIENT, SECRET, "市统一认证")
        fresh_app.extensions["tracker_config"] = replace(before, oidc=named)
        init_provider(fresh_app, named)
        running.person("u-17", preferred_username="duban")
        yield running


@pytest.mark.parametrize("width", [1440, 390])
def test_through_the_provider_and_out_of_it_again(provider: Provider, desk: Desk, width: int):
    with desk.app.app_context():
        await_provider(desk.office.supervisor.id, "duban", by=desk.office.security, now=clock.now())
    page = knocking(desk, width)
    assert fits(page) and not serious(page)
    page.get_by_role("link", name="用市统一认证登录").click()
    page.wait_for_url(f"{provider.url}/**")
    page.locator("input[name=sub]").fill("u-17")
    page.locator("button[type=submit]:not([value=deny])").first.click()
    page.wait_for_url(lambda url: url.startswith(desk.url) and "/sign-in" not in url)
    page.goto(f"{desk.url}/me/factor")
    expect(page.locator("#provider")).to_contain_text("已绑定")
    page.goto(f"{desk.url}/inbox/")
    expect(page.get_by_text("您的账户已绑定统一身份认证")).to_be_visible()
    assert fits(page) and not serious(page)
    if width < 800:
        page.get_by_role("link", name="打开菜单").click()
    page.get_by_role("button", name="退出", exact=True).click()
    page.get_by_role("link", name="退出市统一认证").click()
    page.wait_for_url(f"{provider.url}/oauth2/end_session**")
