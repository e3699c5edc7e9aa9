"""What a hostile office is made of besides the matrix's world, and a browser that watches over it."""

from datetime import timedelta
from pathlib import Path

from playwright.sync_api import ConsoleMessage, Page

from tests.conftest import MONDAY_MORNING as NOW
from tests.factories import uploads as made
from tests.factories.ledgers import HEADERS, PLAIN, write_ledger
from tests.journeys.conftest import Desk
from tests.journeys.poison import LONG, NAME
from tests.matrix.world import World
from tests.office import MARKET
from tracker.domain.exports import COLUMNS
from tracker.domain.filters import Filters
from tracker.domain.issues import Assault
from tracker.domain.words import AttachmentKind
from tracker.usecases.ask_export import Wish, ask_export
from tracker.usecases.attach_files import attach_files
from tracker.usecases.close_month import close_month
from tracker.usecases.follow_issue import plan_issue
from tracker.usecases.give_interim_reply import give_interim_reply
from tracker.usecases.invite_person import invite_person
from tracker.usecases.keep_hard_ledger import Plan, ask_hard, grant_hard
from tracker.usecases.link_provider import await_provider
from tracker.usecases.make_monthly_workbook import make_monthly_workbook
from tracker.usecases.preview_import import preview_import
from tracker.usecases.reindex_orders import reindex_orders
from tracker.usecases.write_export import write_export

WATCH = """
window.addEventListener("securitypolicyviolation", event =>
  console.error("policy: " + event.violatedDirective + " " + event.blockedURI + " " + event.sample));
"""


def furnish_more(world: World) -> None:
    """What the matrix's world lacks of things that somebody writes."""
    office, later = world.office, NOW.date() + timedelta(days=2)
    asked = [office.travelled("contacted", NOW - timedelta(days=1)) for _one in range(3)]
    world.orders += asked
    office.ask_longer(asked[0], 3, NOW)
    office.ask_return(office.travelled("signed"))
    give_interim_reply(asked[1], public_answer="已责令整改。", next_on=later, by=office.market, now=NOW)
    ask_hard(asked[2], "须多家会商。", Plan("逐户协商。", later), by=office.market, now=NOW)
    grant_hard(asked[2], by=office.supervisor, now=NOW)
    plan = Assault(office.units[MARKET], (), "联合检查。", NOW.date(), later, "2026-03")
    plan_issue(int(world.things["issue_id"]), plan, by=office.supervisor, now=NOW)
    files = [made.upload("通知书.pdf", made.pdf()), made.upload("通话.wav", made.wav(1))]
    attach_files(int(world.things["order_id"]), files, kind=AttachmentKind.HANDLING, by=office.market, now=NOW)
    nobody = world.actors["nobody"].id or 0
    invite_person(nobody, by_mail=False, by=office.security, now=NOW)
    await_provider(nobody, "zhang", by=office.security, now=NOW)


def work_on(world: World, folder: Path) -> None:
    """What the program makes of the hostile texts by itself: the index, a month, a workbook, an export, an import."""
    office = world.office
    reindex_orders(from_scratch=True, by=office.administrator, now=NOW)
    close_month("2026-02", by=office.supervisor, now=NOW)
    make_monthly_workbook("2026-03", by=office.supervisor, now=NOW)
    lease = ask_export(Wish(Filters(), COLUMNS), key="hostile", by=office.supervisor, now=NOW).lease
    assert lease is not None and write_export(lease, now=NOW)
    texts = {"标题": NAME[1:], "内容": LONG[1:], "来源编号": NAME[1:]}  # openpyxl would make formulas of the whole
    rows = [PLAIN | texts, dict.fromkeys(HEADERS, LONG[1:])]
    with write_ledger(folder / "ledger.xlsx", rows).open("rb") as ledger:
        world.own["batch_id"] = {"operator": preview_import(
            ledger, NAME + ".xlsx", add_departments=True, add_codes=True, by=office.operator, now=NOW)}


class Watched:
    """One person's browser; whatever it complains of is kept with the page on which it did."""

    def __init__(self, desk: Desk, world: World, name: str) -> None:
        self.desk = desk
        self.ours = (desk.url, "data:", "chrome")  # the last is the browser's own viewer of documents
        self.complaints: list[str] = []
        self.asked = ""
        self.context = desk.browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
        self.context.add_cookies([
            {"name": cookie.key, "value": cookie.value, "url": desk.url} for cookie in world.cookies[name].values()])
        self.page: Page = self.context.new_page()
        self.page.add_init_script(WATCH)
        self.page.on("dialog", lambda dialog: (self.complain("a dialog"), dialog.dismiss()))
        self.page.on("pageerror", lambda error: self.complain(str(error)))
        self.page.on("console", self._hear)
        self.page.on("request", lambda asked: None if asked.url.startswith(self.ours) else self.complain(
            f"asked for {asked.url}"))

    def __enter__(self) -> "Watched":
        return self

    def __exit__(self, *_why: object) -> None:
        self.context.close()

    def _hear(self, said: ConsoleMessage) -> None:
        """A page of ours that says 404 or 422 is no complaint; a picture that is not there would be one."""
        where = said.location["url"]
        if said.type == "error" and where != self.asked and not where.endswith("/favicon.ico"):
            self.complain(said.text)

    def complain(self, what: str) -> None:
        """Keep it."""
        self.complaints.append(f"{self.page.url}: {what}")

    def open(self, address: str) -> None:
        """Look at the page till everything on it is there."""
        self.asked = self.desk.url + address
        self.page.goto(self.asked, wait_until="load")
        if self.page.evaluate("window.ran"):
            self.complain("a script ran")
