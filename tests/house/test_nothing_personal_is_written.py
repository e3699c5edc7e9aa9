"""Logs hold no personal data: a journey at the most talkative level, and everything written is looked through."""

import logging
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import select, text

from tests.office import Office
from tracker.domain.hooks import Receiver
from tracker.domain.notices import HookShape
from tracker.domain.words import OrderClass
from tracker.jobs.runner import run_by_hand
from tracker.store.db import db, transaction
from tracker.store.models import JobRun, JournalEntry, OutboxItem, Person
from tracker.usecases.add_hook import add_hook
from tracker.usecases.mark_confidential import mark_confidential
from tracker.usecases.reveal_caller import reveal_caller

NAME, PHONE, ADDRESS, CONTACT = "欧阳春晓", "13788889999", "百花洲路七号三零二房", "上官云帆"
SECRETS = (NAME, PHONE, ADDRESS, CONTACT, "欧阳", "上官")


@pytest.fixture
def talkative(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Every logger of every library says all that it has to say."""
    caplog.set_level(logging.DEBUG)
    for name in list(logging.root.manager.loggerDict):
        logging.getLogger(name).setLevel(logging.DEBUG)
    yield caplog
    for name in list(logging.root.manager.loggerDict):
        logging.getLogger(name).setLevel(logging.NOTSET)


def road(office: Office) -> int:
    """An enterprise's order with everything personal that an order can hold, as far as it goes and with side roads."""
    personal = {
        "caller_name": NAME, "caller_phone": PHONE, "address": ADDRESS, "enterprise_name": "梅江区春晓食品有限公司",
        "enterprise_contact": CONTACT, "order_class": OrderClass.ENTERPRISE,
    }
    order_id = office.travelled("replied", **personal)
    returned = office.register(**personal)
    office.dispatch(returned)
    office.ask_return(returned)
    mark_confidential(returned, reason="举报", by=office.supervisor, now=office.now)
    reveal_caller(order_id, reason="回访核实", by=office.operator, now=office.now + timedelta(hours=2))
    return order_id


def pages(app: Flask, office: Office, order_id: int) -> None:
    """What is looked at, looked for, exported, refused, and what breaks."""
    for name in ("operator", "supervisor", "handler0", "handler1", "administrator"):
        client = app.test_client()
        client.post("/sign-in", data={"name": name, "password": office.passwords[name]})
        for address in (f"/orders/{order_id}", f"/orders/?q={PHONE}", f"/orders/?q={NAME}", "/orders/export", "/jobs"):
            client.get(address)
        for number, entered in enumerate(({"phone": PHONE}, {"name": NAME, "number": "1"}, {"phone": NAME})):
            client.post("/personal-requests/", data=entered | {
                "asked_for": "copy", "verified": "document", "submission_key": f"{name}{number}"})
        for tail in ("copy", "correct"):
            client.post(f"/personal-requests/1/{tail}", data={
                "orders": f"{order_id}-1", "caller_name": NAME, "caller_phone": PHONE, "reason": NAME})
        client.post("/orders/new", data={"caller_name": NAME, "caller_phone": PHONE, "address": ADDRESS})
    app.test_client().post("/sign-in", data={"name": NAME, "password": PHONE})


def broken(app: Flask, office: Office) -> None:
    """The database refuses a caller's order in the middle of the request, and a job."""
    db.session.execute(text(
        "CREATE TRIGGER broken BEFORE INSERT ON work_order BEGIN SELECT RAISE(ABORT, 'disk trouble'); END"))
    db.session.commit()
    try:
        with pytest.raises(sa.exc.DBAPIError):
            office.register(caller_name=NAME, caller_phone=PHONE, address=ADDRESS, enterprise_contact=CONTACT)
    finally:
        logging.getLogger("tracker").exception("as a fault of the web is logged")
        db.session.execute(text("DROP TRIGGER broken"))
        db.session.commit()


def written(place: Path) -> dict[str, str]:
    """The names of all files below the data folder, and what logs and anchors among them say."""
    found = {str(path.relative_to(place)): "" for path in place.rglob("*") if path.is_file()}
    for name in found:
        if name.endswith((".log", ".txt", ".toml")):
            found[name] = (place / name).read_text("utf-8", "replace")
    return found


def test_nobody_is_named_in_what_is_written(app, office: Office, talkative, capfd):
    add_hook(Receiver("值班群", HookShape.GENERIC, "http://127.0.0.1:9/none", None, None), by=office.administrator,
             now=office.now)
    with transaction() as session:
        for person in session.scalars(select(Person)):
            person.email, person.wants_mail = f"{person.sign_in_name}@example.gov.cn", True
    order_id = road(office)
    pages(app, office, order_id)
    broken(app, office)
    for job in ("send-outbox", "backup", "flag-due", "audit-anchor", "audit-verify"):
        run_by_hand(job, by=office.supervisor, now=office.now + timedelta(days=9))

    data = app.extensions["tracker_config"].data
    said = {
        "log": talkative.text,
        "output": "".join(capfd.readouterr()),
        "jobs": "\n".join(db.session.scalars(select(JobRun.result))),
        "outbox": "\n".join(db.session.scalars(select(OutboxItem.trouble))),
        "journal": "\n".join(f"{one.subject} {one.data} {one.origin}" for one in db.session.scalars(
            select(JournalEntry))),
        **{f"file {name}": f"{name} {text_of}" for name, text_of in written(data).items()},
    }
    assert len(said["log"]) > 1000 and said["journal"] and said["jobs"]
    leaks = {place: [secret for secret in SECRETS if secret in words] for place, words in said.items()}
    assert not {place: found for place, found in leaks.items() if found}
