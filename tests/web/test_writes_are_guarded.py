"""Every write asks for the page's token, and no address that a request brings leads out of the house."""

import re

from tests.office import Office
from tracker.store.db import db
from tracker.web import csrf

CHANGING = {"POST", "PUT", "PATCH", "DELETE"}
HOSTILE = (
    "https://evil.example/", "//evil.example/", "/\\evil.example", "\\\\evil.example", "///evil.example",
    "/\t/evil.example", "/\n/evil.example", "\t//evil.example", " //evil.example", "javascript:alert(1)",
    "data:text/html,x", "http:evil.example", "https:/evil.example", "/%2f/evil.example", "/%5cevil.example",
    "//evil.example@localhost/", "/.//evil.example", "/..//evil.example", "http://localhost@evil.example/",
    "https://localhost.evil.example/", "／／evil.example", "/\x00/evil.example",
)


def writes(app):
    """(endpoint, address) of everything that changes something."""
    found = []
    for rule in app.url_map.iter_rules():
        if CHANGING & rule.methods:
            found.append((rule.endpoint, re.sub(r"<[^>]*>", "x", re.sub(r"<int:[^>]*>", "1", rule.rule))))
    return sorted(found)


def _stays(location: str) -> bool:
    """Would a browser at http://localhost stay there? It drops tabs and line ends and takes \\ for /."""
    seen = re.sub(r"[\t\r\n]", "", location.strip()).replace("\\", "/")
    return seen.startswith("http://localhost/") or (seen.startswith("/") and not seen.startswith("//"))


def test_every_write_asks_for_the_token(app, office: Office, client, monkeypatch):
    desks = [client(name) for name in ("supervisor", "dispatcher", "operator", "handler0", "administrator")]
    order_id = office.travelled("dispatched")
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    before = _told()
    for endpoint, address in writes(app):
        for desk in desks:
            answer = desk.post(address.replace("/1", f"/{order_id}"), data={"csrf_token": "made-up"})
            assert answer.status_code == 400 and "安全校验" in answer.text, f"{endpoint} took a write without a token"
    assert _told() == before and len(writes(app)) > 100
    assert not csrf._exempt_views and not csrf._exempt_blueprints


def test_a_write_without_the_token_stands_in_the_log(app, client, monkeypatch, caplog):
    desk = client("operator")
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    desk.post("/orders/new", data={"csrf_token": "made-up", "caller_name": "温小姐"})
    (line,) = [record for record in caplog.records if record.name == "tracker.web.errors"]
    assert line.levelname == "WARNING" and "orders.new" in line.getMessage() and "温小姐" not in line.getMessage()


def test_what_a_form_refuses_stands_in_the_log_without_what_was_typed(client, office: Office, caplog):
    caplog.set_level("INFO", "tracker")
    client("operator").post("/orders/new", data={"caller_phone": "1391", "caller_name": "温小姐"})
    (line,) = [record.getMessage() for record in caplog.records if record.name == "tracker.web.errors"]
    assert "orders.new with 422" in line and "request_type" in line
    assert "1391" not in line and "温小姐" not in line


def test_a_move_out_of_turn_stands_in_the_log(client, office: Office, caplog):
    caplog.set_level("INFO", "tracker")
    order_id = office.travelled("closed")
    assert client("handler0").post(f"/orders/{order_id}/sign", data={"version": "1"}).status_code == 409
    assert any("orders.sign" in record.getMessage() and "409" in record.getMessage() for record in caplog.records)


def _told() -> list[int]:
    from tracker.store.models import JournalEntry, TimelineEntry
    return [db.session.query(kind).count() for kind in (JournalEntry, TimelineEntry)]


def test_a_token_of_another_session_is_worth_nothing(app, office: Office, monkeypatch):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    token = re.search('name="csrf_token"[^>]*value="([^"]+)"', app.test_client().get("/sign-in").text)[1]
    other = app.test_client()
    other.get("/sign-in")
    assert other.post("/language", data={"language": "en", "csrf_token": token}).status_code == 400


def test_no_address_that_a_request_brings_leads_out(app, office: Office, client):
    """`next`, `back` and the like, at every door that redirects, in the address and in the form."""
    desk, stranger, redirected = client("supervisor"), app.test_client(), 0
    known = {"name": "handler0", "password": office.passwords["handler0"]}
    doors = ("/language", "/exports/choose", "/orders/bulk", "/orders/filters", "/inbox/read-all", "/exports/")
    for target in HOSTILE:
        names = dict.fromkeys(("next", "back", "url", "return", "query", "to"), target)
        answers = [app.test_client().post("/sign-in", query_string=names, data=known)]
        answers += [desk.post(door, query_string=names, data={**names, "language": "en"}) for door in doors]
        answers += [desk.get("/sign-in", query_string=names), stranger.get("/orders/", query_string=names)]
        for answer in answers:
            assert answer.status_code != 500
            if answer.location:
                redirected += 1
                assert _stays(answer.location), answer.location
            assert not re.search(r'(href|action|src)="\s*(https?:)?[/\\]{2}evil', answer.text)
    assert redirected > 4 * len(HOSTILE)


def test_a_place_of_our_own_is_returned_to(app, office: Office):
    answer = app.test_client().post(
        "/sign-in?next=/orders/%3Fq%3Dx", data={"name": "supervisor", "password": office.passwords["supervisor"]})
    assert answer.location == "/orders/?q=x"
