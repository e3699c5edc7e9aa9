"""跟踪突出问题: planned (每月一题 or not), noted, ended with a written result, taken up again."""

from datetime import datetime

from sqlalchemy import select

from tracker.domain.issues import TEXT_MAX, Assault, IssueAct, IssueState
from tracker.domain.periods import read_month
from tracker.domain.permissions import Actor
from tracker.domain.refusals import Invalid, InvalidEntries
from tracker.domain.texts import written
from tracker.domain.words import N_
from tracker.store import issues
from tracker.store.db import db, one_at_a_time, transaction
from tracker.store.models import Department, Issue, IssueUnit


def _month_problems(issue: Issue, month: str | None) -> list[Invalid]:
    """A month has one topic. Whoever asks first has it till the transaction ends."""
    if not month:
        return []
    try:
        month = f"{read_month(month):%Y-%m}"
    except Invalid as problem:
        return [Invalid(problem.message, field="topic_month", **problem.params)]
    one_at_a_time(f"issue month {month}")
    other = db.session.scalar(select(Issue.name).where(Issue.topic_month == month, Issue.id != issue.id))
    if other is None:
        return []
    return [Invalid(
        N_("%(month)s 的每月一题已经是“%(name)s”，一个月只能有一题。请换一个月份，或先在那个问题中取消。"),
        field="topic_month", month=month, name=other)]


def _unit_problems(issue: Issue, assault: Assault) -> list[Invalid]:
    """New units must be in use; those that the issue already has may stay."""
    given = {"lead_id": [assault.lead_id] if assault.lead_id else [], "co_ids": list(assault.co_ids)}
    had = {issue.lead_id, *(unit.department_id for unit in issue.units)}
    in_use = set(db.session.scalars(select(Department.id).where(Department.is_active)))
    return [
        Invalid(N_("单位已停用或不存在，请重新选择。"), field=field)
        for field, units in given.items() if any(unit not in in_use | had for unit in units)
    ]


def plan_issue(issue_id: int, assault: Assault, *, version: int | None = None, by: Actor, now: datetime) -> None:
    """Give it a lead, a plan and dates, or change them; from now on it is 攻坚中."""
    with transaction():
        issue = issues.locked(issue_id, by, version)
        problems = assault.problems() + _unit_problems(issue, assault) + _month_problems(issue, assault.topic_month)
        if problems:
            raise InvalidEntries(problems)
        assert assault.lead_id and assault.start_on and assault.target_on  # problems() refuses blanks
        issue.lead = db.session.get_one(Department, assault.lead_id)
        had = {unit.department_id: unit for unit in issue.units}
        issue.units = [had.get(unit) or IssueUnit(department_id=unit) for unit in dict.fromkeys(assault.co_ids)]
        issue.plan, issue.start_on, issue.target_on = assault.plan.strip(), assault.start_on, assault.target_on
        issue.topic_month = assault.topic_month.strip() if assault.topic_month else None
        issue.state, issue.planned_at = IssueState.TACKLED, issue.planned_at or now
        issues.tell(
            issue, IssueAct.PLANNED, by, now, issue.plan, lead=issue.lead.name, co=list(dict.fromkeys(assault.co_ids)),
            start=assault.start_on.isoformat(), target=assault.target_on.isoformat(), month=issue.topic_month,
        )


def note_issue(issue_id: int, text: str, *, version: int | None = None, by: Actor, now: datetime) -> None:
    """Write down how far it came."""
    with transaction():
        issue = issues.locked(issue_id, by, version)
        text = written(text, "text", TEXT_MAX, N_("请写明进展：做了什么、到什么程度、还差什么。"))
        issues.tell(issue, IssueAct.NOTED, by, now, text)


def close_issue(issue_id: int, result: str, *, version: int | None = None, by: Actor, now: datetime) -> None:
    """办结: with what came of it in writing."""
    with transaction():
        issue = issues.locked(issue_id, by, version)
        issue.result = written(result, "result", TEXT_MAX, N_("请写明办结成效：解决了什么，建立了什么办法。"))
        issue.state, issue.ended_at = IssueState.CLOSED, now
        issues.tell(issue, IssueAct.CLOSED, by, now, issue.result)


def drop_issue(issue_id: int, reason: str, *, version: int | None = None, by: Actor, now: datetime) -> None:
    """撤销: it was none. Its month is free for another topic."""
    with transaction():
        issue = issues.locked(issue_id, by, version)
        issue.result = written(reason, "reason", TEXT_MAX, N_("请写明撤销的理由。"))
        issue.state, issue.ended_at, issue.topic_month = IssueState.DROPPED, now, None
        issues.tell(issue, IssueAct.DROPPED, by, now, issue.result)


def reopen_issue(issue_id: int, reason: str, *, version: int | None = None, by: Actor, now: datetime) -> None:
    """重新关注: it came back, or was ended too early. Its earlier result stays in the story."""
    with transaction():
        issue = issues.locked(issue_id, by, version, is_ended=True)
        reason = written(reason, "reason", TEXT_MAX, N_("请写明重新关注的理由。"))
        issue.state = IssueState.TACKLED if issue.planned_at else IssueState.WATCHED
        issue.ended_at, issue.result = None, ""
        issues.tell(issue, IssueAct.REOPENED, by, now, reason)
