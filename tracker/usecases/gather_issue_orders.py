"""纳入、移出、不属于: which orders an issue has. New similar ones are proposed (reads/issue_page.py), never put in alone."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from tracker.domain.issues import IssueAct
from tracker.domain.permissions import Actor
from tracker.store import issues
from tracker.store.db import transaction
from tracker.store.models import Issue
from tracker.usecases.placing_issue_orders import dismiss, put_in, take_out

Placing = Callable[[Issue, Sequence[int], Actor, datetime], dict[str, Any]]


def _gather(
    issue_id: int, order_ids: Sequence[int], placing: Placing, act: IssueAct, by: Actor, now: datetime
) -> int:
    with transaction():
        issue = issues.locked(issue_id, by)
        told = placing(issue, order_ids, by, now)
        if told:
            issues.tell(issue, act, by, now, **told)
        return int(told.get("count", 0))


def add_issue_orders(issue_id: int, order_ids: Sequence[int], *, by: Actor, now: datetime) -> int:
    """Put the orders in and return how many were not in it before."""
    return _gather(issue_id, order_ids, put_in, IssueAct.ADDED, by, now)


def remove_issue_orders(issue_id: int, order_ids: Sequence[int], *, by: Actor, now: datetime) -> int:
    """Take the orders out again and return how many were in it."""
    return _gather(issue_id, order_ids, take_out, IssueAct.REMOVED, by, now)


def dismiss_issue_orders(issue_id: int, order_ids: Sequence[int], *, by: Actor, now: datetime) -> int:
    """The proposed orders do not belong: they are not proposed again. Returns how many."""
    return _gather(issue_id, order_ids, dismiss, IssueAct.DISMISSED, by, now)
