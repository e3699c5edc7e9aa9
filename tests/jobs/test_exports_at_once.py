"""Workers as real processes, on both databases: one export is one worker's, and a killed one is taken over."""

import json
import subprocess
import sys
from datetime import timedelta

from openpyxl import load_workbook
from sqlalchemy import select

from tests.conftest import MONDAY_MORNING
from tests.office import Office
from tracker.domain.exports import COLUMNS, ExportState
from tracker.domain.filters import Filters
from tracker.store import exports
from tracker.store.db import db
from tracker.store.models import Export
from tracker.usecases.ask_export import Wish, ask_export
from tracker.usecases.change_setting import change_setting
from tracker.usecases.take_export import take_export

ORDERS = 12

WORKER = """
import json, sys, time
from datetime import datetime
import tracker.usecases.write_export as writing
from tracker.app import create_app
from tracker.store.db import db
from tracker.usecases.work_off_export import work_off_export
slow = sys.argv[1] == "slow"
writing.BATCH = 1
read = writing.listed_rows
def reading(order_ids, *args, **kwargs):
    if slow and reading.calls == 3:
        print("in the middle", flush=True)
        time.sleep(600)
    reading.calls += 1
    return read(order_ids, *args, **kwargs)
reading.calls = 0
writing.listed_rows = reading
app = create_app()
with app.app_context():
    print("ready", flush=True)
    worked = work_off_export(now=datetime.fromisoformat(sys.stdin.readline().strip()))
    print(json.dumps([worked[0], worked[1]] if worked else None), flush=True)
    db.session.remove()
    db.engine.dispose()
"""


def worker(environ, pace="fast"):
    process = subprocess.Popen([sys.executable, "-c", WORKER, pace], env=environ, text=True,
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout.readline() == "ready\n"
    return process


def begin(process, now):
    process.stdin.write(now.isoformat() + "\n")
    process.stdin.flush()


def waiting(office, count):
    """Exports that wait, of a person each."""
    change_setting("export_direct_rows", "0", effective_from=MONDAY_MORNING.date(), by=office.administrator,
                   now=MONDAY_MORNING)
    for _one in range(ORDERS):
        office.register()
    askers = (office.supervisor, office.dispatcher)[:count]
    made = [
        ask_export(Wish(Filters(), COLUMNS), key=f"form-{by.id}", by=by, now=MONDAY_MORNING).export_id
        for by in askers
    ]
    db.session.remove()
    return made


def test_several_workers_share_what_waits_and_none_is_written_twice(house_environ):
    made = waiting(Office(MONDAY_MORNING), 2)
    workers = [worker(house_environ) for _one in range(3)]
    for process in workers:
        begin(process, MONDAY_MORNING)
    said = [json.loads(process.communicate(timeout=90)[0]) for process in workers]

    assert sorted(one for one in said if one) == [[export_id, "done"] for export_id in made]
    assert [(one.attempts, one.done) for one in db.session.scalars(select(Export))] == [(1, ORDERS)] * 2


def test_a_killed_worker_s_export_is_taken_over_after_its_lease(house_environ):
    office = Office(MONDAY_MORNING)
    [made] = waiting(office, 1)
    dying = worker(house_environ, "slow")
    begin(dying, MONDAY_MORNING)
    assert dying.stdout.readline() == "in the middle\n"
    dying.kill()
    dying.communicate(timeout=30)
    stopped = db.session.get(Export, made)
    assert (stopped.state, stopped.done, stopped.total) == (ExportState.RUNNING, 3, ORDERS)
    assert not exports.is_waiting(MONDAY_MORNING + timedelta(seconds=60))

    later = MONDAY_MORNING + exports.LEASE + timedelta(seconds=30)
    heir = worker(house_environ)
    begin(heir, later)
    assert json.loads(heir.communicate(timeout=90)[0]) == [made, "done"]

    db.session.expire_all()
    ended = db.session.get(Export, made)
    assert (ended.attempts, ended.done) == (2, ORDERS)
    sheet = load_workbook(take_export(made, by=office.supervisor, now=later).path)["工单"]
    assert sheet.max_row == ORDERS + 1
