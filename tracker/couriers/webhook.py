"""One POST to a receiver of webhooks: once, to the very address that was entered, within SECONDS.

http.client rather than a library of its own: it follows no redirect, asks no proxy, retries nothing and checks
certificates, which is all that is wanted here. What is sent: shapes.py. When it is tried again: usecases.send_outbox.
"""

import http.client
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Event, Timer
from urllib.parse import urlsplit

from tracker.couriers.undelivered import Undelivered
from tracker.domain.words import N_

SECONDS = 10
"For connecting, and for all that follows: a receiver that answers byte by byte is cut off too."

MOST_READ = 64 * 1024
"So much of an answer is read, bytes."


@dataclass(frozen=True)
class Request:
    """What is posted where."""

    url: str
    body: bytes
    headers: dict[str, str]


def _connection(url: str) -> tuple[http.client.HTTPConnection, str]:
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return kind(parts.hostname or "", parts.port, timeout=SECONDS), target


@contextmanager
def _watched(line: socket.socket) -> Iterator[None]:
    """Cut the line after SECONDS, however lively it is; raises TimeoutError then."""
    is_late = Event()

    def cut() -> None:
        is_late.set()
        with suppress(OSError):
            line.shutdown(socket.SHUT_RDWR)

    watch = Timer(SECONDS, cut)
    watch.daemon = True
    watch.start()
    try:
        yield
    except (OSError, http.client.HTTPException):
        if is_late.is_set():
            raise TimeoutError from None
        raise
    finally:
        watch.cancel()
    if is_late.is_set():
        raise TimeoutError


def post(request: Request) -> bytes:
    """Post it and return the answer's body; raises Undelivered unless the receiver said 2xx in time."""
    connection, target = _connection(request.url)
    is_through = False
    try:
        connection.connect()
        is_through = True
        with _watched(connection.sock):
            connection.request("POST", target, request.body, request.headers)
            with connection.getresponse() as answer:
                body = answer.read(MOST_READ)
    except TimeoutError:
        raise Undelivered(N_("对方没有在 %(seconds)d 秒内应答。"), is_unsure=is_through, seconds=SECONDS) from None
    except (OSError, http.client.HTTPException) as error:
        raise Undelivered(
            N_("连接不上对方（%(error)s），请检查地址和网络。"), is_unsure=is_through, error=type(error).__name__) from None
    finally:
        connection.close()
    if 300 <= answer.status < 400:
        raise Undelivered(N_("对方要求转到别的地址（%(status)d），为安全起见不跟随，请填写最终地址。"), status=answer.status)
    if answer.status >= 400:
        raise Undelivered(N_("对方拒收，应答 %(status)d。"), status=answer.status)
    return body
