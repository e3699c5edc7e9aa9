"""立为突出问题: a group that was found, or a selection from the list, gets a name; later its name and marks change."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from tracker.domain.hot_topics import Shared
from tracker.domain.issues import IssueAct, Naming
from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.refusals import InvalidEntries
from tracker.store import issues
from tracker.store.db import one_at_a_time, transaction
from tracker.store.models import Issue, IssueMarking
from tracker.usecases.placing_issue_orders import put_in


@dataclass(frozen=True)
class Basis:
    """What the orders were found by; new ones of the kind are proposed."""

    shared: Shared | None = None
    key: str = ""


def _bear(issue: Issue, naming: Naming) -> None:
    issue.name, issue.description = naming.name.strip(), naming.description.strip()
    borne = {marking.mark: marking for marking in issue.marks}
    issue.marks = [borne.get(mark) or IssueMarking(mark=mark) for mark in dict.fromkeys(naming.marks)]


def mark_issue(
    naming: Naming, order_ids: Sequence[int], *, basis: Basis = Basis(), submission_key: str | None = None, by: Actor,
    now: datetime,
) -> int:
    """Name the issue, put the orders in and return its id.

    The same key again returns the issue it made, with these orders put in too: a selection is worked order by order.
    Raises InvalidEntries, and NotFound for an order that is not there.
    """
    require(by, Permission.MARK_ISSUE)
    if problems := naming.problems():
        raise InvalidEntries(problems)
    with transaction() as session:
        if submission_key:
            one_at_a_time(f"form {submission_key}")
            earlier = session.scalar(select(Issue).where(Issue.submission_key == submission_key))
            if earlier is not None:
                issue = issues.locked(earlier.id, by)
                if numbers := put_in(issue, order_ids, by, now):
                    issues.tell(issue, IssueAct.ADDED, by, now, **numbers)
                return issue.id
        issue = Issue(
            submission_key=submission_key, named_at=now, named_by=by.name, marks=[], units=[], shared=basis.shared,
            shared_key=basis.key[:160], version=0,
        )
        _bear(issue, naming)
        session.add(issue)
        session.flush()
        told = put_in(issue, order_ids, by, now)
        issues.tell(issue, IssueAct.NAMED, by, now, issue.description, name=issue.name, count=told.get("count", 0))
        return issue.id


def change_issue(
    issue_id: int, naming: Naming, *, version: int | None = None, by: Actor, now: datetime
) -> None:
    """Another name, other marks, another description; what they were stands in the story."""
    with transaction():
        issue = issues.locked(issue_id, by, version)
        if problems := naming.problems():
            raise InvalidEntries(problems)
        before = {
            "name": issue.name, "marks": [mark.value for mark in issues.marks_of(issue)],
            "description": issue.description,
        }
        _bear(issue, naming)
        issues.tell(issue, IssueAct.CHANGED, by, now, name=issue.name, before=before)
