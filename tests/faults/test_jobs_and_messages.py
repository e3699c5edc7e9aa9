"""A job hangs, a mail server or a receiver is dead: no page is slowed, the next run takes over, nothing is lost."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.conftest import MONDAY_MORNING
from tests.faults.conftest import Desk
from tests.receivers import configured, receiver, smtp_server
from tracker import clock
from tracker.couriers import mail as courier
from tracker.couriers import webhook
from tracker.domain.notices import HookShape, OutboxState
from tracker.jobs import scheduler
from tracker.jobs.schedule import job_named
from tracker.mail_settings import MailServer
from tracker.store.db import db, transaction
from tracker.store.job_runs import Result
from tracker.store.models import Hook, JobRun, OutboxItem, Person
from tracker.usecases.send_outbox import send_outbox


def test_a_job_that_hangs_is_followed_after_its_lease(fresh_app, monkeypatch):
    """The same process goes on: its clockwork lets another run begin, and the hanging one writes nothing any more."""
    began, go_on, moment = threading.Event(), threading.Event(), [MONDAY_MORNING]
    monkeypatch.setattr(clock, "now", lambda: moment[0])

    def hangs(_period, _now):
        began.set()
        assert go_on.wait(60)
        return Result("at last")

    usual = job_named("backup")
    clockwork = scheduler.background(fresh_app)
    clockwork.start(paused=True)
    hanging = threading.Thread(target=scheduler.fire, args=(fresh_app, replace(usual, action=hangs)))
    hanging.start()
    try:
        assert began.wait(30)
        scheduler.relieve(clockwork, time.monotonic() + 60 * usual.lease_minutes - 30)
        assert clockwork.get_job("backup").max_instances == 1
        scheduler.relieve(clockwork, time.monotonic() + 60 * usual.lease_minutes + 30)
        assert clockwork.get_job("backup").max_instances == 2
        scheduler.fire(fresh_app, usual)  # the lease still stands: nothing is done twice
        assert runs(fresh_app) == [("running", 1)]
        moment[0] += timedelta(minutes=usual.lease_minutes, seconds=1)
        page = Desk(fresh_app, "administrator").browser.get("/jobs").text
        assert "中断，待接手" in page
        scheduler.fire(fresh_app, usual)
        assert runs(fresh_app) == [("done", 2)]
    finally:
        go_on.set()
        hanging.join(60)
        scheduler.relieve(clockwork, time.monotonic())
        assert clockwork.get_job("backup").max_instances == 1
        clockwork.shutdown()
    with fresh_app.app_context():
        assert "已备份到" in db.session.scalars(select(JobRun.result).where(JobRun.job == "backup")).one()
        db.session.remove()


def runs(app):
    with app.app_context():
        found = [(run.state, run.attempts) for run in db.session.scalars(
            select(JobRun).where(JobRun.job == "backup").execution_options(populate_existing=True))]
        db.session.remove()
    return found


@contextmanager
def deaf_server() -> Iterator[tuple[MailServer, list[socket.socket]]]:
    """It takes connections and never says a word; those that came."""
    came: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:
        def take() -> None:
            while True:
                try:
                    came.append(listening.accept()[0])
                except OSError:
                    return

        thread = threading.Thread(target=take, daemon=True)
        thread.start()
        yield MailServer("127.0.0.1", listening.getsockname()[1], "none", "hotline@example.gov.cn"), came
        listening.shutdown(socket.SHUT_RDWR)
        thread.join(10)
    for one in came:
        one.close()


@pytest.mark.parametrize("fault", ["deaf", "nobody", "refusing"])
def test_mail_that_cannot_go_out_slows_no_page_and_goes_later(fresh_app, monkeypatch, fault):
    monkeypatch.setattr(courier, "SECONDS", 0.2)
    desk = Desk(fresh_app, "dispatcher")
    with fresh_app.app_context():
        with transaction() as session:
            for person in session.scalars(select(Person)):
                person.email, person.wants_mail = f"{person.sign_in_name}@example.gov.cn", True
        order_id = desk.office.register()
        db.session.remove()
    with deaf_server() as (deaf, came), smtp_server() as (box, good):
        bad = {"deaf": deaf, "nobody": replace(good, port=1), "refusing": good}[fault]
        box.refusal = "451 not now" if fault == "refusing" else "250 OK"
        with configured(fresh_app, mail=bad):
            sent = desk.browser.post(f"/orders/{order_id}/dispatch", data={
                "version": "1", "lead_id": str(desk.office.units["区市场监督管理局"])})
            assert sent.status_code == 302
            assert came == [] and box.connections == 0  # no page speaks to a mail server
            with fresh_app.app_context():
                first = send_outbox(mail=bad, base_url="", now=clock.now())
                db.session.remove()
        assert (first.sent, first.dead) == (0, 0) and first.waiting >= 1
        box.refusal = "250 OK"
        with fresh_app.app_context():
            again = send_outbox(mail=good, base_url="", now=clock.now() + timedelta(minutes=2))
            assert (again.sent, again.waiting, len(box.letters)) == (first.waiting, 0, 1)
            assert set(db.session.scalars(select(OutboxItem.state))) == {OutboxState.SENT}
            db.session.remove()


def test_a_receiver_that_hangs_slows_no_page_and_gets_it_later(fresh_app, monkeypatch):
    monkeypatch.setattr(webhook, "SECONDS", 0.3)
    desk = Desk(fresh_app, "dispatcher")
    with receiver() as far, fresh_app.app_context():
        with transaction() as session:
            session.add(Hook(name="平台", shape=HookShape.GENERIC, url=far.url))
        order_id = desk.office.register()
        db.session.remove()
        far.drip = 5
        sent = desk.browser.post(f"/orders/{order_id}/dispatch", data={
            "version": "1", "lead_id": str(desk.office.units["区市场监督管理局"])})
        assert sent.status_code == 302 and far.got == []
        first = send_outbox(mail=None, base_url="", now=clock.now())
        assert (first.sent, first.dead) == (0, 0) and first.waiting == 1
        far.drip = 0
        again = send_outbox(mail=None, base_url="", now=clock.now() + timedelta(minutes=2))
        assert (again.sent, again.waiting) == (1, 0) and len(far.got) == 2
        db.session.remove()
