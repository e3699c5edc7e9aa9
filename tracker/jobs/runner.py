"""Runs of jobs: each period once whoever fires, failures on record, what was missed caught up."""

import logging
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from tracker import origin
from tracker.domain.permissions import Actor, Permission, require
from tracker.domain.refusals import Refusal
from tracker.domain.words import N_
from tracker.jobs.schedule import JOBS, QUIET, Job, job_named
from tracker.reads.trouble import trouble_of
from tracker.store import job_runs
from tracker.store.db import transaction
from tracker.store.job_runs import JobState, Lease, Result
from tracker.store.story import journal

log = logging.getLogger(__name__)

KEEP_EMPTY = timedelta(days=1)
"How long a minute's run that found nothing is remembered."


@dataclass(frozen=True)
class Ran:
    """A run that took place and what it said."""

    job: str
    period: str
    is_done: bool
    result: Result


def run_due(job: Job, *, now: datetime) -> Ran | None:
    """The scheduled run at `now`; None when there is nothing to do, or its period is somebody else's or done."""
    if not job.is_due(now):
        return None
    return run_period(job, job.period(now), now=now)


def run_period(job: Job, period: str, *, now: datetime, retry: bool = False) -> Ran | None:
    """Run the job for one period unless that has happened; `retry` tries a failed one again."""
    lease = job_runs.take(job.name, period, now=now, minutes=job.lease_minutes, retry=retry)
    return _run(job, lease, period, period, now) if lease else None


def run_by_hand(name: str, *, by: Actor, now: datetime) -> Ran:
    """Run the job now for the period it would be run for, whether or not that was done. Who did it is on record."""
    require(by, Permission.RUN_JOBS)
    job = job_named(name)
    named = f"{job_runs.MANUAL}{now.isoformat()}"
    lease = job_runs.take(job.name, named, who=by.name, now=now, minutes=job.lease_minutes)
    if lease is None:
        raise Refusal(N_("这个任务正在执行，请稍后再看结果。"))
    with transaction():
        journal("job.run", job.name, by, now, period=job.period(now))
    return _run(job, lease, named, job.period(now), now)


def catch_up(*, now: datetime) -> list[Ran]:
    """Run what was missed or failed, oldest first, and forget the minutes that found nothing."""
    ran = []
    for job in JOBS:
        for period in job.missing(now):
            ran.append(run_period(job, period, now=now, retry=True))
    for name, quiet in QUIET.items():
        job_runs.forget(name, quiet, before=now - KEEP_EMPTY)
    return [one for one in ran if one is not None]


def _run(job: Job, lease: Lease, named: str, period: str, now: datetime) -> Ran:
    """Do the work and write how it ended; what the work raises is recorded, never passed on."""
    began = time.monotonic()
    try:
        with origin.coming_from(f"{origin.JOB}{job.name}"):
            state, result = JobState.DONE, job.action(period, now)
    except Exception as error:
        log.exception("job %s for %s failed at attempt %s", job.name, named, lease.attempt)
        state, result = JobState.FAILED, _failure(error)
    ended = now + timedelta(seconds=time.monotonic() - began)
    if not job_runs.finish(lease, state, result, ended):
        log.warning("job %s for %s was taken over before it ended", job.name, named)
    elif state is JobState.DONE and result not in QUIET.values():
        log.info("job %s for %s: %s", job.name, named, result)
    return Ran(job.name, named, state is JobState.DONE, result)


def _failure(error: Exception) -> Result:
    """The error's class; only a refusal's words are shown, since others may quote a caller's data."""
    kind = type(error).__name__
    error_told = trouble_of(error) or error
    if isinstance(error_told, Refusal):
        return Result(N_("执行失败（%(error)s）：%(why)s"), {"error": kind, "why": str(error_told)})
    return Result(N_("执行失败（%(error)s），详情见程序日志。"), {"error": kind})
