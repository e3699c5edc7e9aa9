"""The jobs' page: who sees it, what it says, and running a job from it."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from tracker import clock
from tracker.jobs import runner
from tracker.jobs.schedule import JOBS, job_named
from tracker.store.db import db
from tracker.store.job_runs import MOST_ATTEMPTS
from tracker.store.models import JobRun


@pytest.fixture
def client(app, office):
    def signed_in(name):
        client = app.test_client()
        answer = client.post("/sign-in", data={"name": name, "password": office.passwords[name]})
        assert answer.status_code == 302
        return client

    return signed_in


def test_a_fresh_house_says_what_will_run(client):
    page = client("administrator").get("/jobs").text
    for job in JOBS:
        assert job.what in page and job.rhythm in page
    assert "还没有执行过" in page and "还没有执行记录" in page


def test_running_by_hand_says_how_it_went_and_who_did_it(client):
    desk = client("supervisor")
    answer = desk.post("/jobs/flag-due/run", follow_redirects=True)
    assert answer.status_code == 200
    assert "没有新的临期或超期工单。" in answer.text and "手工执行" in answer.text and "督办员" in answer.text
    assert [run.state for run in db.session.scalars(select(JobRun))] == ["done"]


def test_a_run_of_the_clock_is_signed_by_the_program(client, now):
    runner.run_due(job_named("backup"), now=now)
    page = client("supervisor").get("/jobs").text
    assert ">2026-03-09</td>" in page and "系统" in page and "完成" in page and "已备份到" in page


def test_minutes_that_found_nothing_do_not_drown_the_log(client, now):
    runner.run_due(job_named("backup"), now=now)
    for minute in range(60):
        runner.run_due(job_named("flag-due"), now=now + timedelta(minutes=minute))
    page = client("supervisor").get("/jobs").text
    assert "已备份到" in page.split('id="runs"')[1]
    assert "2026-03-09T09:" not in page
    assert "没有新的临期或超期工单。" in page.split('id="runs"')[0]  # that it ran is said all the same


def test_it_says_when_each_job_runs_next(client, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 12, 31, 23, 59, 30, tzinfo=clock.LOCAL))
    page = client("supervisor").get("/jobs").text
    for moment in ("2027-01-01 00:00", "2027-01-01 00:30", "2027-01-01 02:00"):
        assert moment in page


def test_a_house_without_a_scheduler_is_told_so(client):
    desk = client("administrator")
    assert "定时任务没有在运行" in desk.get("/jobs").text
    runner.run_due(job_named("flag-due"), now=clock.now() - timedelta(minutes=4))
    assert "定时任务没有在运行" not in desk.get("/jobs").text


def test_a_run_that_is_not_tried_again_is_shown_as_such(client, now):
    db.session.add(JobRun(job="monthly-workbook", period="2026-02", state="failed", holder="@old:1", started_at=now,
                          finished_at=now, attempts=MOST_ATTEMPTS, result=""))
    db.session.commit()
    assert "失败，不再重试" in client("supervisor").get("/jobs").text


def test_a_dead_run_is_shown_as_such(client, now):
    db.session.add(JobRun(job="backup", period="2026-03-08", state="running", holder="@old:1", started_at=now,
                          lease_until=now, attempts=1, result=""))
    db.session.commit()
    assert "中断，待接手" in client("supervisor").get("/jobs").text


@pytest.mark.parametrize("name", ["operator", "dispatcher", "handler0", "reviewer", "callback"])
def test_others_may_neither_look_nor_run(client, name):
    desk = client(name)
    assert desk.get("/jobs").status_code == 403
    assert desk.post("/jobs/backup/run").status_code == 403
    assert db.session.scalars(select(JobRun)).all() == []


def test_an_unknown_job_is_not_found(client):
    assert client("administrator").post("/jobs/nonsense/run").status_code == 404


def test_it_is_run_by_sending_only(client):
    assert client("administrator").get("/jobs/backup/run").status_code == 405
