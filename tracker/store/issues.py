"""突出问题 in the store: how one is taken for a change and told, its orders, and what a period's bulletin prints."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import func, select

from tracker.clock import LOCAL
from tracker.domain.issues import OPEN, IssueAct, IssueLine, IssueMark, IssueState, Standing, require_open
from tracker.domain.periods import Period, before
from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.refusals import NotFound, Stale
from tracker.domain.words import N_, Stage
from tracker.store.db import db
from tracker.store.models import Issue, IssueNote, IssueOrder, WorkOrder

STALE = N_("在您打开页面之后，这个突出问题已经有了改动。请先查看最新情况，再提交；您填写的内容仍保留在下面。")
MISSING = N_("没有找到这个突出问题。")

MEMBER = IssueOrder.standing == Standing.MEMBER


def found(issue_id: int) -> Issue:
    """The issue, for showing."""
    issue = db.session.get(Issue, issue_id)
    if issue is None:
        raise NotFound(MISSING)
    return issue


def locked(issue_id: int, by: Actor, version: int | None = None, *, is_ended: bool = False) -> Issue:
    """The issue for changing it, locked till the transaction ends.

    Refuses a page that knew an older version, and an issue that has ended (or, with `is_ended`, one that has not).
    """
    require(by, Permission.MARK_ISSUE)
    issue = db.session.scalar(
        select(Issue).where(Issue.id == issue_id).with_for_update(of=Issue),
        execution_options={"populate_existing": True},
    )
    if issue is None:
        raise NotFound(MISSING)
    if version is not None and version != issue.version:
        raise Stale(STALE)
    if is_ended is (issue.state in OPEN):
        if is_ended:
            raise Stale(STALE)
        require_open(issue.state)
    return issue


def tell(issue: Issue, act: IssueAct, by: Actor, now: datetime, text: str = "", **data: Any) -> None:
    """Add a sentence to the issue's story, inside the transaction that made it true."""
    issue.version += 1
    db.session.flush()
    db.session.add(IssueNote(
        issue_id=issue.id, at=now, actor_id=by.id, actor_name=by.name,
        on_behalf=by.on_behalf(Permission.MARK_ISSUE, ()), act=act, data=data, text=text,
    ))


def standings(issue_id: int, order_ids: Collection[int]) -> dict[int, IssueOrder]:
    """order id → how it stands to the issue, of the orders that have a standing."""
    rows = db.session.scalars(
        select(IssueOrder).where(IssueOrder.issue_id == issue_id, IssueOrder.order_id.in_(order_ids)))
    return {row.order_id: row for row in rows}


def member_ids(issue_id: int) -> list[int]:
    """The issue's orders."""
    return list(db.session.scalars(
        select(IssueOrder.order_id).where(IssueOrder.issue_id == issue_id, MEMBER).order_by(IssueOrder.order_id)))


def open_issues_of(order_ids: Collection[int]) -> dict[int, list[int]]:
    """order id → the open issues that it belongs to."""
    rows = db.session.execute(
        select(IssueOrder.order_id, IssueOrder.issue_id).join(Issue, Issue.id == IssueOrder.issue_id)
        .where(IssueOrder.order_id.in_(order_ids), MEMBER, Issue.state.in_(OPEN)).order_by(IssueOrder.issue_id)
    )
    named: dict[int, list[int]] = {}
    for order_id, issue_id in rows:
        named.setdefault(order_id, []).append(issue_id)
    return named


def counts(spans: Iterable[tuple[str, datetime, datetime]]) -> dict[str, dict[int, int]]:
    """name of the span → issue → how many of its orders were received in [since, until); voided ones do not count."""
    told = {}
    for name, since, until in spans:
        rows = db.session.execute(
            select(IssueOrder.issue_id, func.count()).join(WorkOrder, WorkOrder.id == IssueOrder.order_id)
            .where(MEMBER, WorkOrder.stage != Stage.VOIDED,
                   WorkOrder.received_at >= since, WorkOrder.received_at < until)
            .group_by(IssueOrder.issue_id)
        )
        told[name] = {issue_id: count for issue_id, count in rows}
    return told


def marks_of(issue: Issue) -> tuple[IssueMark, ...]:
    """Its marks in their order."""
    borne = {marking.mark for marking in issue.marks}
    return tuple(mark for mark in IssueMark if mark in borne)


def _state_at(issue: Issue, moment: datetime) -> IssueState:
    if issue.ended_at is not None and issue.ended_at < moment:
        return issue.state
    return IssueState.TACKLED if issue.planned_at is not None and issue.planned_at < moment else IssueState.WATCHED


def _line(issue: Issue, period: Period, counted: dict[str, dict[int, int]]) -> IssueLine:
    state = _state_at(issue, period.until)
    text = {IssueState.CLOSED: issue.result, IssueState.TACKLED: issue.plan}.get(state) or issue.description
    months = f"{period.first_day:%Y-%m}", f"{period.last_day:%Y-%m}"
    return IssueLine(
        issue_id=issue.id, name=issue.name, marks=marks_of(issue), count=counted["now"].get(issue.id, 0),
        before=counted["before"].get(issue.id, 0), total=counted["total"].get(issue.id, 0),
        lead_unit=issue.lead.name if issue.lead and state is not IssueState.WATCHED else "", state=state,
        is_topic=bool(issue.topic_month and months[0] <= issue.topic_month <= months[1]), target_on=issue.target_on,
        text=text,
    )


FIRST = datetime(1990, 1, 1, tzinfo=LOCAL)


def issues_of(period: Period) -> list[IssueLine]:
    """The issues that stood at some time of the period, the month's topic first, then by their orders in the period.

    Named before its end and not ended before its start; what was dropped was no issue. An issue's orders are those that
    it has now.
    """
    stood = db.session.scalars(select(Issue).where(
        Issue.named_at < period.until, Issue.state != IssueState.DROPPED,
        sa.or_(Issue.ended_at.is_(None), Issue.ended_at >= period.start),
    )).all()
    earlier = before(period)
    counted = counts((
        ("now", period.start, period.until), ("before", earlier.start, earlier.until), ("total", FIRST, period.until)))
    lines = [_line(issue, period, counted) for issue in stood]
    return sorted(lines, key=lambda line: (not line.is_topic, -line.count, -line.total, line.issue_id))
