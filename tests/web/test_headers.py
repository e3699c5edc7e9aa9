"""What every answer tells the browser; that the pages need no more is seen in journeys/test_hostile_texts.py."""

import re

import pytest
from flask import Flask

from tests.conftest import make_app
from tracker.app import create_app
from tracker.config import load
from tracker.store.db import db
from tracker.web import assets
from tracker.web.orders import attachments

WANTED = {
    "Content-Security-Policy", "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy", "Permissions-Policy",
    "Referrer-Policy", "X-Content-Type-Options", "X-Frame-Options", "X-Permitted-Cross-Domain-Policies",
}


def plain_pages(app: Flask) -> list[str]:
    """Addresses of every page that needs no number."""
    return sorted({rule.rule for rule in app.url_map.iter_rules() if "GET" in rule.methods and "<" not in rule.rule})


def directives(answer) -> dict[str, list[str]]:
    parts = [part.split() for part in answer.headers["Content-Security-Policy"].split(";")]
    return {name: values for name, *values in parts}


@pytest.mark.parametrize("name", ["supervisor", "dispatcher", "handler0", "administrator"])
def test_every_page_carries_every_header_and_is_kept_nowhere(app, client, name):
    desk, seen = client(name), 0
    for address in [*plain_pages(app), "/no-such-page"]:
        answer = desk.get(address)
        assert WANTED <= set(answer.headers.keys()), address
        assert answer.headers["Cache-Control"] == "no-store", address
        assert "Server" not in answer.headers and "X-Powered-By" not in answer.headers, address
        assert directives(answer)["default-src"] == ["'none'"], address
        seen += answer.status_code == 200
    assert seen > 5


def test_no_other_origin_may_read_an_answer(app, client):
    desk = client("supervisor")
    for address in [*plain_pages(app), "/static/css/desk.css"]:
        with desk.get(address, headers={"Origin": "https://evil.example"}) as answer:
            assert not [name for name in answer.headers.keys() if name.startswith("Access-Control-")], address


def test_every_text_says_its_type_and_its_charset(app, client):
    desk, told = client("supervisor"), set()
    for address in [*plain_pages(app), "/no-such-page", "/static/css/desk.css", "/static/js/desk.js"]:
        with desk.get(address) as answer:
            told.add(answer.mimetype)
            if answer.mimetype.startswith("text/"):
                assert answer.headers["Content-Type"].endswith("; charset=utf-8"), address
    assert {"text/html", "text/css", "text/javascript"} <= told


@pytest.mark.parametrize("address", [
    "/static/", "/static/js/", "/static/vendor", "/static/../auth.py", "/static/..%2fauth.py", "/.git/config", "/.git/",
    "/var/tracker.sqlite3", "/docs/", "/metrics", "/console", "/debug",
])
def test_there_is_no_listing_and_nothing_beside_the_pages(app, address):
    assert app.test_client().get(address).status_code == 404


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT"])
def test_no_request_is_sent_back_to_whoever_made_it(app, method):
    answer = app.test_client().open("/sign-in", method=method, headers={"X-Mark": "mine-alone"})
    assert answer.status_code == 405 and "mine-alone" not in answer.text


def test_the_policy_runs_and_loads_nothing_but_ours(app):
    policy = directives(app.test_client().get("/sign-in"))
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == policy["form-action"] == ["'self'"]
    assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == ["'none'"]
    assert not re.search("unsafe|\\*|http:|https:|blob:", str(policy))


def test_a_static_file_may_be_kept_but_not_sniffed(app):
    with app.test_client().get("/static/css/desk.css") as answer:
        assert WANTED <= set(answer.headers.keys())
        assert answer.mimetype == "text/css" and "no-store" not in answer.headers.get("Cache-Control", "")


def test_a_static_file_is_asked_for_once_until_it_changes(app, tmp_path):
    client = app.test_client()
    address = re.search(r"/static/css/desk\.css\?v=\w{12}", client.get("/sign-in").text)[0]
    with client.get(address) as answer:
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    changed = tmp_path / "desk.css"
    marks = []
    for text in ("a {}", "b {}"):
        changed.write_text(text)
        marks.append(assets._mark(changed, len(marks)))
    assert marks[0] != marks[1]


def test_a_file_that_was_handed_in_may_do_less_than_a_page():
    """No policy of any view allows inline styles or scripts, not even for the browser's own viewers."""
    for policy in (attachments.ALONE, attachments.PDF):
        assert policy.startswith("default-src 'none'") and "unsafe" not in policy and "script" not in policy
    assert attachments.ALONE.endswith("sandbox")


def test_over_https_the_browser_is_told_to_stay_there(app):
    client = app.test_client()
    assert "Strict-Transport-Security" not in client.get("/sign-in").headers
    told = client.get("/sign-in", base_url="https://localhost").headers["Strict-Transport-Security"]
    assert int(re.search(r"max-age=(\d+)", told)[1]) >= 31_536_000 and "includeSubDomains" in told


def served(tmp_path, **environ: str) -> Flask:
    """An installation with these settings; production unless they say otherwise."""
    make_app(tmp_path)  # the schema
    given = {"TRACKER_DATA": str(tmp_path), "TRACKER_SECRET_KEY": "k" * 32, **environ}
    return create_app(load(given))


@pytest.mark.parametrize(("environ", "is_secure"), [
    ({}, True),  # production: plain http must have been chosen
    ({"TRACKER_BASE_URL": "https://hotline.example.gov.cn"}, True),
    ({"TRACKER_BASE_URL": "http://hotline.local"}, False),
    ({"TRACKER_COOKIE_SECURE": "off"}, False),
    ({"TRACKER_ENV": "development"}, False),
])
def test_the_session_travels_over_https_unless_plain_http_was_chosen(tmp_path, environ, is_secure):
    app = served(tmp_path, **environ)
    (cookie,) = app.test_client().get("/sign-in").headers.getlist("Set-Cookie")
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/" in cookie and "Domain" not in cookie
    assert ("; Secure" in cookie) is is_secure
    assert cookie.startswith("__Host-session=" if is_secure else "session=")
    with app.app_context():
        db.engine.dispose()


def test_a_browser_that_keeps_no_session_is_told_why_it_cannot_sign_in(tmp_path):
    app = served(tmp_path)
    answer = app.test_client(use_cookies=False).post("/sign-in", data={"name": "somebody", "password": "x"})
    assert answer.status_code == 400 and "https://" in answer.text and "TRACKER_COOKIE_SECURE" in answer.text
    with app.app_context():
        db.engine.dispose()
