"""A new receiver of webhooks."""

from datetime import datetime

from tracker.domain.hooks import Receiver, clean_receiver, shown_url
from tracker.domain.permissions import Actor, Permission, require
from tracker.store.db import transaction
from tracker.store.models import Hook
from tracker.store.story import journal
from tracker.usecases.receiving import allowed_hosts, require_free_name, told
from tracker.usecases.staffing import require_open_unit


def add_hook(receiver: Receiver, *, by: Actor, now: datetime) -> int:
    """Add the receiver and return its id; from now on it is told. Raises InvalidEntries and Invalid by field."""
    require(by, Permission.SEE_OUTBOX)
    receiver = clean_receiver(Receiver(
        receiver.name, receiver.shape, receiver.url or "", receiver.secret or "", receiver.department_id),
        allowed_hosts())
    with transaction() as session:
        require_free_name(receiver.name)
        require_open_unit(receiver.department_id)
        hook = Hook(
            name=receiver.name, shape=receiver.shape, url=receiver.url, secret=receiver.secret,
            department_id=receiver.department_id,
        )
        session.add(hook)
        session.flush()
        journal("hook.added", hook.name, by, now, after=told(hook) | {"url": shown_url(hook.url)})
        return hook.id
