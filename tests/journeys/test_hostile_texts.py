"""Texts made to run travel through every page, paper, workbook and message harmlessly: a browser tells what ran.

Every text in the database is hostile (poison.py). A browser opens whatever shows one, and reports any script, dialog,
breach of the content security policy, and request that leads out of the house. In the suite the browser opens the pages
that show the most of them, TRACKER_HOSTILE=1000 opens all; what the others answer is searched for live markup only.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import select
from waitress.server import create_server

from tests.conftest import MONDAY_MORNING as NOW
from tests.conftest import make_app
from tests.fuzz.doors import doors
from tests.journeys.conftest import Desk
from tests.journeys.hostile_office import Watched, furnish_more, work_on
from tests.journeys.poison import ALIVE, LONG, NAME, empty_tables, poison
from tests.matrix.expected import ALLOWED, expected
from tests.matrix.test_matrix import questions
from tests.matrix.world import World
from tests.office import Office
from tests.receivers import configured, receiver, smtp_server
from tests.serving import in_thread
from tests.sheets.test_formulas_stay_text import no_formula_holds_it, values_of
from tests.survival.work import lift_rates
from tests.usecases.test_notices import give_address
from tracker import clock
from tracker.domain.notices import HookShape
from tracker.store.db import db, transaction
from tracker.store.folders import folder
from tracker.store.models import Attachment, Hook
from tracker.usecases.send_outbox import send_outbox
from tracker.usecases.urge_order import urge_order

pytestmark = pytest.mark.browser

AT_ORDERS = ("supervisor", "handler0")
"They see different things on an order's pages; on other pages, whoever may open them first sees what there is."
ROLES = (*AT_ORDERS, "dispatcher", "operator", "reviewer", "callback", "administrator", "security_manager", "auditor")
PAGES = int(os.environ.get("TRACKER_HOSTILE", "12"))
"So many pages, and half as many refused forms, are opened in the browser."
ORDERS = {"orders.reply", "orders.refuse", "orders.return_asked", "orders.reveal", "orders.attach", "orders.void"}
"Of the sixty forms on an order's page, all made by the same macros, those that the suite sends."
HERE = "https://hotline.example.gov.cn"


@dataclass
class Hostile:
    """The office, and what it answered: of each kind of page the one with most hostile texts, and the workbooks."""

    desk: Desk
    world: World
    shown: dict[str, tuple[int, str, str]] = field(default_factory=dict)
    "Kind of page → how many texts, to whom, at which address."
    books: dict[str, bytes] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)


def addresses(world: World, name: str) -> Iterator[tuple[str, str]]:
    """(kind, address) of every page that is the person's: with what there is, and asked with hostile words."""
    names = {door.rule: door.names for door in doors(world.app, "GET")}
    for asked in questions(world):
        is_order = "order_id" in asked.values
        if asked.method != "GET" or is_order and name not in AT_ORDERS or ALLOWED not in expected(world, name, asked):
            continue
        kind = asked.rule.rule
        yield kind + name * is_order, asked.address
        if not asked.values and len(names.get(kind, ())) > 1:
            yield kind + "?", f"{asked.address}?{urlencode(dict.fromkeys(names[kind], NAME))}"
    order_id = world.things["order_id"]
    if name == "supervisor":
        yield from (("order", f"/orders/{one}") for one in world.orders)
        yield from ((word, f"/orders/?q={quote(word)}") for word in ("onerror", "<script>"))
    elif name in ("dispatcher", "operator", "reviewer", "callback"):
        yield f"order {name}", f"/orders/{world.orders[0]}"
    elif name == "handler0":
        yield from ((f"file {one}", f"/orders/{order_id}/attachments/{one}")
                    for one in db.session.scalars(select(Attachment.id)))
        yield "draft", f"/knowledge/{world.draft}"
    yield "nothing", f"/{quote(NAME)}"


def look(hostile: Hostile, name: str) -> None:
    """Ask for every page as one person: what comes must hold no live markup."""
    client = hostile.world.client(name)
    for kind, address in addresses(hostile.world, name):
        if address in hostile.seen:
            continue
        with client.get(address) as answer:
            assert answer.status_code < 500, f"{name} {address}"
            if "spreadsheet" in answer.mimetype:
                hostile.books[address] = answer.data
            if answer.mimetype == "text/html":
                assert not (alive := ALIVE.search(answer.text)), f"{name} {address}: {alive}"
                found = answer.text.count("ran=1"), name, address
                hostile.shown[kind] = max(found, hostile.shown.get(kind, found))
        if name not in AT_ORDERS or "/orders/" not in address:
            hostile.seen.add(address)


@pytest.fixture(scope="module")
def hostile(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hostile]:
    """The office at work, on its Monday."""
    app = make_app(tmp_path_factory.mktemp("hostile"))
    with pytest.MonkeyPatch.context() as patch, app.app_context():
        patch.setattr(clock, "now", lambda: NOW)
        world = World(app, Office(NOW), NOW)
        for furnish in (world.fill, world.hire, world.furnish):
            furnish()
        furnish_more(world)
        lift_rates(NOW)
        people = [actor.id or 0 for actor in world.actors.values()]
        poison(world.orders[0], int(world.things["issue_id"]), people, NOW)
        assert empty_tables() == set()
        work_on(world, tmp_path_factory.mktemp("ledgers"))
        db.session.remove()
        server = create_server(app, host="127.0.0.1", port=0, threads=4)
        with in_thread(server):
            made = Hostile(Desk(f"http://127.0.0.1:{server.effective_port}", app, world.office, browser), world)
            for name in ROLES:
                look(made, name)
            yield made
        db.session.remove()
        db.engine.dispose()


