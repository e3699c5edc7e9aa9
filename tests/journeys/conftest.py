"""A real server on a port of its own and a real browser; where CI is set neither may be missing."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright
from waitress.server import create_server

from tests.conftest import MONDAY_MORNING
from tests.office import Office
from tests.serving import in_thread
from tracker import clock
from tracker.store.db import db

LAUNCH = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, headless."""
    program = shutil.which("chromium")
    if program is None:
        message = "Chromium is not installed (apt-get install chromium)"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
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
        """A page of one's own, signed in as `name`; a script error or a refused load fails the test."""
        page = self.browser.new_context(
            viewport={"width": width, "height": 900}, locale="zh-CN", accept_downloads=True
        ).new_page()
        page.on("pageerror", lambda error: pytest.fail(f"script error: {error}"))
        page.goto(f"{self.url}/sign-in")
        page.get_by_label("登录名").fill(name)
        page.get_by_label("密码").fill(self.office.passwords[name])
        page.get_by_role("button", name="登录").click()
        page.wait_for_url(lambda url: "/sign-in" not in url)
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
