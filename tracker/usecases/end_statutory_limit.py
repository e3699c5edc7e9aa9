"""The end of a law's limit: from the day after its last day nobody can choose it; orders that go by it still do."""

from datetime import date, datetime

from sqlalchemy import select

from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.refusals import Invalid, NotFound
from tracker.domain.words import N_
from tracker.store.db import transaction
from tracker.store.models import StatutoryLimit
from tracker.store.story import journal
from tracker.usecases.add_statutory_limit import told
from tracker.usecases.placing_limits import local_day


def end_statutory_limit(limit_id: int, *, last_day: date, by: Actor, now: datetime) -> None:
    """Set the row's last day, today or later and within its time."""
    require(by, Permission.EDIT_LIMITS)
    today = local_day(now)
    with transaction() as session:
        row = session.scalar(select(StatutoryLimit).where(StatutoryLimit.id == limit_id).with_for_update())
        if row is None:
            raise NotFound(N_("没有这项法定时限。"))
        if row.effective_to is not None and row.effective_to < today:
            raise Invalid(N_("这一行已经失效。"))
        if last_day < max(today, row.effective_from):
            raise Invalid(N_("最后一天不能早于今天，也不能早于生效日期。"), field="last_day")
        before = told(row)
        row.effective_to = last_day
        journal("statutory_limit.ended", row.name, by, now, before=before, after=told(row))
