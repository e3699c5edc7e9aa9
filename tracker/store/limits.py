"""The limit table in the store: writing a row. Reading it for the domain is in store.tables."""

from datetime import datetime

from sqlalchemy import func, select

from tracker.domain.limits import LimitRow
from tracker.domain.refusals import NotFound
from tracker.domain.words import N_
from tracker.store.db import db
from tracker.store.models import LimitRule, Promise


def fill(rule: LimitRule, row: LimitRow) -> LimitRule:
    """Write the domain's row into a stored rule."""
    rule.request_type, rule.order_class, rule.urgency = row.key
    for step in ("sign", "contact", "reply", "callback"):
        limit = getattr(row, step)
        setattr(rule, f"{step}_amount", limit.amount if limit else None)
        setattr(rule, f"{step}_unit", limit.unit if limit else None)
    rule.legal_basis, rule.preset = row.legal_basis, row.preset
    rule.effective_from, rule.effective_to = row.effective_from, row.effective_to
    return rule


def insert(row: LimitRow, now: datetime) -> LimitRule:
    """A new stored rule with its id."""
    rule = fill(LimitRule(created_at=now), row)
    db.session.add(rule)
    db.session.flush()
    return rule


def locked_rule(rule_id: int) -> LimitRule:
    """The rule for changing it; refuses one that does not exist."""
    rule = db.session.execute(
        select(LimitRule).where(LimitRule.id == rule_id).with_for_update()
    ).scalar_one_or_none()
    if rule is None:
        raise NotFound(N_("没有找到这一行时限。"))
    return rule


def times_applied(rule_id: int) -> int:
    """To how many orders a promise was given by this rule."""
    return db.session.scalar(
        select(func.count(func.distinct(Promise.order_id))).where(Promise.limit_rule_id == rule_id)
    ) or 0
