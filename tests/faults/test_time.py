"""The machine's clock jumps, or its time zone is another: moments stay the office's, nothing is told twice or lost."""

import os
import subprocess
import sys
from datetime import timedelta

from sqlalchemy import select

from tests.conftest import MONDAY_MORNING
from tests.faults.conftest import Desk
from tests.furnished import furnish
from tests.office import story
from tracker import clock
from tracker.domain.words import Step
from tracker.jobs import runner
from tracker.jobs.schedule import job_named
from tracker.store import promises
from tracker.store.db import db
from tracker.store.models import JobRun, TimelineEntry, WorkOrder

YEAR = timedelta(days=365)


def test_a_clock_that_ran_a_year_ahead_and_was_set_right_again(fresh_app, monkeypatch):
    desk = Desk(fresh_app)
    for key, now in (("one", MONDAY_MORNING), ("ahead", MONDAY_MORNING + YEAR), ("back", MONDAY_MORNING)):
        monkeypatch.setattr(clock, "now", lambda now=now: now)
        desk.browser = desk.signed_in("operator")  # a session does not last a year
        assert desk.register(key).status_code == 302
    with fresh_app.app_context():
        orders = list(db.session.scalars(select(WorkOrder).order_by(WorkOrder.id)))
        assert len({order.number for order in orders}) == 3
        assert [order.received_at - MONDAY_MORNING for order in orders] == [timedelta(0), YEAR, timedelta(0)]
        entries = list(db.session.scalars(select(TimelineEntry).order_by(TimelineEntry.id)))
        assert [entry.at - MONDAY_MORNING for entry in entries] == [timedelta(0), YEAR, timedelta(0)]
        db.session.remove()
    assert desk.browser.get("/orders/").status_code == 200


def test_what_was_told_while_the_clock_was_ahead_is_not_told_again(store_office):
    order_id = store_office.travelled("contacted")
    due_at = promises.open_promise(order_id, Step.REPLY).due_at
    late, job = due_at + timedelta(hours=15), job_named("flag-due")  # 08:30 of the next working day
    for now in (late, MONDAY_MORNING + timedelta(hours=1), late + timedelta(minutes=1)):
        runner.run_due(job, now=now)
    assert story(order_id).count("overdue") == 1
    assert {run.state for run in db.session.scalars(select(JobRun))} == {"done"}


ELSEWHERE = """
import sys
from datetime import datetime
from tests.office import Office
from tests.conftest import MONDAY_MORNING
from tracker import clock
from tracker.app import create_app
from tracker.domain.words import Step
from tracker.store import promises
from tracker.store.db import db
clock.now = lambda: MONDAY_MORNING
app = create_app()
app.config["WTF_CSRF_ENABLED"] = False
with app.app_context():
    office = Office(MONDAY_MORNING)
    order_id = office.travelled("contacted")
    print(promises.open_promise(order_id, Step.REPLY).due_at.isoformat())
    db.session.remove()
client = app.test_client()
client.post("/sign-in", data={"name": "dispatcher", "password": office.passwords["dispatcher"]})
page = client.get(f"/orders/{order_id}").text
print(sorted({word for word in page.replace("<", " ").replace(">", " ").split("\\n") if "2026-03-" in word}))
print(clock.now().astimezone(clock.LOCAL).isoformat(), datetime.now().astimezone().tzname(), file=sys.stderr)
with app.app_context():
    db.engine.dispose()
"""


def test_a_machine_in_another_time_zone_keeps_the_offices_time(tmp_path):
    said = {}
    for zone, short in (("Asia/Shanghai", "CST"), ("America/New_York", "E")):
        data = tmp_path / zone.replace("/", "-")
        data.mkdir()
        furnish(data, "")
        environ = os.environ | {"TRACKER_DATA": str(data), "TRACKER_ENV": "development", "TZ": zone}
        done = subprocess.run(
            [sys.executable, "-c", ELSEWHERE], env=environ, capture_output=True, text=True, timeout=120, check=True)
        assert done.stderr.split()[-1].startswith(short)  # the process did live there
        said[zone] = done.stdout
    assert said["America/New_York"] == said["Asia/Shanghai"]
    assert "2026-03-" in said["Asia/Shanghai"].splitlines()[1]
