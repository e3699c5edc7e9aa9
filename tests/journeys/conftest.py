"""A real server on a port of its own and a real browser; where CI is set neither may be missing."""

import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect, sync_playwright
from waitress.server import create_server

from tests.conftest import MONDAY_MORNING
from tests.office import Office
from tests.serving import in_thread
from tracker import clock
from tracker.store.db import db

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
AXE = next((Path(__file__).parents[1] / "vendor").glob("axe-core-*/axe.min.js"))
PATIENCE = 20_000
"Milliseconds that a page may take to show something: the suite shares the processors."

LAUNCH = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]


def fits(page: Page) -> bool:
    """Nothing stands out at the side, once the styles are there."""
    page.wait_for_load_state("load")
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def serious(page: Page, part: str = "body") -> list[tuple[str, str]]:
    """What axe finds serious or critical in that part of the page: (rule, where)."""
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("part => axe.run(part, {resultTypes: ['violations']}).then(all => all.violations)", part)
    return [
        (rule["id"], node["html"][:160]) for rule in found if rule["impact"] in ("serious", "critical")
        for node in rule["nodes"]
    ]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium without windows, or where that is missing the whole one, headless."""
    program = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if program is None:
        message = "Chromium is not installed (apt-get install chromium-headless-shell)"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=LAUNCH)
        yield chromium
        chromium.close()


@dataclass
class Desk:
    """The running office: where it is, who has which password, and a browser."""

    url: str
    app: Flask
    office: Office
    browser: Browser

    def sign_in(self, name: str, width: int = 1440) -> Page:
        """An empty page of one's own, signed in as `name`; a script error or a refused load fails the test.

        The form is sent without looking at it: test_accounts and test_second_factor sign in by hand.
        """
        context = self.browser.new_context(
            viewport={"width": width, "height": 900}, locale="zh-CN", accept_downloads=True)
        address = f"{self.url}/sign-in"
        token = TOKEN.search(context.request.get(address).text())
        assert token, "the sign-in form has no token"
        given = {"csrf_token": token[1], "name": name, "password": self.office.passwords[name]}
        answer = context.request.post(address, form=given, headers={"Referer": address}, max_redirects=0)
        assert answer.status == 302, answer.text()
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(f"script error: {error}"))
        return page

    def at_work(self, name: str, width: int = 1440) -> Page:
        """The same, with one's desk before one."""
        page = self.sign_in(name, width)
        page.goto(self.url)
        return page


@pytest.fixture
def desk(fresh_app: Flask, browser: Browser) -> Iterator[Desk]:
    """The office behind a production server on a free port."""
    fresh_app.config["WTF_CSRF_ENABLED"] = True
    with fresh_app.app_context():
        office = Office(MONDAY_MORNING)
        db.session.remove()
    server = create_server(fresh_app, host="127.0.0.1", port=0, threads=4)
    with in_thread(server):
        try:
            yield Desk(f"http://127.0.0.1:{server.effective_port}", fresh_app, office, browser)
        finally:
            for context in browser.contexts:
                context.close()


@pytest.fixture
def at_nine(monkeypatch: pytest.MonkeyPatch) -> None:
    """The office's clock stands at Monday 2026-03-09, 09:00 (what the machine's clock says lies outside)."""
    monkeypatch.setattr(clock, "now", lambda: MONDAY_MORNING)
