"""定时任务 on a page: how each job last went, and the latest runs. Which jobs there are: jobs.schedule."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from tracker.domain.permissions import PROGRAM, Actor, Permission, require
from tracker.store import job_runs
from tracker.store.db import db
from tracker.store.job_runs import MANUAL, JobState, Result
from tracker.store.models import JobRun

MOST_SHOWN = 50


@dataclass(frozen=True)
class RunRow:
    """One run; `who` is PROGRAM's name when nobody asked for it."""

    job: str
    period: str
    is_manual: bool
    state: JobState
    is_stuck: bool
    "Its holder died: it has run longer than its lease."
    is_given_up: bool
    "It failed as often as a run is tried."
    attempts: int
    started_at: datetime
    finished_at: datetime | None
    who: str
    result: Result


@dataclass(frozen=True)
class JobLog:
    """The newest run of each job by its name, and the newest runs that have something to say."""

    last: dict[str, RunRow]
    runs: tuple[RunRow, ...]
    is_silent: bool
    "Nothing has run by itself for minutes: there is no scheduler."
    last_scheduled: datetime | None


def _row(run: JobRun, now: datetime) -> RunRow:
    state = JobState(run.state)
    return RunRow(
        job=run.job, period=run.period, is_manual=run.period.startswith(MANUAL), state=state,
        is_stuck=state is JobState.RUNNING and run.lease_until is not None and run.lease_until <= now,
        is_given_up=state is JobState.FAILED and run.attempts >= job_runs.MOST_ATTEMPTS,
        attempts=run.attempts, started_at=run.started_at, finished_at=run.finished_at,
        who=run.holder.rpartition("@")[0] or PROGRAM.name, result=Result.from_text(run.result),
    )


def job_log(names: tuple[str, ...], *, quiet: Collection[Result], by: Actor, now: datetime) -> JobLog:
    """The log of the jobs called `names`. Scheduled runs that said `quiet` would drown it: they are left out."""
    require(by, Permission.SEE_JOBS)
    newest = select(JobRun).order_by(JobRun.started_at.desc(), JobRun.id.desc())
    last = {name: db.session.scalar(newest.where(JobRun.job == name).limit(1)) for name in names}
    telling = or_(JobRun.result.not_in([one.to_text() for one in quiet]), JobRun.period.startswith(MANUAL))
    return JobLog(
        last={name: _row(run, now) for name, run in last.items() if run is not None},
        runs=tuple(_row(run, now) for run in db.session.scalars(newest.where(telling).limit(MOST_SHOWN))),
        is_silent=job_runs.is_silent(now),
        last_scheduled=job_runs.last_scheduled(),
    )
