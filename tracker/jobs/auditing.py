"""The audit's own jobs: the chain's head written outside the database, and all of it looked through."""

from datetime import datetime

from tracker.domain.permissions import PROGRAM
from tracker.domain.words import N_
from tracker.store.job_runs import Result
from tracker.store.sealing import Tampered
from tracker.usecases.anchor_audit import anchor_audit
from tracker.usecases.check_audit import check_audit


def anchor(_hour: str, now: datetime) -> Result:
    """Write the head down."""
    made = anchor_audit(by=PROGRAM, now=now)
    if made is None:
        return Result(N_("还没有审计记录。"))
    return Result(N_("锚定审计链第 %(seq)d 号，摘要 %(digest)s"), {"seq": made.seq, "digest": made.digest})


def verify(_day: str, now: datetime) -> Result:
    """Look through it; what is wrong fails the run, so that nobody overlooks it."""
    found = check_audit(by=PROGRAM, now=now)
    if not found.is_whole:
        raise Tampered(
            N_("审计记录与留存的链条不一致，共 %(count)d 处，最早涉及 %(since)s 的记录。请在服务器上执行 tracker verify-audit。"),
            count=found.fault_count, since=found.since or "—",
        )
    return Result(
        N_("审计记录一致：链条 %(links)d 号，锚点 %(anchors)d 个。"), {"links": found.links, "anchors": found.anchors})
