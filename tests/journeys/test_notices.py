"""通知 in a browser: the bell on a phone leads to the order and falls silent; the pages fit a phone and a reader."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Desk
from tracker.domain.notices import HookShape, OutboxState, OutChannel
from tracker.store.db import db, transaction
from tracker.store.models import Hook, OutboxItem

VENDOR = Path(__file__).parents[1] / "vendor"

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("at_nine")]


def test_the_bell_leads_to_the_order_and_falls_silent(desk: Desk):
    with desk.app.app_context():
        desk.office.travelled("dispatched")
        db.session.remove()
    page = desk.sign_in("handler0", width=390)
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
    axe = next(VENDOR.glob("axe-core-*/axe.min.js")).read_text("utf-8")
    visits = {
        "handler0": ["/inbox/", "/inbox/?all=1"],
        "administrator": ["/outbox/", "/outbox/hooks/new", "/outbox/hooks/1"],
    }
    for name, paths in visits.items():
        page = desk.sign_in(name, width=390)
        for path in paths:
            page.goto(desk.url + path)
            assert page.evaluate("document.documentElement.scrollWidth") <= 390, f"{path} scrolls sideways"
            page.evaluate(axe)
            found = page.evaluate("axe.run().then(result => result.violations)")
            serious = [
                (rule["id"], node["html"][:120]) for rule in found if rule["impact"] in ("serious", "critical")
                for node in rule["nodes"]
            ]
            assert not serious, f"{path}: {serious}"
