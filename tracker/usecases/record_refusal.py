"""A door that stayed shut is recorded: who stood before it, which it was, from where."""

from datetime import datetime

from tracker.domain.permissions import Actor
from tracker.store import refusal_meter
from tracker.store.db import transaction
from tracker.store.story import journal

LONGEST = 120
"Characters of a subject."
PATIENCE_MS = 2_000
"Nobody waits longer for an error page because somebody else writes."


def record_refusal(door: str, *, status: int, path: str, method: str, by: Actor, now: datetime) -> bool:
    """Once a minute for a person and door, with how often it was left out before; was it recorded?

    It is told by its address, which says more than the route's name; of a flood over many doors no one is named.
    `path` holds no query: what was looked for may be a caller's datum.
    """
    assert by.id is not None
    found = refusal_meter.count(by.id, door, now)
    if found is None:
        return False
    named, repeats = found
    with transaction(PATIENCE_MS):
        journal(
            "access.refused", path[:LONGEST] if named == door else named, by, now, status=status, path=path[:200],
            method=method, repeats=repeats)
    return True
