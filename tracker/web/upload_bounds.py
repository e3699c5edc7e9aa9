"""How much a request may bring: more than usual where attachments are taken, as the office's settings say."""

from flask import request
from flask_login import current_user

from tracker import clock
from tracker.domain.attachments import MB
from tracker.reads.attachments import bounds_now

TAKING = frozenset({"orders.attach", "orders.new"})
BESIDES = 2 * MB
"What the other fields and the form's own marks take."


def apply() -> None:
    """Raise the limit for who is signed in; a stranger's request is read no further than any other."""
    if request.method == "POST" and request.endpoint in TAKING and current_user.is_authenticated:
        request.max_content_length = bounds_now(clock.now()).total_mb * MB + BESIDES
