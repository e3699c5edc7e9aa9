"""重新打开: a closing no longer stands, and the month is counted anew; what was frozen is kept with the reason."""

from datetime import datetime

from sqlalchemy import select

from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.refusals import Stale
from tracker.domain.texts import written
from tracker.domain.words import N_
from tracker.store.db import transaction
from tracker.store.models import ClosedMonth
from tracker.store.story import journal

REASON_MAX = 500


def reopen_month(month: str, *, reason: str, by: Actor, now: datetime) -> None:
    """Reopen the month YYYY-MM, whichever it is: its figures, orders and workbook of that closing stay on record.

    Raises Invalid without a reason, Stale for a month that is not closed.
    """
    require(by, Permission.CLOSE_MONTH)
    reason = written(reason, "reason", REASON_MAX, N_("请写明重新打开的原因，会留在结账记录里。"))
    with transaction() as session:
        closing = session.scalar(
            select(ClosedMonth).where(ClosedMonth.month == month, ClosedMonth.reopened_at.is_(None)).with_for_update())
        if closing is None:
            raise Stale(N_("%(month)s 没有结账，不需要重新打开。"), month=month)
        closing.reopened_at, closing.reopened_by_id, closing.reopened_by = now, by.id, by.name
        closing.reopen_reason = reason
        journal("month.reopened", month, by, now, closing=closing.id, sha256=closing.sha256, reason=reason)