def test_no_page_runs_them(hostile):
    found = sorted((found for kind, found in hostile.shown.items() if not kind.endswith("?")), reverse=True)
    shown = [(name, address) for times, name, address in found if times]
    assert len(shown) > 60
    shown = shown[:PAGES]
    complaints = []
    for name in dict.fromkeys(name for name, _address in shown):
        with Watched(hostile.desk, hostile.world, name) as watched:
            for _name, address in (one for one in shown if one[0] == name):
                watched.open(address)
        complaints += watched.complaints
    assert not complaints, "\n".join(complaints)


def test_no_workbook_takes_them_for_formulas(hostile, tmp_path):
    paths = [*folder("workbooks").rglob("*.xlsx"), *folder("exports").rglob("*.xlsx")]
    for number, body in enumerate(hostile.books.values()):
        paths.append(tmp_path / f"{number}.xlsx")
        paths[-1].write_bytes(body)
    found = [text for path in paths if path.stat().st_size > 1 for text in values_of(path) if "ran=1" in text]
    for path in (path for path in paths if path.stat().st_size > 1):
        no_formula_holds_it(path)
    assert len(found) > 50


def test_no_message_is_more_than_text(hostile):
    world = hostile.world
    give_address("handler0", "market@example.gov.cn")
    with smtp_server() as (box, server), receiver() as known, configured(world.app, mail=server, base_url=HERE):
        with transaction() as session:
            session.add_all(Hook(name=f"{NAME}{shape.value}"[:40], shape=shape, url=known.url) for shape in HookShape)
        urge_order(world.orders[0], LONG, by=world.office.supervisor, now=NOW)
        send_outbox(mail=server, base_url=HERE, now=NOW)
    letters = [letter for letter in box.letters if letter["To"] == "market@example.gov.cn"]
    assert letters and not any(letter.is_multipart() for letter in letters)
    for letter in letters:
        assert letter.get_content_type() == "text/plain" and "evil" in letter.get_content()
        assert "evil" not in str(letter.items())
    assert len(known.got) == len(HookShape)
    for posted in known.got:
        assert posted.headers["Content-Type"] == "application/json; charset=utf-8" and "evil" in str(posted.content)
        assert posted.content.get("msgtype", "text") == "text"
        assert "evil" not in str(posted.headers)


PLAYED = """player => new Promise(done => {
  player.muted = true;
  player.addEventListener("timeupdate", () => done(true), { once: true });
  player.play();
})"""


def test_attachments_with_hostile_names_are_looked_at_heard_and_taken(hostile):
    """The picture, the document and the recording are there; the name is nothing but a name."""
    with Watched(hostile.desk, hostile.world, "handler0") as watched:
        page, answers = watched.page, []
        page.on("response", lambda answer: answers.append(answer) if answer.url.endswith("/content") else None)
        watched.open(f"/orders/{hostile.world.things['order_id']}")
        panel, view = page.locator("#attachments"), page.locator("#attachment-view")
        names = panel.locator(".attached-name a")
        assert all(text.startswith(NAME) for text in names.all_text_contents())
        names.nth(0).click()
        expect(view.locator("img")).to_have_js_property("naturalWidth", 640)
        names.nth(1).click()
        expect(view.locator("iframe")).to_have_attribute("title", re.compile("onerror"))
        assert panel.locator("li audio").evaluate(PLAYED)
        types = {answer.headers.get("content-type", "").partition("/")[0] for answer in answers} - {""}
        assert types == {"image", "application", "audio"}
        with page.expect_download() as download:
            panel.get_by_role("link", name="下载附件 2").click()
        assert not set(download.value.suggested_filename) & set("<>/\\\"")
    assert not watched.complaints, "\n".join(watched.complaints)


def test_no_form_that_is_shown_again_runs_them(hostile):
    """The last, for it works the forms: what is sent is refused, and comes back in the form that it was written in."""
    world, again = hostile.world, {}
    names = {door.endpoint: door.names for door in doors(world.app, "POST")}
    for name in ROLES:
        client = world.client(name)
        for asked in questions(world):
            endpoint = asked.rule.endpoint
            if "order_id" in asked.values and endpoint not in ORDERS and PAGES < 100:
                continue
            if asked.method != "POST" or endpoint not in names or ALLOWED not in expected(world, name, asked):
                continue
            answer = client.post(asked.address, data=dict.fromkeys(names.pop(endpoint), LONG))
            assert answer.status_code < 500, asked.address
            assert not (alive := ALIVE.search(answer.text)), f"{asked.address}: {alive}"
            if "ran=1" in answer.text:
                title, text = answer.text.partition("</title>")[0], answer.text
                again[title] = re.sub(r"<(link|script)[^>]*static/[^>]*>", "", text)
    pages = sorted(again.values(), key=lambda page: -page.count("ran=1"))
    assert len(pages) > 20
    pages = pages[:PAGES // 2]
    with Watched(hostile.desk, world, "supervisor") as watched:  # without our policy: what is live runs
        watched.page.route("**/again/*", lambda route: route.fulfill(
            body=pages[int(route.request.url.rpartition("/")[2])], content_type="text/html; charset=utf-8"))
        for number in range(len(pages)):
            watched.open(f"/again/{number}")
    assert not watched.complaints, "\n".join(watched.complaints)
