"""By which names the tracker may be entered: a page of another site must not speak to it through a name of its own.

Which names these are is an installation's setting (web_settings.py); without any, the machine's own name and figures.
"""

import logging
import socket

from flask import current_app, request
from werkzeug.exceptions import BadRequest
from werkzeug.sansio.utils import host_is_trusted

from tracker.web_settings import LOOPBACK, is_number

log = logging.getLogger(__name__)


class UnknownHost(BadRequest):
    """The request names a host that is none of ours."""


def _without_port(host: str) -> str:
    name, colon, port = host.rpartition(":")
    return (name if colon and port.isdigit() else host).lower()


def is_ours(host: str, named: tuple[str, ...]) -> bool:
    """May the tracker be entered as `host` (with or without a port)? `named`: what the installation says."""
    name = _without_port(host)
    if not name:
        return False
    if name in LOOPBACK or name in named:
        return True
    if named:
        return host_is_trusted(name, named)
    return is_number(name) or name == socket.gethostname().lower()


def check() -> None:
    """Refuse a request for another host before anything else looks at it."""
    if not is_ours(request.host, current_app.config["TRACKER_HOSTS"]):
        log.warning("a request for the host %r was refused; see TRACKER_HOSTS", request.host[:100])
        raise UnknownHost
