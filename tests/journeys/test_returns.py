"""退单 in a browser: granted, sent to the suggested unit, signed; denied, and never again; a co-handler's result."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Desk, fits
from tests.office import HOUSING, MARKET
from tracker import clock
from tracker.store.db import db
from tracker.usecases.sign_order import sign_order

pytestmark = pytest.mark.browser


def an_order(desk: Desk, title: str, *co: str) -> int:
    """Dispatched to the market bureau a moment ago."""
    with desk.app.app_context():
        now = clock.now() - timedelta(minutes=5)
        order_id = desk.office.register(now, title=title)
        desk.office.dispatch(order_id, MARKET, co, now)
        db.session.remove()
    return order_id


def ask_for_return(desk: Desk, order_id: int) -> None:
    unit = desk.sign_in("handler0")
    unit.goto(f"{desk.url}/orders/{order_id}")
    unit.locator("#ask-return > summary").click()
    form = unit.locator("#ask-return")
    form.get_by_label("退单理由").select_option(value="duty")
    form.get_by_label("建议承办单位").select_option(label=HOUSING)
    form.get_by_label("情况说明").fill("油烟净化设施由住建部门监管。")
    form.get_by_label("依据").fill("区权责清单第12项")
    form.get_by_role("button", name="提交退单申请").click()
    expect(unit.get_by_text("先办后议").first).to_be_visible()


def test_a_return_is_granted_and_the_order_finds_its_unit(desk: Desk):
    order_id = an_order(desk, "油烟直排")
    ask_for_return(desk, order_id)

    dispatcher = desk.sign_in("dispatcher")
    dispatcher.goto(f"{desk.url}/returns")
    dispatcher.get_by_role("link", name="油烟直排").first.click()
    deciding = dispatcher.locator("#grant-return")
    expect(deciding).to_contain_text("区权责清单第12项")
    expect(deciding).to_contain_text(HOUSING)
    deciding.get_by_role("button", name="同意退单").click()
    expect(dispatcher.get_by_text("已同意退单")).to_be_visible()

    form = dispatcher.locator("#dispatch")
    expect(form).to_contain_text(f"已由 {MARKET} 退单")
    expect(form.get_by_label("主办单位")).to_have_value(str(desk.office.units[HOUSING]))
    form.get_by_role("button", name="派单", exact=True).click()
    expect(dispatcher.get_by_text("已派单")).to_be_visible()
    units = dispatcher.locator("#units")
    expect(units).to_contain_text(f"{MARKET}")
    expect(units).to_contain_text("因退单退出")

    old = desk.sign_in("handler0")
    answer = old.goto(f"{desk.url}/orders/{order_id}")
    assert answer is not None and answer.status == 404

    new = desk.sign_in("handler1")
    new.goto(f"{desk.url}/unit")
    new.get_by_role("link", name="油烟直排").first.click()
    new.locator("#sign").get_by_role("button", name="签收").click()
    expect(new.get_by_text("已签收")).to_be_visible()


def test_a_denied_return_cannot_be_asked_again(desk: Desk):
    order_id = an_order(desk, "占道经营")
    ask_for_return(desk, order_id)
    dispatcher = desk.sign_in("dispatcher")
    dispatcher.goto(f"{desk.url}/orders/{order_id}")
    denial = dispatcher.locator("#deny-return")
    denial.get_by_label("驳回理由").fill("占道食品经营由市场监管部门牵头。")
    denial.get_by_role("button", name="驳回退单").click()
    expect(dispatcher.get_by_text("已驳回退单")).to_be_visible()

    unit = desk.sign_in("handler0", width=390)
    unit.goto(f"{desk.url}/orders/{order_id}")
    expect(unit.locator("#more-moves .hurdles")).to_contain_text("不得再次退回")
    expect(unit.locator("#ask-return")).to_have_count(0)
    assert fits(unit)


def test_a_co_handler_gives_its_result_and_the_lead_sees_it(desk: Desk):
    order_id = an_order(desk, "烟道改造", HOUSING)
    with desk.app.app_context():
        sign_order(order_id, by=desk.office.market, now=clock.now())
        db.session.remove()
    helper = desk.sign_in("handler1")
    helper.goto(f"{desk.url}/unit")
    helper.get_by_role("link", name="烟道改造").first.click()
    helper.locator("#sign").get_by_role("button", name="签收").click()
    panel = helper.locator("#co-result")
    panel.get_by_label("协办结果").fill("烟道未接入公共排烟系统，已约谈物业。")
    panel.get_by_role("button", name="反馈主办单位").click()
    expect(helper.get_by_text("协办结果已反馈主办单位")).to_be_visible()

    lead = desk.sign_in("handler0")
    lead.goto(f"{desk.url}/orders/{order_id}")
    expect(lead.locator("#units")).to_contain_text("烟道未接入公共排烟系统，已约谈物业。")
