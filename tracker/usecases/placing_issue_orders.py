"""How orders are put into an issue and taken out, shared by its verbs: their standing, and what the story says."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from tracker.domain.issues import ORDERS_MOST, Standing, listed
from tracker.domain.permissions import Actor
from tracker.domain.refusals import Invalid, NotFound
from tracker.domain.words import N_, Stage
from tracker.store import issues
from tracker.store.db import db
from tracker.store.models import Issue, IssueOrder, WorkOrder
from tracker.store.orders import visible_to


def _told(numbers: list[str]) -> dict[str, Any]:
    return {"count": len(numbers), "numbers": listed(numbers)} if numbers else {}


def numbers_of(order_ids: Sequence[int], by: Actor) -> dict[int, str]:
    """id → number of the orders, oldest first; refuses none, too many, one that `by` may not see and a voided one."""
    if not order_ids:
        raise Invalid(N_("还没有选择工单。"))
    if len(set(order_ids)) > ORDERS_MOST:
        raise Invalid(N_("一次最多 %(most)d 件工单，请分几次。"), most=ORDERS_MOST)
    rows = db.session.execute(
        select(WorkOrder.id, WorkOrder.number, WorkOrder.stage).where(WorkOrder.id.in_(order_ids), visible_to(by))
        .order_by(WorkOrder.id)
    ).all()
    if len(rows) < len(set(order_ids)):
        raise NotFound(N_("没有找到其中的工单，请刷新页面后再试。"))
    voided = [number for _one, number, stage in rows if stage is Stage.VOIDED]
    if voided:
        raise Invalid(N_("工单 %(numbers)s 已作废，不能纳入突出问题。"), numbers=listed(voided))
    return {one: number for one, number, _stage in rows}


def put_in(issue: Issue, order_ids: Sequence[int], by: Actor, now: datetime) -> dict[str, Any]:
    """Make the orders members and return what the story says of it; nothing where all of them are members already."""
    numbers = numbers_of(order_ids, by)
    standing = issues.standings(issue.id, numbers)
    added = []
    for order_id, number in numbers.items():
        row = standing.get(order_id)
        if row is None:
            row = IssueOrder(issue_id=issue.id, order_id=order_id)
            db.session.add(row)
        elif row.standing is Standing.MEMBER:
            continue
        row.standing, row.added_at, row.added_by = Standing.MEMBER, now, by.name
        row.ended_at = row.ended_by = None
        added.append(number)
    return _told(added)


def take_out(issue: Issue, order_ids: Sequence[int], by: Actor, now: datetime) -> dict[str, Any]:
    """End the orders' membership and return what the story says of it."""
    numbers = numbers_of(order_ids, by)
    members = [row for row in issues.standings(issue.id, numbers).values() if row.standing is Standing.MEMBER]
    for row in members:
        row.standing, row.ended_at, row.ended_by = Standing.REMOVED, now, by.name
    return _told([numbers[row.order_id] for row in members])


def dismiss(issue: Issue, order_ids: Sequence[int], by: Actor, now: datetime) -> dict[str, Any]:
    """Note that proposed orders do not belong, and return what the story says of it; members stay members."""
    numbers = numbers_of(order_ids, by)
    standing = issues.standings(issue.id, numbers)
    dismissed = [order_id for order_id in numbers if order_id not in standing]
    db.session.add_all(
        IssueOrder(issue_id=issue.id, order_id=order_id, standing=Standing.DISMISSED, ended_at=now, ended_by=by.name)
        for order_id in dismissed
    )
    return _told([numbers[order_id] for order_id in dismissed])
