"""Each period once: whoever fires, whoever dies, whatever fails; what was missed is caught up."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from tests.conftest import MONDAY_MORNING
from tests.factories.stored import stored_order
from tests.office import Office, story
from tests.usecases.journal import last_entry
from tracker import clock
from tracker.domain.refusals import Invalid, NotFound, NotPermitted
from tracker.domain.words import Step
from tracker.jobs import runner
from tracker.jobs.schedule import JOBS, NOTHING_DUE, job_named
from tracker.store import job_runs, promises
from tracker.store.db import db
from tracker.store.job_runs import JobState, Result
from tracker.store.models import JobRun, Workbook

FLAG = job_named("flag-due")
MINUTES = timedelta(minutes=1)


def rows(job=None):
    db.session.expire_all()
    wanted = select(JobRun).order_by(JobRun.id)
    return list(db.session.scalars(wanted.where(JobRun.job == job) if job else wanted))


def take(now, **how):
    return job_runs.take("backup", "2026-03-09", now=now, minutes=30, **how)


def broken(_period, _now):
    raise ZeroDivisionError("13812345678")


ONE_OF_FOUR = """
import sys
from datetime import datetime
from tracker.app import create_app
from tracker.jobs import runner
from tracker.jobs.schedule import job_named
from tracker.store.db import db
app = create_app()
print("ready", flush=True)
now = datetime.fromisoformat(sys.stdin.readline().strip())
with app.app_context():
    ran = [runner.run_due(job_named(name), now=now) for name in ("flag-due", "backup")]
    print([one.is_done for one in ran if one], flush=True)
    db.session.remove()
    db.engine.dispose()
