"""One prominent issue: what it is, how it went week by week, its orders, the ones that may belong, its story."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import select

from tracker import clock
from tracker.domain import hot_topics as grouping
from tracker.domain.hot_topics import Shared
from tracker.domain.issues import OPEN, IssueAct, IssueMark, IssueState
from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.words import Light
from tracker.reads.hot_topics import window
from tracker.reads.issue_list import days_left, light_of
from tracker.reads.order_rows import OrderRow, rows, with_lead
from tracker.store import issues, sightings, tables
from tracker.store.db import db
from tracker.store.finding import day_start
from tracker.store.models import Issue, IssueNote, IssueOrder, WorkOrder
from tracker.store.orders import visible_to

WEEKS = 8
ROWS_SHOWN = 20
"Newest orders; the list shows the rest."
PROPOSED_SHOWN = 50
COMPARED = 300
"Newest orders of the issue that others are compared with."


@dataclass(frozen=True)
class NoteLine:
    """One sentence of the story."""

    at: datetime
    who: str
    on_behalf: str | None
    act: IssueAct
    data: dict[str, Any]
    text: str


@dataclass(frozen=True)
class IssuePage:
    """The issue; `marks`, `plan` and the like also fill the forms."""

    id: int
    version: int
    name: str
    description: str
    marks: tuple[IssueMark, ...]
    state: IssueState
    shared: Shared | None
    named_at: datetime
    named_by: str
    topic_month: str | None
    lead_id: int | None
    lead: str
    co: dict[int, str]
    plan: str
    start_on: date | None
    target_on: date | None
    light: Light
    days_left: int | None
    ended_at: datetime | None
    result: str
    total: int
    "Its orders, voided ones left out."
    callers: int
    "Different phones."
    enterprises: int
    weeks: tuple[tuple[date, int], ...]
    "(Monday, orders received) up to the present week, or that of its end."
    orders: tuple[OrderRow, ...]
    proposed: tuple[OrderRow, ...]
    notes: tuple[NoteLine, ...]
    "The newest first."

    @property
    def is_open(self) -> bool:
        """May it still change?"""
        return self.state in OPEN


def _newest(wanted: sa.ColumnElement[bool], most: int, by: Actor, now: datetime) -> tuple[OrderRow, ...]:
    found = db.session.scalars(
        with_lead(select(WorkOrder)).where(wanted, visible_to(by))
        .order_by(WorkOrder.received_at.desc(), WorkOrder.id.desc()).limit(most)
    )
    return rows(found, by, now)


def _proposed(issue: Issue, members: Sequence[int], now: datetime) -> list[int]:
    """Orders of the window like the issue's that have no standing to it."""
    if issue.state not in OPEN:
        return []
    first_on, _last_on, _days = window(now)
    known = set(db.session.scalars(select(IssueOrder.order_id).where(IssueOrder.issue_id == issue.id)))
    others = [
        seen for seen in sightings.received(day_start(first_on), now + timedelta(microseconds=1))
        if seen.order_id not in known
    ]
    key = (issue.shared, issue.shared_key) if issue.shared else None
    return [seen.order_id for seen in grouping.like(key, sightings.of(members[-COMPARED:]), others)]


def _notes(issue_id: int) -> tuple[NoteLine, ...]:
    found = db.session.scalars(
        select(IssueNote).where(IssueNote.issue_id == issue_id).order_by(IssueNote.id.desc()))
    return tuple(NoteLine(note.at, note.actor_name, note.on_behalf, note.act, note.data, note.text) for note in found)


def issue_page(issue_id: int, *, by: Actor, now: datetime) -> IssuePage:
    """Raises NotFound."""
    require(by, Permission.MARK_ISSUE)
    issue = issues.found(issue_id)
    members = issues.member_ids(issue.id)
    today = now.astimezone(clock.LOCAL).date()
    seen = sightings.sightings(sa.and_(WorkOrder.id.in_(members), sightings.STANDS))
    last = (issue.ended_at or now).astimezone(clock.LOCAL).date()
    proposed = _proposed(issue, members, now)
    return IssuePage(
        id=issue.id, version=issue.version, name=issue.name, description=issue.description,
        marks=issues.marks_of(issue), state=issue.state, shared=issue.shared, named_at=issue.named_at,
        named_by=issue.named_by, topic_month=issue.topic_month, lead_id=issue.lead_id,
        lead=issue.lead.name if issue.lead else "",
        co={unit.department_id: unit.department.name for unit in issue.units}, plan=issue.plan,
        start_on=issue.start_on, target_on=issue.target_on,
        light=light_of(issue, today, tables.settings_on(today).issue_warn_days), days_left=days_left(issue, today),
        ended_at=issue.ended_at, result=issue.result, total=len(seen),
        callers=len({one.phone for one in seen if one.phone}),
        enterprises=len({one.enterprise for one in seen if one.enterprise}),
        weeks=tuple(grouping.by_week(Counter(one.on for one in seen), last, WEEKS)),
        orders=_newest(WorkOrder.id.in_(members), ROWS_SHOWN, by, now),
        proposed=_newest(WorkOrder.id.in_(proposed), PROPOSED_SHOWN, by, now) if proposed else (),
        notes=_notes(issue.id),
    )
