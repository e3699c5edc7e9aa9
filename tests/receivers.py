"""The other side of the outbox: a real SMTP server and a real receiver of webhooks, each in a thread of the test."""

import email
import email.policy
import json
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from flask import Flask

from tracker.mail_settings import MailServer


class Mailbox:
    """What an SMTP server took; `refusal` is its answer to a recipient where it is not 250."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.refusal = "250 OK"
        self.connections = 0
        self.logins: list[str] = []

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if self.refusal.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.refusal

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        letter = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.letters.append(letter)
        return "250 taken"

    def authenticate(self, server, session, envelope, mechanism, data):
        self.logins.append(data.login.decode())
        return AuthResult(success=data.password == b"right", handled=False)

    @property
    def texts(self) -> list[str]:
        return [letter.get_content() for letter in self.letters]


class _Controller(Controller):
    """aiosmtpd greets itself at the port it was given; given none, the one it found."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def smtp_server(**options: Any) -> Iterator[tuple[Mailbox, MailServer]]:
    """A server on a free port, and the settings that lead to it; `options` are aiosmtpd's."""
    box = Mailbox()
    if options.get("auth_required"):
        options["authenticator"] = box.authenticate
    controller = _Controller(box, hostname="127.0.0.1", port=0, ready_timeout=10, **options)
    controller.start()
    try:
        yield box, MailServer("127.0.0.1", controller.port, "none", "hotline@example.gov.cn")
    finally:
        controller.stop()


def certificate(folder: Path) -> ssl.SSLContext:
    """A server's context with a fresh certificate for localhost, which nobody has vouched for."""
    key, cert = folder / "key.pem", folder / "cert.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", cert, "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"],
        check=True, capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    return context


@dataclass
class Posted:
    """One request that a receiver got."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def content(self) -> Any:
        return json.loads(self.body)


@dataclass
class Receiver:
    """A receiver of webhooks: what it got, and how it answers next."""

    url: str = ""
    got: list[Posted] = field(default_factory=list)
    status: int = 200
    answer: bytes = b'{"errcode": 0, "errmsg": "ok"}'
    headers: dict[str, str] = field(default_factory=dict)
    drip: float = 0
    "Seconds between the bytes of the answer."
    ending: threading.Event = field(default_factory=threading.Event)


class _Handler(BaseHTTPRequestHandler):
    known: Receiver

    def do_POST(self) -> None:
        """Keep what was posted and answer as told."""
        known = self.known
        body = self.rfile.read(int(self.headers["Content-Length"]))
        known.got.append(Posted(self.path, dict(self.headers), body))
        self.send_response(known.status)
        for name, value in known.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(known.answer)))
        self.end_headers()
        with suppress(OSError):  # who is slow may find the line cut
            for byte in known.answer:
                if known.drip and known.ending.wait(known.drip):
                    return
                self.wfile.write(bytes([byte]))

    def log_message(self, *_: Any) -> None:
        """Nothing."""


@contextmanager
def receiver() -> Iterator[Receiver]:
    """A receiver on a free port."""
    known = Receiver()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"known": known}))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    known.url = f"http://127.0.0.1:{server.server_port}/hook?key=geheim"
    try:
        yield known
    finally:
        known.ending.set()
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)


@contextmanager
def configured(app: Flask, **changes: Any) -> Iterator[None]:
    """The installation with other settings."""
    usual = app.extensions["tracker_config"]
    app.extensions["tracker_config"] = replace(usual, **changes)
    try:
        yield
    finally:
        app.extensions["tracker_config"] = usual
