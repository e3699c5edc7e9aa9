"""Two browsers, one order: the slower one sees what the quicker one did, and loses nothing of what was typed."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Desk, fits
from tests.office import HOUSING, MARKET, story
from tracker.store.db import db

pytestmark = pytest.mark.browser


def test_the_second_dispatcher_sees_what_the_first_did(desk: Desk):
    with desk.app.app_context():
        order_id = desk.office.register()
        db.session.remove()
    quick, slow = desk.sign_in("dispatcher"), desk.sign_in("dispatcher", width=390)
    for page in (quick, slow):
        page.goto(f"{desk.url}/orders/{order_id}")
    quick.get_by_label("主办单位").first.select_option(label=MARKET)
    quick.get_by_role("button", name="派单", exact=True).click()
    expect(quick.get_by_text("已派单")).to_be_visible()

    slow.get_by_label("主办单位").first.select_option(label=HOUSING)
    slow.get_by_label("派单意见").first.fill("请住建局当日到现场核实油烟管道。")
    slow.get_by_role("button", name="派单", exact=True).click()
    news = slow.get_by_role("list", name="您打开页面之后的进展")
    expect(news).to_contain_text(f"派单至主办 {MARKET}")
    expect(news).to_contain_text(desk.office.dispatcher.name)
    expect(slow.locator("#typed")).to_contain_text("请住建局当日到现场核实油烟管道。")
    assert fits(slow)
    with desk.app.app_context():
        assert story(order_id) == ["registered", "dispatched"]
        db.session.remove()
