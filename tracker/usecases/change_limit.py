"""A coming row of the limit table may still be corrected; one that began is followed by a new row, never edited."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from tracker.domain.deadlines import Limit
from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.refusals import Invalid
from tracker.domain.words import LIMIT_STEPS, N_, Step
from tracker.store import limits, tables
from tracker.store.db import transaction
from tracker.store.overtaking import last_change, refuse_overtaken
from tracker.store.story import journal
from tracker.usecases.add_limit import check_basis
from tracker.usecases.placing_limits import local_day, subject, told


def change_limit(
    rule_id: int, *, steps: dict[Step, Limit | None], legal_basis: str, seen: str | None = None, by: Actor,
    now: datetime,
) -> None:
    """Change the amounts and the basis of a row that has not begun; `steps` must have a limit for the reply.

    Raises Overtaken when the row is no longer what the page with the mark `seen` showed.
    """
    require(by, Permission.EDIT_LIMITS)
    basis = check_basis(legal_basis)
    if steps.get(Step.REPLY) is None:
        raise Invalid(N_("请填写答复时限。"), field="reply_amount")
    with transaction():
        rule = limits.locked_rule(rule_id)
        if rule.effective_from <= local_day(now) or limits.times_applied(rule_id):
            raise Invalid(N_("这一行已经生效，不能修改。请新增一行，从以后的日期起接替它。"))
        before = tables.limit_row(rule)
        refuse_overtaken(seen, told(before), last_change("limit", told(before)))
        promised: dict[str, Any] = {step.value: steps.get(step) for step in LIMIT_STEPS}
        after = replace(before, legal_basis=basis, **promised)
        limits.fill(rule, after)
        journal("limit.changed", subject(after), by, now, before=told(before), after=told(after))
