"""核验审计记录: looked through from end to end, and the outcome is recorded like everything else."""

from datetime import datetime

from tracker.domain.audit import Verified
from tracker.domain.permissions import Actor, Permission, require
from tracker.store.audit_check import Progress, verify
from tracker.store.db import transaction
from tracker.store.story import journal

ON_A_PAGE = 20_000
"Links that are looked through while somebody waits: a few seconds."

TOLD = 20
"Faults that the record quotes."


def check_audit(
    *, most: int | None = None, progress: Progress = lambda done, total: None, by: Actor, now: datetime,
) -> Verified:
    """All of it, or the newest `most` links."""
    require(by, Permission.SEE_AUDIT)
    found = verify(most, progress)
    with transaction():
        journal(
            "audit.verified", str(found.seq), by, now, is_whole=found.is_whole, links=found.links, seq=found.seq,
            digest=found.digest, rows=dict(found.rows), anchors=found.anchors, fault_count=found.fault_count,
            faults=[[one.kind.name, dict(one.params)] for one in found.faults[:TOLD]],
            notes=[[one.kind.name, dict(one.params)] for one in found.notes], since=found.since,
        )
    return found
