"""The drill: a backup made while others write is of one instant, and the restored office can be worked in."""

import hashlib
import subprocess
import sys

import sqlalchemy as sa

from tests.conftest import MONDAY_MORNING
from tests.office import Office
from tests.safekeeping import carry
from tests.usecases.journal import last_entry
from tracker.cli import drill
from tracker.store import backups, files
from tracker.store.db import db

WRITERS = """
import sys, threading
from io import BytesIO
from tests.conftest import MONDAY_MORNING as NOW
from tests.factories import uploads
from tests.office import MARKET, Office
from tracker.app import create_app
from tracker.domain.words import AttachmentKind
from tracker.store import people
from tracker.store.db import db
from tracker.store.models import Person
from tracker.usecases.attach_files import attach_files
app = create_app()
stop, say = threading.Event(), threading.Lock()

def write(who):
    with app.app_context():
        office = Office.__new__(Office)
        office.now = NOW
        office.units = {name: id for id, name in db.session.execute(db.text("SELECT id, name FROM department"))}
        actors = {one.sign_in_name: people.actor(one) for one in db.session.scalars(db.select(Person))}
        office.operator, office.dispatcher = actors["operator"], actors["dispatcher"]
        db.session.remove()
        number = 0
        while not stop.is_set():
            order_id = office.register(title=f"{who} {number}")
            file = uploads.upload("合同.pdf", uploads.pdf() + f"% {who} {number}".encode())
            attach_files(order_id, [file], kind=AttachmentKind.CALLER, by=office.operator, now=NOW)
            office.dispatch(order_id)
            number += 1
            with say:
                print(order_id, flush=True)
            db.session.remove()

threads = [threading.Thread(target=write, args=(who,)) for who in "abc"]
[one.start() for one in threads]
sys.stdin.readline()
stop.set()
[one.join() for one in threads]
with app.app_context():
    db.engine.dispose()
"""


def rows(table: str, columns: str = "*") -> dict[int, tuple]:
    """id → the row's columns."""
    return {row[0]: tuple(row) for row in db.session.execute(sa.text(f"SELECT id, {columns} FROM {table}"))}


def test_a_backup_under_load_is_one_instant_and_the_restored_office_works(
    house, house_environ, tmp_path, own_url, request
):
    office = Office(MONDAY_MORNING)
    db.session.remove()
    writers = subprocess.Popen([sys.executable, "-c", WRITERS], env=house_environ, text=True, stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE)
    try:
        done = [int(writers.stdout.readline()) for _ in range(4)]
        carried = carry(house, tmp_path, request.getfixturevalue("postgres").create_database() if own_url else "")
        newest = db.session.scalar(sa.text("SELECT max(id) FROM work_order"))
        db.session.remove()
        while int(writers.stdout.readline()) <= newest:
            pass  # they went on writing while the backup was made, and after it
    finally:
        rest = writers.communicate("stop\n", timeout=60)[0]
    assert writers.returncode == 0 and rest is not None
    told = {table: rows(table) for table in ("timeline_entry", "attachment", "assignment")}
    there = carried.restore()
    app = carried.program()
    with app.app_context():
        restored = rows("work_order", "stage")
        assert len(restored) == there.orders and set(done) <= set(restored)
        assert max(restored) <= newest
        for table, all_rows in told.items():  # row by row as in the office that was backed up
            held = rows(table)
            assert held and all(all_rows[row_id] == row for row_id, row in held.items())
        story, parts = rows("timeline_entry", "order_id, kind"), rows("assignment", "order_id")
        named = rows("attachment", "order_id, sha256")
        for order_id, (_id, stage) in restored.items():  # every order whole: what it went through is all told
            kinds = [kind for _entry, told_of, kind in story.values() if told_of == order_id]
            assert kinds == ["registered", "attached", "dispatched"][:len(kinds)] and kinds
            assert stage == ("to_sign" if "dispatched" in kinds else "to_dispatch")
            assert sum(row[1] == order_id for row in parts.values()) == ("dispatched" in kinds)
            assert sum(row[1] == order_id for row in named.values()) == ("attached" in kinds)
        kept = {path.name for path in files.kept()}
        assert kept == {row[2] for row in named.values()}
        assert all(hashlib.sha256(path.read_bytes()).hexdigest() == path.name for path in files.kept())
        db.session.remove()
        browser = app.test_client()
        browser.post("/sign-in", data={"name": "operator", "password": office.passwords["operator"]})
        page = browser.get(f"/orders/{done[0]}")
        assert page.status_code == 200 and "合同.pdf" in page.text
        db.session.remove()
        db.engine.dispose()


def test_the_command_tries_it_beside_the_office_and_leaves_no_trace(house, tmp_path):
    office = Office(MONDAY_MORNING)
    office.travelled("closed")
    db.session.remove()
    run = house.test_cli_runner()
    nothing = run.invoke(drill.command, [])
    assert nothing.exit_code == 1 and "还没有备份" in nothing.output
    backups.make(MONDAY_MORNING)
    before = {path.name for path in tmp_path.iterdir()}
    done = run.invoke(drill.command, [])
    assert done.exit_code == 0, done.output
    assert "打开最近的工单 1 件" in done.output and "演练通过：tracker-20260309-090000" in done.output
    assert {path.name for path in tmp_path.iterdir()} == before
    told = last_entry("backup.drilled")
    assert (told.subject, told.data["orders"]) == ("tracker-20260309-090000", 1)
    if db.engine.dialect.name == "postgresql":
        names = db.session.scalars(sa.text("SELECT datname FROM pg_database")).all()
        assert not [name for name in names if name.startswith("tracker_drill")]
    path = next(backups.all_kept()[0].glob("database.age"))
    path.write_bytes(path.read_bytes()[:-1])
    failed = run.invoke(drill.command, [])
    assert failed.exit_code == 1 and "演练没有通过" in failed.output
    assert {path.name for path in tmp_path.iterdir()} == before
