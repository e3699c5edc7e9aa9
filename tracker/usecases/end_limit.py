"""The end of a limit row: its last day is set, or a coming row is taken back and its predecessor goes on."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from tracker.domain.limit_cover import is_withdrawn
from tracker.domain.limits import LimitRow
from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.refusals import Invalid
from tracker.domain.words import N_
from tracker.store import limits, tables
from tracker.store.db import transaction
from tracker.store.models import LimitRule
from tracker.store.overtaking import last_change, refuse_overtaken
from tracker.store.story import journal
from tracker.usecases.placing_limits import local_day, refuse_gaps, subject, told


def _check_last_day(rule: LimitRule, last_day: date, now: datetime) -> None:
    today = local_day(now)
    if rule.effective_to is not None and rule.effective_to < today:
        raise Invalid(N_("这一行已经失效。"))
    if last_day < max(today, rule.effective_from):
        raise Invalid(N_("最后一天不能早于今天，也不能早于生效日期。"), field="last_day")
    if rule.effective_to is not None and last_day > rule.effective_to:
        raise Invalid(
            N_("这一行到 %(day)s 为止，只能提前结束。"), field="last_day", day=rule.effective_to.isoformat()
        )


def end_limit(rule_id: int, *, last_day: date, seen: str | None = None, by: Actor, now: datetime) -> None:
    """The row applies for the last time on `last_day`; refuses to leave any kind of order without a limit.

    Raises Overtaken when the row is no longer what the page with the mark `seen` showed.
    """
    require(by, Permission.EDIT_LIMITS)
    with transaction():
        rule = limits.locked_rule(rule_id)
        before = tables.limit_row(rule)
        refuse_overtaken(seen, told(before), last_change("limit", told(before)))
        _check_last_day(rule, last_day, now)
        rule.effective_to = last_day
        refuse_gaps(now)
        after = replace(before, effective_to=last_day)
        journal("limit.ended", subject(after), by, now, before=told(before), after=told(after))


def predecessor(row: LimitRow, rows: list[LimitRow]) -> LimitRow | None:
    """The row that ended because `row` was to follow it."""
    day_before = row.effective_from - timedelta(days=1)
    return next(
        (other for other in rows if other.key == row.key and other.effective_to == day_before
         and other.id != row.id and not is_withdrawn(other)),
        None,
    )


def withdraw_limit(rule_id: int, *, by: Actor, now: datetime) -> None:
    """Take back a row that has not begun; the row it was to follow goes on in its place."""
    require(by, Permission.EDIT_LIMITS)
    with transaction():
        rule = limits.locked_rule(rule_id)
        row = tables.limit_row(rule)
        if row.effective_from <= local_day(now) or is_withdrawn(row):
            raise Invalid(N_("只有尚未生效的时限行可以撤回，已生效的请设定最后一天。"))
        earlier = predecessor(row, tables.limit_rows())
        if earlier is not None and earlier.id is not None:
            limits.locked_rule(earlier.id).effective_to = row.effective_to
        rule.effective_to = row.effective_from - timedelta(days=1)
        refuse_gaps(now)
        journal(
            "limit.withdrawn", subject(row), by, now, before=told(row), resumed=told(earlier) if earlier else None,
        )
