"""Whatever goes wrong says what to do, in Chinese; a fault says a number, which stands in the log, and nothing else."""

import re

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import abort
from werkzeug.exceptions import default_exceptions

from tests.conftest import make_app
from tracker.domain.refusals import Refusal
from tracker.store.db import db, transaction
from tracker.web.bare import bare_page
from tracker.web.error_words import WORDS, words_of

STATUSES = sorted(default_exceptions)
OF_WAITRESS = (400, 408, 413, 431, 500, 501)
FORBIDDEN = re.compile(
    r"Traceback|File \"|line \d+|sqlalchemy|Flask|Werkzeug|waitress|Python|\.py\b|secret-of-mine", re.I)


@pytest.fixture(scope="module")
def failing(tmp_path_factory):
    """A house with a door that fails as it is told."""
    app = make_app(tmp_path_factory.mktemp("failing"))
    app.config["PROPAGATE_EXCEPTIONS"] = None
    app.config["TESTING"] = False

    def fail(status: int) -> None:
        abort(status)

    def crash() -> None:
        raise RuntimeError("secret-of-mine: 13812345678")

    app._got_first_request = False
    app.add_url_rule("/fail/<int:status>", "fail", fail)
    app.add_url_rule("/crash", "crash", crash)
    from tracker.web import errors
    app.register_error_handler(Exception, errors._on_fault)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize("status", STATUSES)
def test_every_status_says_what_to_do(failing, status):
    answer = failing.test_client().get(f"/fail/{status}")
    assert answer.status_code == status
    words = re.search(r'class="error-words">([^<]+)<', answer.text)[1]
    assert len(re.findall("[\u4e00-\u9fff]", words)) > 8 and words.endswith("。") and re.search("请", words), words
    assert f"HTTP {status}" in answer.text and not FORBIDDEN.search(answer.text)
    assert ("error-incident" in answer.text) is (status >= 500)


def test_each_advice_is_its_own():
    advices = [words.advice for words in WORDS.values()]
    assert all(re.search("请", advice) for advice in advices)
    assert words_of(418) == words_of(499) != words_of(599)


@pytest.mark.parametrize("status", STATUSES)
def test_parts_of_pages_and_programs_are_told_in_their_own_way(failing, status):
    client = failing.test_client()
    part = client.get(f"/fail/{status}", headers={"HX-Request": "true"})
    assert part.mimetype == "text/plain" and "请" in part.text and "<" not in part.text
    answer = client.get(f"/fail/{status}", headers={"Accept": "application/json"})
    assert answer.is_json and answer.json["status"] == status and "请" in answer.json["message"]
    assert ("incident" in answer.json) is (status >= 500)


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}, {"Accept": "application/json"}])
def test_a_fault_says_a_number_that_stands_in_the_log(failing, caplog, headers):
    answer = failing.test_client().get("/crash", headers=headers)
    assert answer.status_code == 500 and not FORBIDDEN.search(answer.text) and "13812345678" not in answer.text
    number = re.search(r"\b[0-9a-f]{8}\b", answer.text)[0]
    (line,) = [record for record in caplog.records if number in record.getMessage()]
    assert line.levelname == "ERROR" and line.exc_info and "crash" in line.getMessage()


def test_a_fault_is_told_even_when_the_page_cannot_be_made(failing, caplog, monkeypatch):
    """The menu asks the database, which may be what is gone."""
    monkeypatch.setattr("tracker.web.errors.render_template", lambda *_args, **_more: 1 / 0)
    answer = failing.test_client().get("/crash")
    assert answer.status_code == 500 and "没有保存任何改动" in answer.text and not FORBIDDEN.search(answer.text)
    assert re.search(r"[0-9a-f]{8}", answer.text)[0] in caplog.text


def test_the_wrong_method_says_which_are_right(app):
    answer = app.test_client().put("/sign-in")
    assert answer.status_code == 405 and "POST" in answer.headers["Allow"]


@pytest.mark.parametrize("status", OF_WAITRESS)
def test_the_page_that_needs_nothing_says_the_same(status):
    page = bare_page(status, incident="<b>")
    assert words_of(status).advice in page and "<b>" not in page and f"HTTP {status}" in page


def test_every_refusal_has_a_heading():
    kinds = {kind.status for kind in _kinds(Refusal)}
    assert kinds <= set(WORDS), "say in error_words.py what these are called"


def _kinds(kind: type[Refusal]) -> list[type[Refusal]]:
    return [kind, *(below for child in kind.__subclasses__() for below in _kinds(child))]


def test_what_was_tampered_with_says_so_in_words_with_a_number_that_stands_in_the_log(client, office, caplog):
    """Neither the order nor a list that holds it: nobody is shown half of it, and no page tells files or keys."""
    order_id = office.travelled("dispatched")
    with transaction() as session:
        session.execute(sa.text("UPDATE work_order SET caller_phone = caller_name"))
    desk = client("operator")
    for address in (f"/orders/{order_id}", "/orders/", f"/orders/{order_id}/print"):
        answer = desk.get(address)
        assert answer.status_code == 503 and "加密的个人信息打不开" in answer.text, address
        number = re.search(r"\b[0-9a-f]{8}\b", BeautifulSoup(answer.text, "html.parser").get_text())[0]
        assert f"incident {number}" in caplog.text and "温小姐" not in answer.text and "keys.toml" not in answer.text
