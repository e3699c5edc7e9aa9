"""What each kind of receiver is sent, how it is signed, and how its answer is read: docs/notices.md tells receivers.

Robots get plain text, not markdown: a title is the caller's text and must not become a link in a staff room.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote_plus

from tracker.couriers.undelivered import Undelivered
from tracker.couriers.webhook import Request
from tracker.domain.notices import HookShape
from tracker.domain.words import N_

TEXT_BYTES = {HookShape.WECOM: 2048, HookShape.DINGTALK: 20_000}
"Longest text that a robot takes, bytes of UTF-8."


def _request(url: str, content: Mapping[str, Any], **headers: str) -> Request:
    body = json.dumps(content, ensure_ascii=False).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    plain = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "hotline-tracker"}
    return Request(url, body, plain | named)


def generic(url: str, secret: str, content: Mapping[str, Any], at: datetime) -> Request:
    """The notices as JSON; signed over the moment and the body when there is a secret."""
    stamp = str(int(at.timestamp()))
    plain = _request(url, content)
    if not secret:
        return plain
    signature = hmac.new(secret.encode(), f"{stamp}.".encode() + plain.body, hashlib.sha256).hexdigest()
    return _request(url, content, X_Tracker_Timestamp=stamp, X_Tracker_Signature=f"sha256={signature}")


def wecom(url: str, _secret: str, text: str, _at: datetime) -> Request:
    """企业微信群机器人: its key stands in the address."""
    return _request(url, {"msgtype": "text", "text": {"content": text}})


def dingtalk(url: str, secret: str, text: str, at: datetime) -> Request:
    """钉钉群机器人: signed (加签) when there is a secret."""
    if secret:
        stamp = str(int(at.timestamp() * 1000))
        made = hmac.new(secret.encode(), f"{stamp}\n{secret}".encode(), hashlib.sha256).digest()
        url += f"{'&' if '?' in url else '?'}timestamp={stamp}&sign={quote_plus(base64.b64encode(made))}"
    return _request(url, {"msgtype": "text", "text": {"content": text}})


ROBOTS: dict[HookShape, Callable[[str, str, str, datetime], Request]] = {
    HookShape.WECOM: wecom,
    HookShape.DINGTALK: dingtalk,
}


def check_answer(shape: HookShape, body: bytes) -> None:
    """A robot says 200 to everything: only errcode 0 means that it took the message. Raises Undelivered."""
    if shape not in ROBOTS:
        return
    try:
        answer = json.loads(body)
        code, words = int(answer["errcode"]), str(answer.get("errmsg", ""))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Undelivered(N_("机器人的应答看不懂，请检查地址。")) from None
    if code != 0:
        raise Undelivered(N_("机器人拒收，错误码 %(code)d：%(words)s"), code=code, words=words[:200])
