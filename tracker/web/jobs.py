"""定时任务: what runs by itself, how it went, and a button to run it now."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for

from tracker import clock
from tracker.domain.permissions import Permission
from tracker.jobs.runner import run_by_hand
from tracker.jobs.schedule import JOBS, QUIET
from tracker.jobs.scheduler import next_run
from tracker.reads.job_log import job_log
from tracker.web.doors import current_actor, requires
from tracker.web.language import say

blueprint = Blueprint("jobs", __name__)


@blueprint.get("/jobs")
@requires(Permission.SEE_JOBS)
def index() -> str:
    """The jobs and their latest runs."""
    actor, now = current_actor(), clock.now()
    return render_template(
        "jobs/index.html", jobs=JOBS, next_runs={job.name: next_run(job, now) for job in JOBS},
        log=job_log(tuple(job.name for job in JOBS), quiet=QUIET.values(), by=actor, now=now),
        may_run=actor.may(Permission.RUN_JOBS),
    )


@blueprint.post("/jobs/<string:name>/run")
@requires(Permission.RUN_JOBS)
def run(name: str) -> Any:
    """Run the job to its end and say how it went."""
    ran = run_by_hand(name, by=current_actor(), now=clock.now())
    flash(say(ran.result.message, ran.result.params), "success" if ran.is_done else "error")
    return redirect(url_for("jobs.index"), 303)
