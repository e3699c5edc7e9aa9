"""The production server: waitress, with bounds on how much a request may bring and how long it may take to arrive.

What waitress would answer by itself is said on a page of ours, without naming the program. What a request may bring
once it is known whose it is: upload_bounds.py.
"""

import logging
import secrets
import time
from typing import Any

import waitress
from flask import Flask
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.task import ErrorTask
from waitress.utilities import BadRequest, RequestEntityTooLarge
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter, RequestRedirect

from tracker.domain.attachments import MB
from tracker.domain.settings import MOST_UPLOAD_MB
from tracker.web.bare import bare_page
from tracker.web.headers import ALWAYS
from tracker.web.upload_bounds import BESIDES, TAKING

log = logging.getLogger(__name__)

HEADER_BYTES = 32 * 1024
HEADER_SECONDS = 20
"A browser sends its request line and headers at once."
BODY_SECONDS, LEAST_RATE = 60, 4 * 1024
"A body has a minute, and then a second for every so many bytes: the slowest line an office may have."
CONNECTIONS = 600
"Open at once; an idle one costs a few kilobytes."
IDLE_SECONDS = 75


class _TooSlow(BadRequest):  # type: ignore[misc]
    code, reason = 408, "Request Timeout"


class _Told(ErrorTask):  # type: ignore[misc]
    """waitress's own refusals, in our words; a fault has a number that stands in the log."""

    def execute(self) -> None:
        code, incident = self.request.error.code, ""
        if code >= 500:
            incident = secrets.token_hex(4)
            log.error("incident %s: the server answered %s by itself", incident, code)
        body = bare_page(code, incident=incident).encode()
        self.status = f"{code} {self.request.error.reason}"
        self.response_headers.extend([("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "no-store")])
        self.response_headers.extend(ALWAYS.items())
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


class _Channel(HTTPChannel):  # type: ignore[misc]
    """A connection that does not wait for ever for the rest of a request."""

    error_task_class = _Told
    began = 0.0
    "When what is arriving began to, on the clock that only counts."

    def received(self, data: bytes) -> Any:
        before = self.request
        if before is None:
            self.began = time.monotonic()
        taken = super().received(data)
        if self.request is not before:
            self.began = time.monotonic()
        return taken

    def readable(self) -> bool:
        """Asked at every turn of the loop, about once a second and more."""
        if self.request is not None and not self.requests and self._is_too_slow(time.monotonic() - self.began):
            self._give_up()
        return bool(super().readable())

    def _is_too_slow(self, seconds: float) -> bool:
        if not self.request.headers_finished:
            return seconds > HEADER_SECONDS
        return seconds > BODY_SECONDS + self.request.body_bytes_received / LEAST_RATE

    def _give_up(self) -> None:
        with self.requests_lock:
            self.request.error = _TooSlow("")
            self.request.completed = True
            self.requests.append(self.request)
            self.request = None
        self.server.add_task(self)


class _Parser(HTTPRequestParser):  # type: ignore[misc]
    """Requests that bring more than others are those that may hand in attachments, from a browser with a session."""

    usual: int
    places: MapAdapter
    cookie: str
    is_let_pass = False
    "The body is more than may be brought: it is read and forgotten, for a browser hears nothing before its end."

    def received(self, data: bytes) -> int:
        if self.is_let_pass:
            return self._let_pass(data)
        taken: int = super().received(data)
        if self.headers_finished and not self.error and self._brings() > self.usual and not self._may_bring_more():
            self.is_let_pass = self.content_length > 0 and not self.expect_continue
            if not self.is_let_pass:
                self._refuse()
        return taken

    def _let_pass(self, data: bytes) -> int:
        taken = min(len(data), self.content_length - self.body_bytes_received)
        self.body_bytes_received += taken
        if self.body_bytes_received >= self.content_length:
            self._refuse()
        return taken

    def _refuse(self) -> None:
        self.error, self.completed, self.expect_continue = RequestEntityTooLarge(""), True, False

    def _brings(self) -> int:
        return max(self.content_length, self.body_bytes_received)

    def _may_bring_more(self) -> bool:
        if self.cookie not in self.headers.get("COOKIE", ""):
            return False
        try:
            endpoint, _values = self.places.match(self.path, "POST")
        except (HTTPException, RequestRedirect):
            return False
        return endpoint in TAKING


def server_for(app: Flask, *, host: str, port: int, threads: int, is_behind_proxy: bool) -> Any:
    """A server that has its port. Forwarded headers are left to app.py, which trusts as many as there are proxies."""
    server = waitress.create_server(
        app, host=host, port=port, threads=threads, ident=None, clear_untrusted_proxy_headers=not is_behind_proxy,
        max_request_header_size=HEADER_BYTES, max_request_body_size=MOST_UPLOAD_MB * MB + BESIDES,
        connection_limit=CONNECTIONS, channel_timeout=IDLE_SECONDS, cleanup_interval=15, asyncore_use_poll=True,
    )
    parser = type("Parser", (_Parser,), {
        "usual": app.config["MAX_CONTENT_LENGTH"], "places": app.url_map.bind("localhost"),
        "cookie": f"{app.config['SESSION_COOKIE_NAME']}=",
    })
    channel = type("Channel", (_Channel,), {"parser_class": parser})
    for one in [server, *getattr(server, "map", {}).values()]:  # a host name may stand for several addresses
        if hasattr(one, "channel_class"):
            one.channel_class = channel
    return server
