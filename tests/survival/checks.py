"""The judgement: what the clients were told is there, nothing is there by halves, and nothing twice."""

import hashlib
from collections import Counter
from typing import Any

import sqlalchemy as sa
from sqlalchemy import func, select

from tests.receivers import Mailbox, Receiver
from tests.survival.ledger import Ledger
from tracker.domain.exports import ExportState
from tracker.domain.notices import OutboxState
from tracker.domain.words import Part, Step
from tracker.store import files
from tracker.store.db import db
from tracker.store.exports import MOST_ATTEMPTS
from tracker.store.folders import folder
from tracker.store.models import (
    Assignment,
    Attachment,
    Export,
    JournalEntry,
    Notice,
    OrderSearch,
    OutboxItem,
    Promise,
    Reply,
    Serial,
    TimelineEntry,
    WorkOrder,
)
from tracker.usecases.write_export import GIVEN_UP


def _rows(*columns: Any) -> list[Any]:
    return list(db.session.execute(select(*columns)))


def check_acknowledged(ledger: Ledger) -> None:
    """Every write that was answered with a success is in the database, once."""
    ledger = ledger.as_of_now()
    titles = {title.rpartition(" ")[2]: order_id for order_id, title in _rows(WorkOrder.id, WorkOrder.title)}
    lost = {word for word, order_id in ledger.registered.items() if titles.get(word) != order_id}
    assert not lost, f"acknowledged orders that are gone: {lost}"
    story: dict[tuple[int, str], str] = {}
    for order_id, kind, data in _rows(TimelineEntry.order_id, TimelineEntry.kind, TimelineEntry.data):
        story[order_id, kind] = story.get((order_id, kind), "") + str(data)
    gone = [move for move in ledger.moves if move[2] not in story.get((move[0], move[1]), "\0")]
    assert not gone, f"acknowledged moves that are not told: {gone}"
    handed_in = Counter(tuple(row) for row in _rows(Attachment.order_id, Attachment.sha256))
    missing = [one for one in ledger.files if handed_in[one] != 1]
    assert not missing, f"acknowledged files that are not kept once: {missing}"
    asked = {key for key, in _rows(Export.submission_key)}
    assert ledger.exports <= asked, f"exports that were asked for and are not there: {ledger.exports - asked}"
    db.session.rollback()


def check_whole() -> None:
    """No order without its story, no part without its promise, no row without its file, and the reverse."""
    orders = {order.id: order for order in db.session.scalars(select(WorkOrder))}
    stories: dict[int, list[TimelineEntry]] = {order_id: [] for order_id in orders}
    for entry in db.session.scalars(select(TimelineEntry).order_by(TimelineEntry.id)):
        stories[entry.order_id].append(entry)
    for order_id, story in stories.items():
        assert story and story[0].kind == "registered", f"order {order_id} has no beginning"
        assert story[-1].to_stage == orders[order_id].stage, f"order {order_id} is not where its story ends"
        assert all(one.to_stage == two.from_stage for one, two in zip(story, story[1:], strict=False)), order_id
    told = Counter((entry.order_id, entry.kind) for story in stories.values() for entry in story)
    assert max((count for (_, kind), count in told.items() if kind in ONCE), default=1) == 1
    promised = {(order_id, step) for order_id, step in _rows(Promise.order_id, Promise.step)}
    leads = [order_id for order_id, part in _rows(Assignment.order_id, Assignment.part) if part is Part.LEAD]
    assert all(told[order_id, "dispatched"] == 1 for order_id in leads) and len(leads) == len(set(leads))
    assert {(order_id, step) for order_id in leads for step in (Step.SIGN, Step.REPLY)} <= promised
    assert {order_id for (order_id, kind) in told if kind == "dispatched"} == set(leads)
    replies = Counter(order_id for order_id, in _rows(Reply.order_id))
    assert replies == Counter({order_id: count for (order_id, kind), count in told.items() if kind == "replied"})
    assert {order_id for order_id, in _rows(OrderSearch.order_id)} == set(orders), "an order that is not found"
    numbers = sorted(order.number for order in orders.values())
    assert len(numbers) == len(set(numbers))
    given = db.session.scalar(select(func.sum(Serial.last)).where(Serial.series.startswith("order")))
    assert given is None or given == len(numbers), "a number was given to no order"
    _check_files()
    db.session.rollback()


