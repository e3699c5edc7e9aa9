"""A receiver's name, address, secret and unit, and whether it is told. What waits for one switched off is given up."""

from datetime import datetime
from typing import Any

from tracker.domain.hooks import Receiver, clean_receiver, shown_url
from tracker.domain.notices import HookShape
from tracker.domain.permissions import Actor, Permission, require
from tracker.store.db import transaction
from tracker.store.overtaking import last_change, refuse_overtaken
from tracker.store.story import journal
from tracker.usecases.receiving import allowed_hosts, locked_hook, require_free_name, told
from tracker.usecases.staffing import require_open_unit


def state_of(
    name: str, shape: HookShape, url: str, is_signed: bool, department_id: int | None, is_active: bool
) -> dict[str, Any]:
    """What a page shows of a receiver, its address without the key: by this it is seen that somebody was quicker."""
    return {
        "name": name, "shape": shape.value, "url": url, "is_signed": is_signed, "department_id": department_id,
        "is_active": is_active,
    }


def change_hook(
    hook_id: int, receiver: Receiver, *, is_active: bool, seen: str | None = None, by: Actor, now: datetime
) -> None:
    """Write what was entered; an address or secret of None stays. Raises InvalidEntries and Invalid by field.

    Raises Overtaken when it is no longer what the page with the mark `seen` showed.
    """
    require(by, Permission.SEE_OUTBOX)
    receiver = clean_receiver(receiver, allowed_hosts())
    with transaction():
        hook = locked_hook(hook_id)
        before = told(hook) | {"renewed": []}
        known = state_of(
            hook.name, hook.shape, shown_url(hook.url), bool(hook.secret), hook.department_id, hook.is_active)
        refuse_overtaken(seen, known, last_change("hook", before))
        require_free_name(receiver.name, hook.id)
        if receiver.department_id != hook.department_id:
            require_open_unit(receiver.department_id)
        renewed = [
            field for field in ("url", "secret")
            if getattr(receiver, field) is not None and getattr(receiver, field) != getattr(hook, field)
        ]
        for field in renewed:
            setattr(hook, field, getattr(receiver, field))
        hook.name, hook.shape, hook.department_id = receiver.name, receiver.shape, receiver.department_id
        hook.is_active = is_active
        after = told(hook) | {"renewed": renewed}
        if after != before:
            journal("hook.changed", hook.name, by, now, before=before, after=after)
