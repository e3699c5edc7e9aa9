"""Several processes send in the same moment, on both databases: everything arrives, and everything once."""

import json
import os
import subprocess
import sys
from collections import Counter

import pytest
from sqlalchemy import select

from tests.conftest import MONDAY_MORNING, make_app
from tests.office import HOUSING, MARKET, TOWN, Office
from tests.receivers import configured, receiver, smtp_server
from tests.usecases.test_notices import give_address
from tracker.domain.notices import HookShape, OutboxState
from tracker.store.db import db, transaction
from tracker.store.models import Hook, OutboxItem

PROCESSES = 4
ORDERS = 6

ONE_OF_THEM = """
import json, sys
from datetime import datetime
from tracker.app import create_app
from tracker.store.db import db
from tracker.usecases.send_outbox import send_outbox
app = create_app()
with app.app_context():
    db.session.execute(db.text("SELECT 1"))
    db.session.rollback()
    print("ready", flush=True)
    now = datetime.fromisoformat(sys.stdin.readline().strip())
    config = app.extensions["tracker_config"]
    sent = send_outbox(mail=config.mail, base_url=config.base_url, now=now)
    print(json.dumps([sent.sent, sent.waiting, sent.dead]), flush=True)
    db.session.remove()
    db.engine.dispose()
"""


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def house(request, tmp_path):
    """An application whose writes are really committed, with three units' mail and receivers."""
    url = request.getfixturevalue("postgres").create_database() if request.param == "postgres" else ""
    app = make_app(tmp_path, url)
    environ = {"TRACKER_DATA": str(tmp_path), "TRACKER_ENV": "development", "TRACKER_DATABASE_URL": url}
    with app.app_context(), smtp_server() as (box, server), receiver() as far:
        yield app, box, server, far, environ
        db.session.remove()
        db.engine.dispose()


def all_at_once(environ, now):
    """What each process says that it sent."""
    processes = [
        subprocess.Popen([sys.executable, "-c", ONE_OF_THEM], env=os.environ | environ, text=True,
                         stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for _ in range(PROCESSES)
    ]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write(now.isoformat() + "\n")
        process.stdin.flush()
    return [json.loads(process.communicate(timeout=60)[0]) for process in processes]


def test_everything_arrives_once(house):
    app, box, server, far, environ = house
    office = Office(MONDAY_MORNING)
    with transaction() as session:
        for number in range(3):
            session.add(Hook(name=f"群{number}", shape=HookShape.GENERIC, url=far.url.replace("hook", f"hook{number}")))
    for number in range(3):
        give_address(f"handler{number}", f"unit{number}@example.gov.cn")
    with configured(app, mail=server):
        for _ in range(ORDERS):
            office.dispatch(office.register(), MARKET, (HOUSING, TOWN))
    db.session.remove()

    said = all_at_once(environ | {
        "TRACKER_SMTP_HOST": server.host, "TRACKER_SMTP_PORT": str(server.port), "TRACKER_SMTP_TLS": "none",
        "TRACKER_SMTP_SENDER": server.sender,
    }, MONDAY_MORNING)

    assert [sum(column) for column in zip(*said, strict=True)] == [ORDERS * 6, 0, 0]
    letters = Counter(letter["To"] for letter in box.letters)
    assert letters == {f"unit{number}@example.gov.cn": 1 for number in range(3)}
    assert all(text.count("派单至主办") == ORDERS for text in box.texts)
    ids = Counter(one["id"] for posted in far.got for one in posted.content["notices"])
    assert len(ids) == ORDERS * 3 and set(ids.values()) == {1}
    assert set(db.session.scalars(select(OutboxItem.state))) == {OutboxState.SENT}
