"""结账 in the browser: the desk reminds, the month is closed, an order comes late, the change is told, nothing moves."""

from datetime import datetime

import pytest
from playwright.sync_api import expect

from tests.factories.stored import stored_order
from tests.journeys.conftest import Desk, fits
from tests.office import MARKET
from tracker import clock
from tracker.store.db import transaction

NOW = datetime(2026, 4, 9, 10, 0, tzinfo=clock.LOCAL)


def march_order(desk: Desk) -> None:
    with desk.app.app_context(), transaction():
        stored_order(datetime(2026, 3, 20, 9, 0, tzinfo=clock.LOCAL), lead_id=desk.office.units[MARKET])


def test_a_month_is_closed_and_stays(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    march_order(desk)
    page = desk.sign_in("supervisor")
    page.on("dialog", lambda dialog: dialog.accept())

    page.goto(desk.url)
    page.get_by_role("link", name="去结账").click()
    expect(page.locator("#closing")).to_contain_text("本月还没有结账")
    page.locator("#closing").get_by_role("button", name="结账").click()
    expect(page.get_by_text("2026-03 已结账，工作簿已留存")).to_be_visible()
    expect(page.locator("#closing")).to_contain_text("督办员 · 2026-04-09 10:00")
    with page.expect_download() as download:
        page.locator("#closing").get_by_role("link", name="2026-03 月报").click()
    assert download.value.suggested_filename.startswith("2026-03 月报")

    march_order(desk)
    page.reload()
    received = page.locator("#figures tbody tr").first
    expect(received).to_contain_text("受理量")
    expect(received.locator("td").first).to_have_text("1")
    received.locator("td a").first.click()
    expect(page.locator(".pages-total")).to_contain_text("共 1 条")
    page.go_back()
    page.get_by_role("link", name="查看结账后的变化").click()
    expect(page.locator("#orders")).to_contain_text("受理的工单")

    phone = desk.sign_in("supervisor", width=390)
    phone.goto(f"{desk.url}/reports/monthly?month=2026-03#closing")
    assert fits(phone)
    phone.get_by_text("重新打开本月").click()
    phone.get_by_label("重新打开的原因").fill("漏登一批信访转办件。")
    phone.get_by_role("button", name="重新打开").click()
    expect(phone.get_by_text("2026-03 已重新打开")).to_be_visible()
    expect(phone.locator("#closing")).to_contain_text("漏登一批信访转办件。")
