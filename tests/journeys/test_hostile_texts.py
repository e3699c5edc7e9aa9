"""Texts made to run travel through every page harmlessly: a browser reports any script, dialog or breach of policy."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page
from sqlalchemy import update

from tests.conftest import MONDAY_MORNING
from tests.journeys.conftest import Desk
from tests.office import HOUSING
from tracker.domain.words import ContactMethod, SolutionKind
from tracker.store.db import db, transaction
from tracker.store.models import CodeItem, Department, Person
from tracker.usecases.record_contact import record_contact
from tracker.usecases.sign_order import sign_order
from tracker.usecases.submit_reply import Answer, submit_reply

pytestmark = pytest.mark.browser

SHORT = "<img src=x onerror=ran=1>"
"For names, which are short."
LONG = (
    "\"'><script>window.ran=1</script><svg/onload=window.ran=1><a href=\"javascript:window.ran=1\">x</a>"
    "{{7*7}}${7*7}<iframe srcdoc='<script>parent.ran=1</script>'></iframe>\u202e\u200b😀</textarea></title><!--"
)
TITLE = "</title><script>ran=1</script>" + SHORT
ROLES = (
    "supervisor", "dispatcher", "operator", "handler0", "reviewer", "callback", "administrator", "security_manager",
    "auditor",
)
WATCH = """
document.addEventListener("securitypolicyviolation", function (event) {
  console.error("policy: " + event.violatedDirective + " " + event.blockedURI + " " + event.sample);
});
"""
ALIVE = re.compile(r"<(script>|img src=x|svg/onload|iframe srcdoc)|href=\"javascript:|>49\$\{")


@pytest.fixture
def written_to(desk: Desk) -> Desk:
    """An office in which everything that somebody could write was written by somebody hostile."""
    now = MONDAY_MORNING
    with desk.app.app_context():
        office = desk.office
        with transaction() as session:
            session.execute(update(Department).where(Department.id == office.units[HOUSING]).values(name=SHORT))
            session.execute(update(Person).where(Person.sign_in_name.in_(ROLES)).values(name=SHORT))
            session.execute(update(CodeItem).where(CodeItem.code == "jinshan").values(name=SHORT))
        texts = {"title": TITLE, "content": LONG, "address": LONG[:80], "caller_name": SHORT}
        first = office.register(now, **texts)
        office.register(now, **texts)
        office.dispatch(first, now=now)
        sign_order(first, by=office.market, now=now + timedelta(minutes=1))
        record_contact(
            first, at=now + timedelta(minutes=2), method=ContactMethod.PHONE, whom=SHORT, by=office.market,
            now=now + timedelta(minutes=2))
        submit_reply(first, Answer(
            internal_account=LONG, public_answer=LONG, is_true=True, within_duty=True, is_solved=True,
            solution_kind=SolutionKind.SOLVED), by=office.market, now=now + timedelta(minutes=3))
        db.session.remove()
    return desk


def addresses(desk: Desk) -> list[str]:
    """Every page, with the numbers of what there is; what is not there answers with a page, too."""
    plain = {
        re.sub(r"<string:[^>]*>", "place", re.sub(r"<int:[^>]*>", "1", rule.rule))
        for rule in desk.app.url_map.iter_rules()
        if "GET" in rule.methods and "path:" not in rule.rule and rule.endpoint != "static"
    }
    asked = {"/orders/?q=%3Cscript%3Eran=1%3C/script%3E", "/orders/?q=onerror", "/knowledge/?q=%22%3E%3Csvg/onload=1"}
    return sorted(plain | asked)


def signed_in(desk: Desk, name: str) -> FlaskClient:
    client = desk.app.test_client()
    desk.app.config["WTF_CSRF_ENABLED"] = False
    client.post("/sign-in", data={"name": name, "password": desk.office.passwords[name]})
    desk.app.config["WTF_CSRF_ENABLED"] = True
    return client


def watched(page: Page, complaints: list[str]) -> Page:
    """Whatever the browser complains of is kept with the page on which it did."""
    page.add_init_script(WATCH)
    page.on("dialog", lambda dialog: (complaints.append(f"{page.url}: a dialog"), dialog.dismiss()))
    page.on("console", lambda said: complaints.append(f"{page.url}: {said.text}") if said.type == "error" else None)
    return page


def test_hostile_texts_run_on_no_page_of_any_role(written_to: Desk):
    desk, seen = written_to, {}
    for name in ROLES:
        client = signed_in(desk, name)
        for address in addresses(desk):
            answer = client.get(address)
            assert answer.status_code != 500, f"{name} {address}"
            if answer.mimetype == "text/html" and answer.status_code == 200:
                assert not ALIVE.search(answer.text), f"{name} {address}: {ALIVE.search(answer.text)}"
                seen.setdefault(address, name)
            answer.close()
    assert len(seen) > 45
    complaints: list[str] = []
    for name in sorted(set(seen.values())):
        page = watched(desk.sign_in(name), complaints)
        for address in (one for one, first in seen.items() if first == name):
            page.goto(desk.url + address, wait_until="load")
            if page.evaluate("window.ran"):
                complaints.append(f"{address}: a script ran")
        page.context.close()
    assert complaints == []
