"""The clockwork: fires the jobs of schedule.py. That each happens once is seen to in runner.py, not here."""

import logging
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from typing import Any

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.schedulers.base import BaseScheduler
from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.cron import CronTrigger
from flask import Flask

from tracker import clock
from tracker.jobs import runner
from tracker.jobs.schedule import JOBS, Job
from tracker.store.db import db

log = logging.getLogger(__name__)

OPTIONS: dict[str, Any] = {
    "timezone": clock.LOCAL,
    "job_defaults": {"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
}
"A run that comes late is still run, once; the default would drop it after a second."

LONGEST_SLEEP = 60.0
"Seconds after which the clockwork looks at the clock again, whatever is planned."


def realign(scheduler: BaseScheduler, now: datetime) -> None:
    """Plan anew what is planned for later than it should be: the machine's clock was set back.

    Without this a clock that ran eight hours ahead at the start would leave the jobs asleep for eight hours.
    """
    for job in scheduler.get_jobs():
        expected = job.trigger.get_next_fire_time(None, now)
        if job.next_run_time is not None and job.next_run_time > expected:
            job.modify(next_run_time=expected)


MOST_HANGING = 3
"So many runs of one job may hang before it is left alone: each holds a thread for ever."

_running: dict[str, list[float]] = defaultdict(list)
"Job → when its runs in this process began (monotonic seconds)."


def relieve(scheduler: BaseScheduler, now: float) -> None:
    """Let a job run again whose earlier run has outlived its lease: it hangs, and must not hold up the next.

    That nothing is done twice is seen to by the lease (store.job_runs). `now` is on the monotonic clock.
    """
    for job in JOBS:
        planned = scheduler.get_job(job.name)
        hanging = sum(now - began > job.lease_minutes * 60 for began in list(_running[job.name]))
        wanted = 1 + min(hanging, MOST_HANGING)
        if planned is not None and planned.max_instances != wanted:
            if wanted > planned.max_instances:
                log.error("%s has been running for longer than %s minutes: it hangs", job.name, job.lease_minutes)
            planned.modify(max_instances=wanted)


class _ClockWatching:
    """Wakes at least once a minute and looks whether the clock was set back, or a job hangs."""

    def _process_jobs(self) -> float:
        realign(self, clock.now())
        relieve(self, time.monotonic())
        seconds: float | None = super()._process_jobs()  # type: ignore[misc]
        return LONGEST_SLEEP if seconds is None else min(seconds, LONGEST_SLEEP)


class _Background(_ClockWatching, BackgroundScheduler):  # type: ignore[misc]
    pass


class _Blocking(_ClockWatching, BlockingScheduler):  # type: ignore[misc]
    pass


def _threads() -> dict[str, ThreadPoolExecutor]:
    """Enough for every job's runs that hang, and for those that follow them."""
    return {"default": ThreadPoolExecutor((1 + MOST_HANGING) * len(JOBS))}


def background(app: Flask) -> BaseScheduler:
    """For the web server's own process; not yet started."""
    return _filled(_Background(executors=_threads(), **OPTIONS), app)


def blocking(app: Flask) -> BaseScheduler:
    """For a process of its own; start() does not return."""
    return _filled(_Blocking(executors=_threads(), **OPTIONS), app)


def _filled(scheduler: BaseScheduler, app: Flask) -> BaseScheduler:
    for job in JOBS:
        scheduler.add_job(fire, trigger(job), args=[app, job], id=job.name)
    every_hour = CronTrigger(timezone=clock.LOCAL, minute=5)
    scheduler.add_job(catch_up, every_hour, args=[app], id="catch-up", next_run_time=clock.now())
    return scheduler


def trigger(job: Job) -> CronTrigger:
    """When the job fires."""
    return CronTrigger(timezone=clock.LOCAL, **job.when)


def next_run(job: Job, now: datetime) -> datetime:
    """The job's next planned moment after `now`."""
    found: datetime = trigger(job).get_next_fire_time(None, now)
    return found


def fire(app: Flask, job: Job) -> None:
    """One firing of a job."""
    began = time.monotonic()
    _running[job.name].append(began)
    try:
        _inside(app, job.name, lambda: runner.run_due(job, now=clock.now()))
    finally:
        _running[job.name].remove(began)


def catch_up(app: Flask) -> None:
    """At the start and every hour."""
    _inside(app, "catch-up", lambda: runner.catch_up(now=clock.now()))


def _inside(app: Flask, name: str, work: Callable[[], object]) -> None:
    """In an app context of its own; a database that is away is logged, and the next firing tries again."""
    with app.app_context():
        try:
            work()
        except Exception:
            log.exception("%s could not be run", name)
        finally:
            db.session.remove()
