"""突出问题 · 跟踪 and 已结: the issues with their figures and lights; which target dates are near or past."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from sqlalchemy import func, select

from tracker import clock
from tracker.domain.hot_topics import BEFORE, growth, window_start
from tracker.domain.issues import OPEN, IssueMark, IssueState, target_light
from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.words import Light
from tracker.store import issues, tables
from tracker.store.db import db
from tracker.store.finding import day_start
from tracker.store.models import Issue

MOST_SHOWN = 200
"Newest ended issues; open ones are never so many."


@dataclass(frozen=True)
class IssueRow:
    """One issue of a list."""

    id: int
    name: str
    marks: tuple[IssueMark, ...]
    state: IssueState
    topic_month: str | None
    lead: str
    target_on: date | None
    light: Light
    days_left: int | None
    "Natural days till the target date, negative behind it; None where it is none or has ended."
    total: int
    recent: int
    "Its orders of the window that ends today."
    growth: Fraction | None
    "Against the mean of the windows before; None: there was none."
    ended_at: datetime | None
    result: str


@dataclass(frozen=True)
class Due:
    """Open issues whose target date is near or past."""

    near: int
    past: int

    @property
    def count(self) -> int:
        """Both together."""
        return self.near + self.past


def days_left(issue: Issue, today: date) -> int | None:
    """Natural days till its target date, of an open one that has a date."""
    return (issue.target_on - today).days if issue.target_on and issue.state in OPEN else None


def light_of(issue: Issue, today: date, warn: int) -> Light:
    """How its target date stands."""
    ended_on = issue.ended_at.astimezone(clock.LOCAL).date() if issue.ended_at else None
    return target_light(issue.state, issue.target_on, ended_on, today, warn)


def _spans(today: date, days: int, now: datetime) -> tuple[tuple[str, datetime, datetime], ...]:
    start, end = day_start(window_start(today, days)), now + timedelta(microseconds=1)
    return (
        ("total", issues.FIRST, end), ("recent", start, end), ("before", start - timedelta(days=BEFORE * days), start),
    )


def issue_rows(is_open: bool = True, *, by: Actor, now: datetime) -> tuple[IssueRow, ...]:
    """Open issues by their target dates, those without one last; ended ones the latest first."""
    require(by, Permission.MARK_ISSUE)
    today = now.astimezone(clock.LOCAL).date()
    settings = tables.settings_on(today)
    wanted = select(Issue)
    if is_open:
        wanted = wanted.where(Issue.state.in_(OPEN)).order_by(
            Issue.target_on.is_(None), Issue.target_on, Issue.id.desc())
    else:
        wanted = wanted.where(Issue.state.not_in(OPEN)).order_by(Issue.ended_at.desc(), Issue.id.desc())
    counted = issues.counts(_spans(today, settings.hot_window_days, now))
    rows = []
    for issue in db.session.scalars(wanted.limit(MOST_SHOWN)):
        recent = counted["recent"].get(issue.id, 0)
        rows.append(IssueRow(
            issue.id, issue.name, issues.marks_of(issue), issue.state, issue.topic_month,
            issue.lead.name if issue.lead else "", issue.target_on, light_of(issue, today, settings.issue_warn_days),
            days_left(issue, today), counted["total"].get(issue.id, 0), recent,
            growth(recent, counted["before"].get(issue.id, 0)), issue.ended_at, issue.result,
        ))
    return tuple(rows)


def issue_counts(*, by: Actor) -> tuple[int, int]:
    """How many issues are open, and how many ended."""
    require(by, Permission.MARK_ISSUE)
    rows = db.session.execute(select(Issue.state, func.count()).group_by(Issue.state))
    counted = {state: count for state, count in rows}
    is_open = sum(counted.get(state, 0) for state in OPEN)
    return is_open, sum(counted.values()) - is_open


def due_issues(*, by: Actor, now: datetime) -> Due:
    """How many target dates are near or past; nothing for whoever follows no issues."""
    if not by.may(Permission.MARK_ISSUE):
        return Due(0, 0)
    today = now.astimezone(clock.LOCAL).date()
    last = today + timedelta(days=tables.settings_on(today).issue_warn_days)
    dates = db.session.scalars(
        select(Issue.target_on).where(Issue.state.in_(OPEN), Issue.target_on <= last)).all()
    past = sum(on is not None and on < today for on in dates)
    return Due(len(dates) - past, past)