"""


def test_four_processes_do_it_once(fresh_app, tmp_path):
    with fresh_app.app_context():
        order_id = Office(MONDAY_MORNING).travelled("contacted")
        promise = promises.open_promise(order_id, Step.REPLY)
        late = promise.due_at + timedelta(hours=15)  # 08:30 of the next day
        db.session.remove()
    environ = os.environ | {"TRACKER_DATA": str(tmp_path), "TRACKER_ENV": "development", "TRACKER_DATABASE_URL": ""}
    four = [
        subprocess.Popen(
            [sys.executable, "-c", ONE_OF_FOUR], env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    for one in four:
        assert one.stdout.readline() == "ready\n"
    for one in four:
        one.stdin.write(late.isoformat() + "\n")
        one.stdin.flush()
    said = [one.communicate(timeout=60)[0] for one in four]
    assert sum(words.count("True") for words in said) == 2 and "False" not in "".join(said)
    with fresh_app.app_context():
        assert [(run.job, run.state, run.attempts) for run in rows()] == [
            ("flag-due", "done", 1), ("backup", "done", 1)]
        assert story(order_id).count("overdue") == 1
    assert len(list((tmp_path / "backups").glob("tracker-*"))) == 1


def test_a_period_is_run_once(store, now):
    assert runner.run_due(FLAG, now=now).result == NOTHING_DUE
    assert runner.run_due(FLAG, now=now) is None
    assert runner.run_due(FLAG, now=now + MINUTES) is not None
    assert [run.period for run in rows()] == ["2026-03-09T09:00", "2026-03-09T09:01"]


def test_a_dead_holder_is_followed_after_the_lease_and_cannot_write_any_more(store, now):
    dead = take(now)
    assert dead is not None and take(now + 29 * MINUTES, retry=True) is None
    follower = take(now + 30 * MINUTES)
    assert follower is not None and follower.attempt == 2
    assert not job_runs.finish(dead, JobState.DONE, Result("late"), now + 31 * MINUTES)
    assert job_runs.finish(follower, JobState.DONE, Result("in time"), now + 31 * MINUTES)
    assert take(now + 120 * MINUTES, retry=True) is None
    assert [(run.state, run.result) for run in rows()] == [("done", '["in time", {}]')]


def test_three_deaths_are_written_off(store, now):
    leases = [take(now + 30 * MINUTES * times) for times in range(4)]
    assert [lease is not None for lease in leases] == [True, True, True, False]
    assert [(run.state, run.attempts) for run in rows()] == [("failed", 3)]
    assert "执行中断" in rows()[0].result


def test_a_failure_is_recorded_without_its_words_and_tried_three_times(store, now):
    job = replace(job_named("backup"), action=broken)
    ran = runner.run_due(job, now=now)
    assert not ran.is_done and str(ran.result) == "执行失败（ZeroDivisionError），详情见程序日志。"
    assert runner.run_due(job, now=now + MINUTES) is None  # the clock does not retry, catching up does
    again = [
        runner.run_period(job, "2026-03-09", now=now + timedelta(minutes=minutes), retry=True)
        for minutes in (1, 60, 61, 120, 180)
    ]
    assert [one is not None for one in again] == [False, True, False, True, False]
    (run,) = rows()
    assert (run.state, run.attempts, "13812345678" in run.result) == ("failed", 3, False)


def test_a_refusal_says_why(store, now):
    def refused(_period, _now):
        raise Invalid("磁盘已满。")

    ran = runner.run_due(replace(FLAG, action=refused), now=now)
    assert str(ran.result) == "执行失败（Invalid）：磁盘已满。"


def test_every_missing_month_is_caught_up_oldest_first(app, now):
    stored_order(datetime(2025, 12, 31, 23, 30, tzinfo=clock.LOCAL))
    db.session.commit()
    ran = [one for one in runner.catch_up(now=now) if one.job == "monthly-workbook"]
    assert [one.period for one in ran] == ["2025-12", "2026-01", "2026-02"]
    assert all(one.is_done for one in ran)
    assert list(db.session.scalars(select(Workbook.period).order_by(Workbook.id))) == ["2025-12", "2026-01", "2026-02"]
    assert runner.catch_up(now=now + timedelta(hours=1)) == []


def test_catching_up_fills_the_gap_only(app, now):
    stored_order(datetime(2026, 1, 5, 9, 0, tzinfo=clock.LOCAL))
    db.session.commit()
    monthly = job_named("monthly-workbook")
    assert runner.run_due(monthly, now=datetime(2026, 2, 1, 0, 30, tzinfo=clock.LOCAL)).period == "2026-01"
    assert [one.period for one in runner.catch_up(now=now) if one.job == monthly.name] == ["2026-02"]


def test_only_the_latest_night_is_backed_up_and_no_minute(app, now):
    assert [(one.job, one.period) for one in runner.catch_up(now=now)] == [
        ("digest", "2026-03-09"), ("backup", "2026-03-09"), ("tidy-accounts", "2026-03-09"),
        ("knowledge-expiry", "2026-03-09")]
    before_two = datetime(2026, 3, 12, 1, 59, tzinfo=clock.LOCAL)
    assert {one.period for one in runner.catch_up(now=before_two)} == {"2026-03-11"}


def test_minutes_that_found_nothing_are_forgotten_after_a_day(store_office, now):
    office = store_office
    late = promises.open_promise(office.travelled("contacted"), Step.REPLY).due_at + timedelta(hours=15)  # 08:30
    runner.run_due(FLAG, now=now)
    runner.run_due(FLAG, now=late)
    for job in JOBS[1:]:  # so that catching up has nothing to make
        lease = job_runs.take(job.name, job.period(late + timedelta(days=2)), now=late, minutes=1)
        job_runs.finish(lease, JobState.DONE, Result("x"), late)
    job_runs.forget("flag-due", NOTHING_DUE, before=late + timedelta(days=1))
    assert [str(Result.from_text(run.result)) for run in rows("flag-due")] == ["提醒临期 0 项、超期 1 项，未能处理 0 件。"]


def test_by_hand_whenever_and_who_is_on_record(store_office, now):
    runner.run_due(FLAG, now=now)
    ran = runner.run_by_hand("flag-due", by=store_office.supervisor, now=now)
    assert ran.is_done and ran.period == f"manual-{now.isoformat()}"
    assert rows()[-1].holder.startswith("督办员@")
    told = last_entry("job.run")
    assert (told.actor_name, told.subject, told.data) == ("督办员", "flag-due", {"period": "2026-03-09T09:00"})


def test_by_hand_needs_the_permission_and_a_job(office, now):
    with pytest.raises(NotPermitted):
        runner.run_by_hand("backup", by=office.dispatcher, now=now)
    with pytest.raises(NotFound, match="flag-due"):
        runner.run_by_hand("nonsense", by=office.administrator, now=now)
    assert db.session.scalar(select(func.count()).select_from(JobRun)) == 0
