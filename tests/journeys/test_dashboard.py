"""领导看板 in a browser: charts are drawn, their tables unfold, new figures come by themselves, numbers lead to orders."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.factories.stored import stored_order
from tests.journeys.conftest import Desk, fits, serious
from tests.office import HOUSING, MARKET, TOWN
from tracker.domain.words import Satisfaction, Solved
from tracker.store.db import db, transaction

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("at_nine")]


def closed_order(desk: Desk, unit: str) -> None:
    received = desk.office.now - timedelta(days=4)
    stored_order(
        received, lead_id=desk.office.units[unit], dispatched_at=received, signed_at=received, contacted_at=received,
        due_at=desk.office.now - timedelta(days=1), replied_at=received + timedelta(days=1),
        reviewed_at=received + timedelta(days=1), closed_at=received + timedelta(days=2), working_days_taken=2,
        place_code="jinshan", matter_code="labour.wages", satisfaction=Satisfaction.SATISFIED, solved=Solved.YES)


def test_charts_tables_and_links(desk: Desk):
    with desk.app.app_context():
        with transaction():
            for unit in (MARKET, MARKET, HOUSING, TOWN):
                closed_order(desk, unit)
        db.session.remove()
    page = desk.at_work("supervisor")
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.get_by_role("link", name="领导看板").click()
    expect(page.locator("[data-chart].is-drawn")).to_have_count(5, timeout=20_000)
    expect(page.locator("[data-chart] canvas")).to_have_count(5)
    assert page.locator("#chart-trend canvas").evaluate(
        "canvas => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some(byte => byte)")

    trend = page.locator("#chart-trend table")
    expect(trend).to_be_hidden()
    page.locator("#chart-trend summary").click()
    expect(trend).to_be_visible()
    expect(trend.get_by_role("row", name="2026-03")).to_contain_text("4")

    with desk.app.app_context():
        with transaction():
            closed_order(desk, HOUSING)
        db.session.remove()
    page.evaluate("htmx.trigger(document.querySelector('#dashboard-figures'), 'refresh')")
    expect(trend.get_by_role("row", name="2026-03")).to_contain_text("5")  # and the table is still open
    expect(page.locator("[data-chart].is-drawn")).to_have_count(5)
    assert not serious(page)

    trend.get_by_role("row", name="2026-03").get_by_role("link").first.click()
    expect(page.locator(".pages-total")).to_contain_text("共 5 条")
    assert complaints == []  # nothing was refused by the content policy


def test_the_pages_fit_a_phone_the_wall_and_a_reader(desk: Desk):
    with desk.app.app_context():
        with transaction():
            closed_order(desk, MARKET)
        db.session.remove()
    page = desk.sign_in("supervisor", width=390)
    paths = ("/dashboard", "/dashboard?screen=1", "/durations?month=2026-03", "/department")
    for path in paths:
        page.goto(desk.url + path)
        assert fits(page), f"{path} scrolls sideways"
        assert not serious(page), path
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.goto(desk.url + "/dashboard?screen=1")
    expect(page.locator("nav")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollHeight") <= 1080, "the wall does not scroll"
    assert not serious(page)
