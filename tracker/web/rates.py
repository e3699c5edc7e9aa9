"""Which requests are counted, as what, and what is answered to one too many. How many are taken: domain/rates.py.

A page that is only read is not counted: an office reads all day, and behind one address.
"""

import logging
from math import ceil

from flask import current_app, request
from flask_login import current_user
from werkzeug.exceptions import TooManyRequests

from tracker import clock
from tracker.domain.rates import Rate
from tracker.usecases.count_request import count_request
from tracker.web.doors import current_actor

log = logging.getLogger(__name__)

WRITES = {"POST", "PUT", "PATCH", "DELETE"}

KINDS: dict[str, Rate] = {
    "orders.reveal": Rate.REVEAL, "personal_requests.ask": Rate.REVEAL,
    **dict.fromkeys(("orders.index", "orders.earlier", "knowledge.index", "knowledge.lookup"), Rate.SEARCH),
    **dict.fromkeys(("exports.make", "exports.download", "knowledge.export", "reports.make", "reports.download",
                     "personal_requests.copy"), Rate.EXPORT),
    **dict.fromkeys(("imports.upload", "knowledge.bring_in", "calendar.upload", "orders.attach"), Rate.UPLOAD),
}
"endpoint → as what it is counted; every other write is a write."

TO_PROVIDER = {"provider.set_out", "provider.back"}
"Pages that make the office's provider work: counted like a sign-in, which they are."

BOTH_WAYS = {Rate.SEARCH, Rate.EXPORT, Rate.REVEAL}
"Counted however they are asked for; the rest only when something is sent."


def kind_of(endpoint: str | None, method: str, is_signed_in: bool) -> Rate | None:
    """As what a request is counted; None for one that is not."""
    if endpoint is None or endpoint == "static":
        return None
    if not is_signed_in:
        return Rate.SIGN_IN if method in WRITES or endpoint in TO_PROVIDER else None
    kind = KINDS.get(endpoint, Rate.WRITE)
    return kind if method in WRITES or kind in BOTH_WAYS else None


def check() -> None:
    """Count the request before its form is read; raises TooManyRequests, which says how long to wait."""
    if current_app.config["TRACKER_LIMITS_STORE"] == "off":
        return
    by = current_actor() if current_user.is_authenticated else None
    kind = kind_of(request.endpoint, request.method, by is not None)
    if kind is None:
        return
    seconds = count_request(kind, by=by, address=request.remote_addr or "", now=clock.now())
    if seconds:
        log.warning("one too many in a minute: %s by %s", kind.value, f"person {by.id}" if by else "a stranger")
        raise TooManyRequests(retry_after=ceil(seconds))
