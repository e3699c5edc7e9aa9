"""A supervisor finds in a browser what many callers speak of, names it, follows it and closes it with a result."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.conftest import MONDAY_MORNING
from tests.domain.test_hot_topics import LIFTS
from tests.journeys.conftest import Desk, fits
from tracker.store.db import db

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("at_nine")]


def told(desk: Desk, *texts: tuple[str, str], days_ago: int = 2) -> None:
    with desk.app.app_context():
        for place, (title, content) in enumerate(texts):
            desk.office.register(
                MONDAY_MORNING - timedelta(days=days_ago), title=title, content=content,
                caller_phone=f"1390000{days_ago}00{place}")
        db.session.remove()


def test_found_named_followed_and_closed(desk: Desk):
    told(desk, *LIFTS, ("社保补缴流程", "以前单位漏缴三个月社保，如何补缴。"))
    page = desk.at_work("supervisor")
    page.get_by_role("link", name="突出问题").click()
    group = page.locator("tbody tr")
    expect(group).to_have_count(1)
    expect(group).to_contain_text("3 个电话")
    group.get_by_role("link", name="立为突出问题").click()
    page.get_by_role("textbox", name="名称").fill("锦绣家园3栋电梯停运")
    page.get_by_text("群众反映集中", exact=True).click()
    page.get_by_role("button", name="立为突出问题").click()
    expect(page.get_by_text("已立为突出问题")).to_be_visible()
    expect(page.locator("#orders tbody tr")).to_have_count(3)

    plan = page.locator("#plan")
    plan.get_by_label("牵头单位").select_option(label="区市场监督管理局")
    plan.get_by_label("每月一题").fill("2026-03")
    plan.get_by_label("攻坚措施").fill("约谈物业，更换主板，建立维保台账。")
    plan.get_by_label("开始日期").fill("2026-03-09")
    plan.get_by_label("目标日期").fill("2026-03-13")
    plan.get_by_role("button", name="保存安排").click()
    expect(page.get_by_text("已安排攻坚")).to_be_visible()
    expect(page.locator("#facts")).to_contain_text("还剩 4 天")

    told(desk, ("锦绣家园电梯困人", "锦绣家园3栋电梯昨晚又停运困人，物业拖延不修，老人上下楼困难。"), days_ago=1)
    page.reload()
    proposed = page.locator("#proposed")
    expect(proposed.locator("tbody tr")).to_have_count(1)
    proposed.get_by_role("checkbox").check()
    proposed.get_by_role("button", name="纳入").click()
    expect(page.get_by_text("已纳入 1 件")).to_be_visible()
    expect(page.locator("#orders tbody tr")).to_have_count(4)
    expect(page.locator("#weeks")).to_contain_text("4 件")

    page.get_by_role("link", name="我的待办").first.click()
    expect(page.get_by_text("有 1 个突出问题临近目标日期")).to_be_visible()
    page.get_by_role("link", name="查看突出问题").click()
    page.get_by_role("link", name="锦绣家园3栋电梯停运").click()
    page.locator("#note").get_by_label("进展").fill("已约谈物业，配件已到。")
    page.get_by_role("button", name="记录进展").click()
    expect(page.locator("#story")).to_contain_text("已约谈物业，配件已到。")
    ending = page.locator("#close")
    ending.locator("summary").click()
    ending.get_by_label("办结成效").fill("三台电梯更换主板，建立维保台账。")
    ending.get_by_role("button", name="办结突出问题").click()
    expect(page.locator("#result")).to_contain_text("三台电梯更换主板")
    page.get_by_role("link", name="返回突出问题").click()
    expect(page.locator("tbody tr")).to_contain_text("锦绣家园3栋电梯停运")

    phone = desk.sign_in("supervisor", width=390)
    for address in ("/issues/", "/issues/ended", "/issues/1"):
        phone.goto(desk.url + address)
        assert fits(phone), address
