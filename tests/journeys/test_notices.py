"""通知 in a browser: the bell on a phone leads to the order and falls silent; the pages fit a phone and a reader."""


import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Desk, fits, serious
from tracker.domain.notices import HookShape, OutboxState, OutChannel
from tracker.store.db import db, transaction
from tracker.store.models import Hook, OutboxItem

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("at_nine")]


def test_the_bell_leads_to_the_order_and_falls_silent(desk: Desk):
    with desk.app.app_context():
        desk.office.travelled("dispatched")
        db.session.remove()
    page = desk.at_work("handler0", width=390)
    page.get_by_role("link", name="通知，1 条未读").click()
    page.get_by_role("link", name="MJ202603090001").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("夜间烧烤油烟扰民")
    expect(page.get_by_role("link", name="通知", exact=True).first).to_be_visible()
    expect(page.get_by_role("link", name="1 条未读")).to_have_count(0)


def test_the_pages_of_notices_fit_a_phone_and_a_reader(desk: Desk):
    """No page scrolls sideways at 390 px, and axe finds nothing serious on it."""
    now = desk.office.now
    with desk.app.app_context():
        desk.office.travelled("dispatched")
        with transaction() as session:
            session.add(Hook(
                name="热线群", shape=HookShape.WECOM, url="https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=x"))
            session.add(OutboxItem(
                key="mail:x", channel=OutChannel.MAIL, address="market@example.gov.cn", language="zh", next_at=now,
                created_at=now, state=OutboxState.DEAD))
        db.session.remove()
    visits = {
        "handler0": ["/inbox/", "/inbox/?all=1"],
        "administrator": ["/outbox/", "/outbox/hooks/new", "/outbox/hooks/1"],
    }
    for name, paths in visits.items():
        page = desk.sign_in(name, width=390)
        for path in paths:
            page.goto(desk.url + path)
            assert fits(page), f"{path} scrolls sideways"
            assert not serious(page), path
