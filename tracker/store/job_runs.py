"""Job runs in the store: taking a job's period for oneself, and how it ended. What runs when: jobs.schedule."""

import json
import os
import socket
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from tracker.domain.words import N_, Word
from tracker.store.db import db, transaction
from tracker.store.models import JobRun

MOST_ATTEMPTS = 3

RETRY_AFTER = timedelta(minutes=10)
"A failed run rests this long: several processes that catch up at once must not use up its attempts together."


class JobState(Word):
    """How a run stands."""

    RUNNING = "running", N_("执行中")
    DONE = "done", N_("完成")
    FAILED = "failed", N_("失败")


class Result(NamedTuple):
    """What a run has to say: `message % params`, kept apart so that it can be translated when it is shown."""

    message: str
    params: dict[str, Any] = {}

    def __str__(self) -> str:
        return self.message % self.params if self.params else self.message

    def to_text(self) -> str:
        """As the row keeps it."""
        return json.dumps([self.message, self.params], ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_text(cls, text: str) -> "Result":
        """Read a row's result; a run that has not ended says nothing."""
        return cls(*json.loads(text)) if text else cls("")


MANUAL = "manual-"
"How the period of a run by hand begins."

SILENCE = timedelta(minutes=5)
"One job runs every minute: a house where nothing ran for this long has no scheduler."

BROKEN_OFF = Result(N_("执行中断，没有完成。"))


@dataclass(frozen=True)
class Lease:
    """A run that is ours until the row says otherwise."""

    run_id: int
    holder: str
    attempt: int


def holder_of(who: str) -> str:
    """Who runs it and where: 'name@machine:process'; without a name it is the program."""
    return f"{who}@{socket.gethostname()[:24]}:{os.getpid()}"


def take(
    job: str, period: str, *, who: str = "", now: datetime, minutes: int, retry: bool = False
) -> Lease | None:
    """Take the job's period, or None when it is done, somebody else's, or has used up its attempts.

    A run whose holder let `lease_until` pass is taken over; with `retry` a failed one is tried again after a rest.
    """
    holder, until = holder_of(who), now + timedelta(minutes=minutes)
    try:
        with transaction() as session:
            run = session.scalar(select(JobRun).where(JobRun.job == job, JobRun.period == period).with_for_update())
            if run is None:
                run = JobRun(job=job, period=period, attempts=0)
                session.add(run)
            elif not _is_free(run, now, retry):
                return None
            run.state, run.holder, run.lease_until = JobState.RUNNING.value, holder, until
            run.attempts += 1
            run.started_at, run.finished_at, run.result = now, None, ""
            session.flush()
            return Lease(run.id, holder, run.attempts)
    except IntegrityError:  # another process inserted the same period in this very moment
        return None


def _is_free(run: JobRun, now: datetime, retry: bool) -> bool:
    """May it be run again? A dead run without attempts left is written off on the way."""
    if run.state == JobState.RUNNING and run.lease_until is not None and run.lease_until <= now:
        if run.attempts < MOST_ATTEMPTS:
            return True
        run.state, run.finished_at, run.result = JobState.FAILED.value, now, BROKEN_OFF.to_text()
        return False
    rested = run.started_at <= now - RETRY_AFTER
    return retry and run.state == JobState.FAILED and run.attempts < MOST_ATTEMPTS and rested


def finish(lease: Lease, state: JobState, result: Result, now: datetime) -> bool:
    """Write how the run ended; False when it was taken over meanwhile and is no longer ours to write."""
    with transaction() as session:
        run = session.scalar(select(JobRun).where(JobRun.id == lease.run_id).with_for_update())
        is_ours = run is not None and (run.holder, run.attempts, run.state) == (
            lease.holder, lease.attempt, JobState.RUNNING)
        if run is None or not is_ours:
            return False
        run.state, run.finished_at, run.lease_until = state.value, now, None
        run.result = result.to_text()
        return True


def done_periods(job: str) -> set[str]:
    """The periods for which the job needs no further run."""
    return set(db.session.scalars(select(JobRun.period).where(JobRun.job == job, JobRun.state == JobState.DONE)))


def last_scheduled() -> datetime | None:
    """When a run last began by itself; None where that never happened."""
    wanted = select(JobRun.started_at).where(~JobRun.period.startswith(MANUAL))
    return db.session.scalar(wanted.order_by(JobRun.started_at.desc()).limit(1))


def is_silent(now: datetime) -> bool:
    """Does nothing run by itself?"""
    last = last_scheduled()
    return last is None or now - last > SILENCE


def forget(job: str, result: Result, before: datetime) -> None:
    """Delete the job's finished runs older than `before` that said just this."""
    with transaction() as session:
        session.execute(
            delete(JobRun).where(
                JobRun.job == job, JobRun.state == JobState.DONE, JobRun.started_at < before,
                JobRun.result == result.to_text(),
            )
        )
