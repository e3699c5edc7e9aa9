"""An article's way through a browser: written, published by a second person, found beside the reply, put into it."""

import re
from dataclasses import replace
from datetime import datetime

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Desk, fits, serious
from tests.office import MARKET
from tests.usecases.test_knowledge import FUMES
from tests.usecases.test_knowledge import published as publish_at_once
from tracker import clock
from tracker.domain.words import ContactMethod
from tracker.store.db import db
from tracker.usecases.record_contact import record_contact
from tracker.usecases.sign_order import sign_order

pytestmark = pytest.mark.browser

BODY = "停电检修应当提前7日公告。\n\n临时停电的，应当提前24小时通知重要用户。"


def order_in_hand(desk: Desk, now: datetime) -> int:
    """An order that the market unit has to answer."""
    with desk.app.app_context():
        order_id = desk.office.register(now, title="园区停电未提前通知")
        desk.office.dispatch(order_id, lead=MARKET, now=now)
        sign_order(order_id, by=desk.office.market, now=now)
        record_contact(order_id, at=now, method=ContactMethod.PHONE, whom="温小姐", by=desk.office.market, now=now)
        db.session.remove()
    return order_id


def write(page: Page, url: str) -> None:
    page.goto(f"{url}/knowledge/")
    page.get_by_role("link", name="起草知识").first.click()
    page.get_by_label("标题").fill("停电检修怎样通知")
    page.get_by_label("正文").fill(BODY)
    page.get_by_label("关键词").fill("停电 检修")
    page.get_by_role("button", name="保存草稿").click()
    expect(page.get_by_text("草稿已保存")).to_be_visible()
    page.get_by_role("button", name="送审").click()
    expect(page.get_by_text("已送审")).to_be_visible()


def publish(page: Page, url: str) -> None:
    page.goto(url)
    page.get_by_role("link", name=re.compile("待审核知识")).click()
    page.get_by_role("link", name="停电检修怎样通知").click()
    page.get_by_role("button", name="审核发布").click()
    expect(page.get_by_text("已发布，登记和答复时可以查到")).to_be_visible()


def published(desk: Desk) -> None:
    """The same article without the pages."""
    with desk.app.app_context():
        publish_at_once(desk.office, clock.now(), replace(
            FUMES, title="停电检修怎样通知", keywords="停电 检修", body=BODY, matter_code=None, legal_basis=""),
            by=desk.office.housing)
        db.session.remove()


def test_from_one_units_desk_into_anothers_answer(desk: Desk):
    order_id = order_in_hand(desk, clock.now())
    write(desk.sign_in("handler1"), desk.url)
    publish(desk.sign_in("reviewer"), desk.url)

    page = desk.sign_in("handler0")
    page.goto(f"{desk.url}/orders/{order_id}")
    answer = page.get_by_label("公开答复")
    answer.fill("您好，您反映的问题收悉。")
    page.get_by_label("查知识库").fill("停电")
    offer = page.locator("[data-offer]").filter(has_text="停电检修怎样通知")
    expect(offer.locator("mark").first).to_have_text("停电")
    offer.locator("summary").click()
    with page.expect_response(re.compile("/use$")) as used:
        offer.get_by_role("button", name="插入").click()
    assert used.value.status == 200
    expect(answer).to_have_value("您好，您反映的问题收悉。\n" + BODY)  # nothing typed is lost
    expect(offer).to_contain_text("引用 1 次")

    answer.focus()
    page.keyboard.press("Control+z")
    expect(answer).to_have_value("您好，您反映的问题收悉。")
    page.keyboard.press("Control+Shift+z")
    expect(answer).to_have_value("您好，您反映的问题收悉。\n" + BODY)

    page.goto(f"{desk.url}/orders/{order_id}")  # the draft of the answer has kept the inserted text
    expect(page.get_by_label("公开答复")).to_have_value("您好，您反映的问题收悉。\n" + BODY)
    expect(page.get_by_label("查知识库")).to_have_value("")
    page.goto(f"{desk.url}/knowledge/?q=停电")
    row = page.get_by_role("row").filter(has_text="停电检修怎样通知")
    expect(row.locator(".cell-end")).to_have_text("1")


def test_the_text_goes_where_the_caret_stands(desk: Desk):
    order_id = order_in_hand(desk, clock.now())
    published(desk)
    page = desk.sign_in("handler0")
    page.goto(f"{desk.url}/orders/{order_id}")
    answer = page.get_by_label("公开答复")
    answer.fill("开头\n\n结尾")
    answer.focus()
    page.keyboard.press("Control+Home")
    page.keyboard.press("ArrowDown")
    page.get_by_label("查知识库").fill("检修")
    offer = page.locator("[data-offer]").first
    offer.locator("summary").click()
    offer.get_by_role("button", name="插入").click()
    expect(answer).to_have_value(f"开头\n{BODY}\n结尾")


def test_an_operator_reads_it_out_and_that_counts(desk: Desk):
    published(desk)
    page = desk.sign_in("operator")
    page.goto(f"{desk.url}/orders/new")
    page.get_by_label("查知识库").fill("停电")
    offer = page.locator("[data-offer]").first
    offer.locator("summary").click()
    expect(offer.locator("[data-offer-text]")).to_contain_text("提前24小时通知重要用户")
    expect(offer.get_by_role("button", name="插入")).to_be_visible()  # the direct answer takes it
    offer.get_by_role("button", name="已念给诉求人").click()
    expect(offer).to_contain_text("引用 1 次")


def test_without_scripts_the_text_can_be_opened_and_copied(desk: Desk):
    published(desk)
    order_id = order_in_hand(desk, clock.now())
    signed_in = desk.sign_in("handler0")
    plain = desk.browser.new_context(
        java_script_enabled=False, storage_state=signed_in.context.storage_state()).new_page()
    plain.goto(f"{desk.url}/orders/{order_id}")
    with plain.expect_popup() as opened:
        plain.get_by_role("link", name="打开知识库").click()
    opened.value.get_by_label("关键词").fill("停电")
    opened.value.get_by_role("button", name="查找").click()
    opened.value.get_by_role("link", name="停电检修怎样通知").click()
    expect(opened.value.get_by_text("提前24小时通知重要用户")).to_be_visible()


def test_the_rooms_fit_a_phone_and_a_reader(desk: Desk):
    published(desk)
    order_id = order_in_hand(desk, clock.now())
    visits = {
        "handler1": ["/knowledge/", "/knowledge/new", "/knowledge/1", "/knowledge/1/edit"],
        "handler0": [f"/orders/{order_id}"], "operator": ["/orders/new"],
    }
    for name, paths in visits.items():
        page = desk.sign_in(name, width=390)
        for path in paths:
            page.goto(desk.url + path)
            if path.startswith("/orders"):
                page.get_by_label("查知识库").fill("停电")
                page.locator("[data-offer] summary").first.click()
            assert fits(page), f"{path} scrolls sideways"
            assert not serious(page), path
