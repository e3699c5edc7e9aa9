"""How often a person was refused at the same door within a minute: a flood of refusals must not fill the disk.

In this process's memory; a door is journalled once a minute and person, with how often it was tried in vain before.
"""

from dataclasses import dataclass
from datetime import datetime
from threading import Lock

MOST_DOORS = 20
"Doors of one person that are journalled in a minute one by one; then the person alone is."

_lock = Lock()


@dataclass
class _Seen:
    minute: datetime
    repeats: int


_seen: dict[tuple[int, str], _Seen] = {}


def count(person_id: int, door: str, now: datetime) -> tuple[str, int] | None:
    """(what to journal, how often it was left out before), or None where this minute has it already."""
    minute = now.replace(second=0, microsecond=0)
    with _lock:
        doors = sum(person == person_id and seen.minute == minute for (person, _door), seen in _seen.items())
        if (person_id, door) not in _seen and doors >= MOST_DOORS:
            door = "…"
        known = _seen.get((person_id, door))
        if known is not None and known.minute == minute:
            known.repeats += 1
            return None
        repeats = known.repeats if known else 0
        _seen[person_id, door] = _Seen(minute, 0)
        if len(_seen) > 5000:
            _forget(minute)
        return door, repeats


def _forget(minute: datetime) -> None:
    for key in [key for key, seen in _seen.items() if seen.minute < minute]:
        del _seen[key]
