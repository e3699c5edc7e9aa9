"""By which names the tracker may be entered, and whose word on that is believed."""

import socket

import pytest

from tracker.app import create_app
from tracker.config import BadSetting, load
from tracker.web.hosts import is_ours

NAMED = ("hotline.example.gov.cn", ".bureau.local")


@pytest.mark.parametrize(("host", "named", "ours"), [
    ("hotline.example.gov.cn", NAMED, True),
    ("HOTLINE.example.gov.cn:8443", NAMED, True),
    ("a.bureau.local", NAMED, True),
    ("localhost:8000", NAMED, True),
    ("127.0.0.1:8000", NAMED, True),
    ("[::1]:8000", NAMED, True),
    ("evil.example", NAMED, False),
    ("hotline.example.gov.cn.evil.example", NAMED, False),
    ("evilhotline.example.gov.cn", NAMED, False),
    ("10.1.2.3", NAMED, False),
    ("", NAMED, False),
    ("10.1.2.3:8000", (), True),
    ("[fe80::1]:8000", (), True),
    (socket.gethostname(), (), True),
    ("rebound.evil.example:8000", (), False),
])
def test_which_names_are_ours(host, named, ours):
    assert is_ours(host, named) is ours


@pytest.fixture
def other(app, monkeypatch):
    """A stranger's browser, which names a host."""
    monkeypatch.setitem(app.config, "TRACKER_HOSTS", NAMED)

    def get(host: str, **headers: str):
        return app.test_client().get("/sign-in", headers={"Host": host, **headers})

    return get


def test_another_host_is_refused_in_words_without_repeating_it(other):
    assert other("hotline.example.gov.cn").status_code == 200
    answer = other("evil.example")
    assert answer.status_code == 400 and "TRACKER_HOSTS" in answer.text and "evil" not in answer.text
    assert "Set-Cookie" not in answer.headers and "Content-Security-Policy" in answer.headers


@pytest.mark.parametrize("host", ["evil.example/", "a b", "x\"><script>", "hotline.example.gov.cn@evil.example", "."])
def test_what_is_no_host_at_all_is_refused(other, host):
    assert other(host).status_code == 400


def seen_with(tmp_path, proxies: int, headers: dict[str, str]) -> str:
    """address, scheme and host as the tracker sees them behind so many proxies."""
    from flask import request

    app = create_app(load({
        "TRACKER_DATA": str(tmp_path), "TRACKER_ENV": "development", "TRACKER_PROXIES": str(proxies),
        "TRACKER_HOSTS": "hotline.example.gov.cn,evil.example",
    }))
    app.before_request_funcs[None].insert(0, lambda: f"{request.remote_addr} {request.scheme} {request.host}")
    return app.test_client().get("/", headers=headers, environ_base={"REMOTE_ADDR": "10.0.0.1"}).text


FORGED = {
    "X-Forwarded-For": "203.0.113.66, 198.51.100.7", "X-Forwarded-Proto": "gopher, https",
    "X-Forwarded-Host": "evil.example, hotline.example.gov.cn", "X-Forwarded-Port": "666", "X-Forwarded-Prefix": "/x",
    "Forwarded": "for=203.0.113.66;host=evil.example;proto=https", "X-Real-IP": "203.0.113.66",
}


def test_without_proxies_nothing_forwarded_is_believed(tmp_path):
    assert seen_with(tmp_path, 0, FORGED) == "10.0.0.1 http localhost"


def test_only_what_our_own_proxies_added_is_believed(tmp_path):
    """The rightmost value is what the proxy before us wrote; what is left of it the client may have sent."""
    assert seen_with(tmp_path, 1, FORGED) == "198.51.100.7 https hotline.example.gov.cn"
    assert seen_with(tmp_path, 2, FORGED) == "203.0.113.66 gopher evil.example"  # so are two


def test_a_list_that_is_shorter_than_the_proxies_is_not_believed(tmp_path):
    assert seen_with(tmp_path, 2, {"X-Forwarded-For": "203.0.113.66"}).startswith("10.0.0.1 ")


@pytest.mark.parametrize("text", ["https://a.example", "a b", "..example", "me@a.example"])
def test_a_host_setting_that_is_none_is_refused(tmp_path, text):
    with pytest.raises(BadSetting, match="TRACKER_HOSTS"):
        load({"TRACKER_DATA": str(tmp_path), "TRACKER_ENV": "development", "TRACKER_HOSTS": text})
