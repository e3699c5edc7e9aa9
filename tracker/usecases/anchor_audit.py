"""锚定: the head of the audit chain is written outside the database, and the journal says that it was."""

from dataclasses import dataclass
from datetime import datetime

from tracker.domain.permissions import Actor, Permission, require
from tracker.store import anchors, chain_walk
from tracker.store.db import db, transaction
from tracker.store.story import journal


@dataclass(frozen=True)
class Anchored:
    """What was written down: the link's number and digest."""

    seq: int
    digest: str


def anchor_audit(*, by: Actor, now: datetime) -> Anchored | None:
    """Write the head down; None where the chain is empty. Raises AnchorsLost where the file cannot be written.

    The file has it first: an anchor that the journal names and the file lacks was taken away.
    """
    return _anchor(anchors.HEAD, by, now)


def anchor_restored(*, by: Actor, now: datetime) -> Anchored | None:
    """The same after a backup was restored: what was anchored behind its head is let go, and the auditor is told."""
    return _anchor(anchors.RESTORED, by, now)


def _anchor(kind: str, by: Actor, now: datetime) -> Anchored | None:
    require(by, Permission.RUN_JOBS)
    link = chain_walk.last_link()
    db.session.rollback()
    if link is None:
        return None
    made = anchors.add(kind, link, now)
    with transaction():
        journal(
            "audit.anchored", str(link.seq), by, now, seq=link.seq, digest=link.digest, at=made.at, mac=made.mac,
            anchor=kind,
        )
    return Anchored(link.seq, link.digest)
