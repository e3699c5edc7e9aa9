"""更换密钥: a new key on the ring, everything sealed anew with it while the office works, then the old ones retire."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.refusals import Refusal
from tracker.domain.words import N_
from tracker.store import keys, probes, sealed_rows
from tracker.store.db import one_at_a_time, transaction
from tracker.store.story import journal
from tracker.usecases.seal_personal_data import Progress, seal_all

RESTS = timedelta(hours=1)
"Whoever was writing when the key was changed has ended by then: no transaction is let live so long."


@dataclass(frozen=True)
class Rotation:
    """The key that seals now, the rows that were sealed anew, and the older keys, which only open what is elsewhere.

    `was_resumed`: an earlier change had been interrupted and was brought to its end; no further key was made.
    """

    key: str
    rows: int
    older: tuple[str, ...]
    was_resumed: bool


def _begin(by: Actor, now: datetime) -> bool:
    """Add a key unless the last one is not everywhere yet; was there one to be finished?"""
    with transaction():
        one_at_a_time("key ring")
        probes.require_right_ring()
        old = keys.ring()
        if is_unfinished := sealed_rows.waiting() > 0:
            probes.add(now)
        else:
            keys.write(keys.place(), keys.with_new_key(old))
            probes.add(now)
            journal("keys.added", keys.ring().current, by, now, before=old.current)
        return is_unfinished


def rotate_keys(*, progress: Progress | None = None, by: Actor, now: datetime) -> Rotation:
    """Change the key; after a kill the same call goes on with what was left.

    The older keys stay on the ring, where they only open: backups from before need them. Raises Unreadable.
    """
    require(by, Permission.RUN_JOBS)
    was_resumed = _begin(by, now)
    sealing = seal_all(progress)
    with transaction():
        ring = keys.ring()
        older = tuple(name for name in ring if name != ring.current)
        journal("keys.rotated", ring.current, by, now, rows=sealing.rows, older=list(older))
    return Rotation(ring.current, sealing.rows, older, was_resumed)


def forget_keys(*, by: Actor, now: datetime) -> tuple[str, ...]:
    """Take the older keys off the ring that nothing in the database needs; which they were.

    Backups from before cannot be opened afterwards but with a copy of the ring from before. Refused within an hour
    of the change.
    """
    require(by, Permission.RUN_JOBS)
    with transaction():
        one_at_a_time("key ring")
        probes.require_right_ring()
        if (made_at := probes.made_at(keys.ring().current)) is None or now - made_at < RESTS:
            raise Refusal(N_("密钥更换不满一小时，可能还有尚未写完的数据在用旧密钥。请过一小时再删除旧密钥。"))
        sealed_rows.hold_still()
        ring = keys.ring()
        gone = {name for name in ring if name != ring.current} - sealed_rows.keys_in_use()
        if not gone:
            return ()
        probes.drop(gone)
        journal("keys.forgotten", "、".join(sorted(gone)), by, now, current=ring.current)
    # The database forgets first: a key too many on the ring does no harm, one that is missing does.
    for name in gone:
        keys.write(keys.place(), keys.without(keys.ring(), name))
    return tuple(sorted(gone))