ONCE = {"registered", "dispatched", "signed", "replied", "passed", "closed"}
"What this day's orders go through once."


def _check_files() -> None:
    for sha256, size in _rows(Attachment.sha256, Attachment.size):
        path = files.path_of(sha256)
        assert path.is_file() and path.stat().st_size == size, f"the file of an attachment is not there: {sha256}"
        assert hashlib.sha256(path.read_bytes()).hexdigest() == sha256, f"a file is not what it was: {sha256}"
    for path in files.kept():
        assert hashlib.sha256(path.read_bytes()).hexdigest() == path.name, f"half a file: {path.name}"


def check_database() -> None:
    """The database itself is well."""
    if db.engine.dialect.name == "sqlite":
        assert db.session.execute(sa.text("PRAGMA integrity_check")).scalar() == "ok"
        assert db.session.execute(sa.text("PRAGMA foreign_key_check")).all() == []
        db.session.rollback()


def check_once(ledger: Ledger) -> None:
    """What was typed stands in one entry, nobody is told twice, and each export is one workbook."""
    typed: Counter[str] = Counter()
    for data, in _rows(TimelineEntry.data):
        typed.update(word for word in str(data).replace("'", " ").split() if word in ledger.words)
    twice = {word: count for word, count in typed.items() if count > 1}
    assert not twice, f"done twice: {twice}"
    titles = Counter(title.rpartition(" ")[2] for title, in _rows(WorkOrder.title))
    assert max(titles.values(), default=1) == 1
    told = Counter(tuple(row) for row in _rows(Notice.entry_id, Notice.person_id))
    assert max(told.values(), default=1) == 1
    for export in db.session.scalars(select(Export)):
        if export.state is ExportState.FAILED:
            _check_given_up(export)
            continue
        assert export.state is ExportState.DONE, f"export {export.id} is {export.state}: {export.message}"
        path = folder("exports") / export.stored_name
        assert hashlib.sha256(path.read_bytes()).hexdigest() == export.sha256
    keys = Counter(key for key, in _rows(Export.submission_key))
    assert max(keys.values(), default=1) == 1
    db.session.rollback()


def _check_given_up(export: Export) -> None:
    """Its person is told that it was broken off so often; each time it was another process that died over it."""
    assert export.message == GIVEN_UP and not export.stored_name
    begun = db.session.scalars(select(JournalEntry).where(
        JournalEntry.kind == "export.started", JournalEntry.subject == str(export.id))).all()
    assert len({one.data["holder"] for one in begun}) == len(begun) == MOST_ATTEMPTS


def given_up() -> int:
    """Exports whose process was killed as often as one may be."""
    found = len(db.session.scalars(select(Export.id).where(Export.state == ExportState.FAILED)).all())
    db.session.rollback()
    return found


def check_told(box: Mailbox, far: Receiver) -> dict[str, int]:
    """Every message arrived, as one: a repetition is the same message by its mark; figures of what came."""
    states = Counter(state for state, in _rows(OutboxItem.state))
    assert set(states) <= {OutboxState.SENT}, f"not sent: {states}"
    letters = {letter["Message-ID"]: letter for letter in box.letters}
    lines = Counter(
        (letter["To"], block) for letter in letters.values()
        for block in letter.get_content().split("\n\n") if "\nMJ" in block)
    assert max(lines.values(), default=1) == 1, "one event in two different letters"
    posted = [one["id"] for got in far.got for one in got.content["notices"]]
    queued = Counter(key.partition(":")[0] for key, in _rows(OutboxItem.key))
    assert len(set(posted)) == queued["webhook"]
    assert sum(lines.values()) <= queued["mail"]
    db.session.rollback()
    return {
        "letters": len(letters), "letters again": len(box.letters) - len(letters),
        "posted": len(set(posted)), "posted again": len(posted) - len(set(posted)),
    }
