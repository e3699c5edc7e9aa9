"""A unit asks for more time, the supervisor grants it, both due moments stay in sight; the caller hears by stages."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Desk, fits
from tests.office import order
from tracker import clock
from tracker.store.db import db

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("at_nine")]


def unfold(page: Page, panel: str) -> None:
    """Open a side road's form, unless it stands open."""
    form = page.locator(f"#{panel}")
    if not form.locator("form").is_visible():
        form.locator("summary").click()


def moments(desk: Desk, order_id: int) -> str:
    """The order's due moment as pages write it."""
    with desk.app.app_context():
        due_at = order(order_id).due_at
        db.session.remove()
    return f"{due_at.astimezone(clock.LOCAL):%Y-%m-%d %H:%M}"


def test_an_extension_is_asked_granted_and_told(desk: Desk):
    with desk.app.app_context():
        order_id = desk.office.travelled("contacted", now=desk.office.now - timedelta(days=3))  # a Friday
        db.session.remove()
    address, old = f"{desk.url}/orders/{order_id}", moments(desk, order_id)

    unit = desk.sign_in("handler0")
    unit.goto(address)
    unfold(unit, "ask-extension")
    asking = unit.locator("#ask-extension")
    expect(asking).to_contain_text(f"原期限 {old}")
    asking.get_by_label("延长多少").fill("16")
    asking.get_by_label("申请理由").fill("须待第三方检测结果。")
    asking.get_by_label("依据").fill("《产品质量监督抽查管理暂行办法》第二十二条")
    asking.get_by_role("button", name="申请延期").click()
    expect(unit.locator("#ask-extension")).to_contain_text("延期时长须为 1 至 15 个工作日")  # what was typed is kept
    expect(unit.locator("#ask-extension").get_by_label("申请理由")).to_have_value("须待第三方检测结果。")
    unit.locator("#ask-extension").get_by_label("延长多少").fill("5")
    unit.locator("#ask-extension").get_by_role("button", name="申请延期").click()
    expect(unit.get_by_text("已申请延期，等待审批")).to_be_visible()
    expect(unit.locator(".hurdles")).to_contain_text("已有一项延期申请在等待审批")

    supervisor = desk.sign_in("supervisor")
    supervisor.goto(f"{desk.url}/petitions")
    supervisor.get_by_role("link", name="夜间烧烤油烟扰民").click()
    granting = supervisor.locator("#grant-extension")
    expect(granting).to_contain_text(old)
    expect(granting.get_by_label("告知诉求人的话")).to_have_value(re.compile("夜间烧烤油烟扰民.*答复期限延至2026年"))
    granting.get_by_role("button", name="同意延期").click()
    expect(supervisor.get_by_text("已同意延期")).to_be_visible()
    new = moments(desk, order_id)
    assert new > old

    unit.goto(address)
    expect(unit.locator("#counting")).to_contain_text(f"原期限 {old}")
    expect(unit.locator("#counting")).to_contain_text(new)
    expect(unit.locator("#story")).to_contain_text(f"答复期限由 {old} 改为 {new}")
    expect(unit.get_by_text("须告知诉求人延期")).to_be_visible()
    expect(unit.locator(".hurdles")).to_contain_text("已延期 1 次，达到上限，不能再申请。")  # the second ask

    unfold(unit, "interim-reply")
    stage = unit.locator("#interim-reply")
    stage.get_by_label("阶段答复").fill("您好，已取样送检，结果出来后再向您答复。")
    stage.get_by_label("下次答复日期").fill("2026-03-13")
    stage.get_by_role("button", name="提交阶段答复").click()
    expect(unit.get_by_text("已作阶段答复")).to_be_visible()
    expect(unit.locator("#interim-replies")).to_contain_text("下次答复不晚于 2026-03-13")
    unit.goto(f"{desk.url}/unit")
    expect(unit.locator("main")).to_contain_text("下次阶段答复")

    phone = desk.sign_in("handler0", width=390)
    phone.goto(address)
    assert fits(phone)
