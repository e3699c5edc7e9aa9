"""The clockwork: when each job is fired, and that nothing kills it."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from tracker import clock
from tracker.jobs import scheduler
from tracker.jobs.schedule import job_named
from tracker.store.db import db
from tracker.store.models import JobRun

NEW_YEARS_EVE = datetime(2025, 12, 31, 23, 59, 30, tzinfo=clock.LOCAL)


@pytest.mark.parametrize("name, fires", [
    ("flag-due", datetime(2026, 1, 1, 0, 0)), ("monthly-workbook", datetime(2026, 1, 1, 0, 30)),
    ("backup", datetime(2026, 1, 1, 2, 0)),
])
def test_jobs_fire_in_the_offices_time(app, name, fires):
    trigger = scheduler.background(app).get_job(name).trigger
    assert trigger.get_next_fire_time(None, NEW_YEARS_EVE) == fires.replace(tzinfo=clock.LOCAL)


def test_the_months_workbook_is_of_the_month_before():
    assert job_named("monthly-workbook").period(datetime(2026, 1, 1, 0, 30, tzinfo=clock.LOCAL)) == "2025-12"


def test_a_late_firing_is_still_run_once(app):
    clockwork = scheduler.background(app)
    clockwork.start(paused=True)
    try:
        for job in clockwork.get_jobs():
            assert (job.misfire_grace_time, job.coalesce, job.max_instances) == (None, True, 1)
        soon = clockwork.get_job("catch-up").next_run_time - clock.now()
        assert soon <= timedelta(0)  # at the start, then every hour
    finally:
        clockwork.shutdown()


def test_a_failing_job_is_recorded_and_the_clockwork_goes_on(fresh_app, caplog):
    def broken(_period, _now):
        raise ZeroDivisionError

    scheduler.fire(fresh_app, replace(job_named("flag-due"), action=broken))
    with fresh_app.app_context():
        assert [run.state for run in db.session.scalars(select(JobRun))] == ["failed"]
    assert "flag-due" in caplog.text


def test_a_database_that_is_away_is_logged(fresh_app, caplog):
    with fresh_app.app_context():
        db.drop_all()
    scheduler.catch_up(fresh_app)
    scheduler.fire(fresh_app, job_named("flag-due"))
    assert "flag-due could not be run" in caplog.text and "catch-up could not be run" in caplog.text


def test_a_clock_that_was_set_back_does_not_put_the_jobs_to_sleep(app, now):
    """Planned while the machine's clock ran eight hours ahead; now it has been set right."""
    clockwork = scheduler.background(app)
    clockwork.start(paused=True)
    try:
        for job in clockwork.get_jobs():
            job.modify(next_run_time=job.trigger.get_next_fire_time(None, now + timedelta(hours=8)))
        scheduler.realign(clockwork, now)
        planned = {job.id: job.next_run_time for job in clockwork.get_jobs()}
    finally:
        clockwork.shutdown()
    assert planned["flag-due"] == now
    assert planned["catch-up"] == now + timedelta(minutes=5)
    assert planned["backup"] == datetime(2026, 3, 10, 2, 0, tzinfo=clock.LOCAL)


def test_what_is_planned_in_time_stays_planned(app):
    clockwork = scheduler.background(app)
    clockwork.start(paused=True)
    try:
        planned = {job.id: job.next_run_time for job in clockwork.get_jobs()}
        scheduler.realign(clockwork, min(planned.values()) - timedelta(seconds=1))
        assert {job.id: job.next_run_time for job in clockwork.get_jobs()}["catch-up"] == planned["catch-up"]
        assert clockwork._process_jobs() <= scheduler.LONGEST_SLEEP
    finally:
        clockwork.shutdown()
