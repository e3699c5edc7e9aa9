"""Processes that act in the same moment, on both databases: one run of a period, one warning of a deadline."""

import json
import subprocess
import sys
from datetime import timedelta

from sqlalchemy import func, select

from tests.conftest import MONDAY_MORNING
from tests.office import Office, story
from tracker.domain.words import Step
from tracker.store import promises
from tracker.store.db import db
from tracker.store.models import JobRun, Warning

PROCESSES = 3
ORDERS = 12

ONE_OF_THEM = """
import json, sys
from datetime import datetime
from tracker.app import create_app
from tracker.jobs import runner
from tracker.jobs.schedule import job_named
from tracker.store.db import db
from tracker.usecases.flag_due_orders import flag_due_orders
app = create_app()
with app.app_context():
    db.session.execute(db.text("SELECT 1"))
    db.session.rollback()
    print("ready", flush=True)
    now = datetime.fromisoformat(sys.stdin.readline().strip())
    flagged = flag_due_orders(now=now)
    ran = runner.run_due(job_named("flag-due"), now=now)
    print(json.dumps([flagged.overdue, flagged.skipped, ran is not None]), flush=True)
    db.session.remove()
    db.engine.dispose()
"""


def all_at_once(environ, now):
    """What each process said: lights told, orders skipped, whether the minute's run was its own."""
    processes = [
        subprocess.Popen([sys.executable, "-c", ONE_OF_THEM], env=environ, text=True,
                         stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for _ in range(PROCESSES)
    ]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write(now.isoformat() + "\n")
        process.stdin.flush()
    return [json.loads(process.communicate(timeout=60)[0]) for process in processes]


def test_each_deadline_is_told_once_and_each_minute_is_one_processs(house_environ):
    """No lease keeps the processes apart in the first part: the order's lock and the unique key do."""
    office = Office(MONDAY_MORNING)
    order_ids = [office.travelled("contacted") for _ in range(ORDERS)]
    late = promises.open_promise(order_ids[0], Step.REPLY).due_at + timedelta(hours=15)  # 08:30
    db.session.remove()

    said = all_at_once(house_environ, late)

    assert sum(told for told, _, _ in said) == ORDERS
    assert [skipped for _, skipped, _ in said] == [0] * PROCESSES
    assert [mine for _, _, mine in said].count(True) == 1
    assert db.session.scalar(select(func.count()).select_from(Warning)) == ORDERS
    assert [story(order_id).count("overdue") for order_id in order_ids] == [1] * ORDERS
    assert [(run.state, run.attempts) for run in db.session.scalars(select(JobRun))] == [("done", 1)]
