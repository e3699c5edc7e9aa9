"""One POST against a real receiver: what it gets, what is refused, and the signatures computed a second time."""

import base64
import hashlib
import hmac
import socket
import time
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.conftest import MONDAY_MORNING
from tests.receivers import receiver
from tracker.couriers import shapes, webhook
from tracker.couriers.undelivered import Undelivered
from tracker.couriers.webhook import Request, post
from tracker.domain.notices import HookShape

CONTENT = {"notices": [{"text": "派单至主办 区市场监督管理局"}]}


@pytest.fixture
def far():
    with receiver() as known:
        yield known


def send(far):
    return post(shapes.generic(far.url, "", CONTENT, MONDAY_MORNING))


def test_json_arrives_as_it_was_written(far):
    assert send(far) == far.answer
    posted, = far.got
    assert posted.path == "/hook?key=geheim"
    assert posted.content == CONTENT and "派单" in posted.body.decode()
    assert posted.headers["Content-Type"] == "application/json; charset=utf-8"
    assert "X-Tracker-Signature" not in posted.headers


def test_the_signature_is_over_moment_and_body(far):
    post(shapes.generic(far.url, "s3cret", CONTENT, MONDAY_MORNING))
    posted, = far.got
    stamp = posted.headers["X-Tracker-Timestamp"]
    assert stamp == str(int(MONDAY_MORNING.timestamp()))
    made = hmac.digest(b"s3cret", stamp.encode() + b"." + posted.body, hashlib.sha256).hex()
    assert posted.headers["X-Tracker-Signature"] == f"sha256={made}"


def test_dingtalk_is_signed_in_the_address(far):
    post(shapes.dingtalk(far.url, "SEC0", "热线工单通知", MONDAY_MORNING))
    posted, = far.got
    query = parse_qs(urlsplit(posted.path).query)
    stamp = query["timestamp"][0]
    assert query["key"] == ["geheim"] and stamp == str(int(MONDAY_MORNING.timestamp()) * 1000)
    assert base64.b64decode(query["sign"][0]) == hmac.digest(b"SEC0", f"{stamp}\nSEC0".encode(), "sha256")
    assert posted.content == {"msgtype": "text", "text": {"content": "热线工单通知"}}


def test_dingtalk_without_a_secret_relies_on_its_keyword(far):
    post(shapes.dingtalk(far.url, "", "热线工单通知", MONDAY_MORNING))
    assert far.got[0].path == "/hook?key=geheim"


def test_wecom_gets_plain_text(far):
    post(shapes.wecom(far.url, "", "热线工单通知", MONDAY_MORNING))
    assert far.got[0].content == {"msgtype": "text", "text": {"content": "热线工单通知"}}


@pytest.mark.parametrize("status", [400, 404, 500, 503])
def test_a_refusal_is_told_by_its_number(far, status):
    far.status = status
    with pytest.raises(Undelivered, match=f"应答 {status}"):
        send(far)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_no_redirect_is_followed(far, status):
    with receiver() as elsewhere:
        far.status, far.headers = status, {"Location": elsewhere.url}
        with pytest.raises(Undelivered, match="不跟随"):
            send(far)
        assert len(far.got) == 1 and elsewhere.got == []


def test_no_proxy_of_the_environment_is_asked(far, monkeypatch):
    with receiver() as proxy:
        monkeypatch.setenv("http_proxy", proxy.url)
        send(far)
        assert len(far.got) == 1 and proxy.got == []


def test_who_does_not_answer_is_left_in_time(monkeypatch):
    monkeypatch.setattr(webhook, "SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        began = time.monotonic()
        with pytest.raises(Undelivered, match="没有在"):
            post(Request(f"http://127.0.0.1:{silent.getsockname()[1]}/", b"{}", {}))
    assert time.monotonic() - began < 3


def test_who_answers_byte_by_byte_is_cut_off(far, monkeypatch):
    """Each byte comes in time, the whole would take six seconds."""
    monkeypatch.setattr(webhook, "SECONDS", 0.5)
    far.drip = 0.2
    began = time.monotonic()
    with pytest.raises(Undelivered, match="没有在"):
        send(far)
    assert time.monotonic() - began < 3


def test_nobody_listens_and_the_words_keep_the_key():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(Undelivered, match="ConnectionRefusedError") as refused:
            post(Request(f"http://127.0.0.1:{taken.getsockname()[1]}/hook?key=geheim", b"{}", {}))
    assert "geheim" not in str(refused.value)


def test_an_unknown_host_is_no_fault_of_ours():
    with pytest.raises(Undelivered, match="gaierror"):
        post(Request("http://no-such-host.invalid/", b"{}", {}))


@pytest.mark.parametrize(("answer", "words"), [
    (b'{"errcode": 93000, "errmsg": "invalid webhook url"}', "错误码 93000：invalid webhook url"),
    (b'{"errcode": 310000, "errmsg": "sign not match"}', "sign not match"),
    (b"<html>login</html>", "看不懂"), (b"[]", "看不懂"), (b"", "看不懂"),
])
def test_a_robots_200_counts_only_with_errcode_0(answer, words):
    for shape in (HookShape.WECOM, HookShape.DINGTALK):
        with pytest.raises(Undelivered, match=words):
            shapes.check_answer(shape, answer)
        shapes.check_answer(shape, b'{"errcode": 0, "errmsg": "ok"}')
    shapes.check_answer(HookShape.GENERIC, answer)
