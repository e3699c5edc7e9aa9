"""Where a request comes from, said before anything is looked at: tracker.origin keeps it for what is told."""

import hashlib
import secrets

from flask import Flask, g, request, session

from tracker import origin

REFERENCE = 6
"Characters of a reference: enough to tell a day's requests apart, and nothing can be done with it."


def _sitting() -> str:
    """A reference of the sitting: the same from the sign-in to the sign-out, of which it gives nothing away."""
    known = f"{session.get('_user_id', '')} {session.get('began_at', '')}"
    return hashlib.sha256(known.encode()).hexdigest()[:REFERENCE] if session.get("_user_id") else "-"


def say() -> None:
    """The client's address (behind trusted proxies the one they name), the sitting and the request."""
    g.request_reference = secrets.token_hex(REFERENCE // 2)
    origin.come_from(f"{request.remote_addr or '-'} {_sitting()}.{g.request_reference}")


def _forget(_error: BaseException | None) -> None:
    origin.come_from(None)


def init_came_from(app: Flask) -> None:
    """First of all that happens to a request, and forgotten with it."""
    app.before_request(say)
    app.teardown_request(_forget)
