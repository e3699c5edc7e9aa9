"""The clockwork: fires the jobs of schedule.py. That each happens once is seen to in runner.py, not here."""

import logging
from collections.abc import Callable

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.schedulers.base import BaseScheduler
from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger
from flask import Flask

from tracker import clock
from tracker.jobs import runner
from tracker.jobs.schedule import JOBS, Job
from tracker.store.db import db

log = logging.getLogger(__name__)

OPTIONS = {
    "timezone": clock.LOCAL,
    "job_defaults": {"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
}
"A run that comes late is still run, once; the default would drop it after a second."


def background(app: Flask) -> BaseScheduler:
    """For the web server's own process; not yet started."""
    return _filled(BackgroundScheduler(**OPTIONS), app)


def blocking(app: Flask) -> BaseScheduler:
    """For a process of its own; start() does not return."""
    return _filled(BlockingScheduler(**OPTIONS), app)


def _filled(scheduler: BaseScheduler, app: Flask) -> BaseScheduler:
    for job in JOBS:
        trigger = CronTrigger(timezone=clock.LOCAL, **job.when)
        scheduler.add_job(fire, trigger, args=[app, job], id=job.name)
    every_hour = IntervalTrigger(hours=1, timezone=clock.LOCAL)
    scheduler.add_job(catch_up, every_hour, args=[app], id="catch-up", next_run_time=clock.now())
    return scheduler


def fire(app: Flask, job: Job) -> None:
    """One firing of a job."""
    _inside(app, job.name, lambda: runner.run_due(job, now=clock.now()))


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
