"""The audit chain: whatever is told is linked, by whichever way it was written, and says where it came from."""

import json
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from tests.factories import ledgers
from tests.office import Office
from tracker import origin
from tracker.app import create_app
from tracker.config import load
from tracker.domain.permissions import PROGRAM
from tracker.store import chain, keys
from tracker.store.db import db, transaction
from tracker.store.models import AuditLink, JournalEntry, TimelineEntry
from tracker.store.story import journal
from tracker.usecases.import_orders import import_orders


def links() -> list[AuditLink]:
    return list(db.session.scalars(select(AuditLink).order_by(AuditLink.seq)))


def covered(table: str) -> list[int]:
    """The ids of the table's rows as the links name them, in their order."""
    return [
        one for link in links() for name, first, last in json.loads(link.rows) if name == table
        for one in range(first, last + 1)
    ]


def ids(model: type[TimelineEntry | JournalEntry]) -> list[int]:
    return list(db.session.scalars(select(model.id).order_by(model.id)))


def test_every_sentence_of_a_road_is_linked_once(store_office: Office):
    store_office.travelled("closed")
    assert covered("timeline_entry") == ids(TimelineEntry)
    assert covered("journal_entry") == ids(JournalEntry)
    assert [link.seq for link in links()] == list(range(1, len(links()) + 1))


def test_a_link_holds_its_rows_by_the_key_outside_the_database(store_office: Office):
    store_office.register()
    store_office.register()
    before, link = links()[-2:]
    row = db.session.execute(text("SELECT * FROM timeline_entry ORDER BY id DESC LIMIT 1")).mappings().one()
    seal = chain.Told("timeline_entry", row).seal(keys.ring().derived("audit row"))
    assert link.seals == seal
    assert link.rows == f'[["timeline_entry",{row["id"]},{row["id"]}]]'
    assert link.digest == chain.digest(
        before.digest, link.seq, chain.moment_text(link.at), "k1", link.rows, link.seals)


def test_what_is_undone_is_not_linked(store_office: Office):
    had = len(links())
    with pytest.raises(RuntimeError), transaction() as session:
        journal("job.run", "backup", PROGRAM, store_office.now)
        session.flush()
        raise RuntimeError
    with transaction():
        journal("job.run", "archive", PROGRAM, store_office.now)
    assert len(links()) == had + 1
    assert covered("journal_entry") == ids(JournalEntry)


def test_a_ledger_of_many_rows_is_linked_in_pieces(store_office: Office, tmp_path: Path):
    """Rows that are written past the session, too."""
    first = len(links())
    rows = (ledgers.PLAIN | {"来源编号": f"A-{number}"} for number in range(450))
    path = ledgers.write_ledger(tmp_path / "ledger.xlsx", rows)
    import_orders(path, "2025年台账.xlsx", by=store_office.operator, now=store_office.now)
    counts = [link.rows for link in links()[first:]]
    assert len(counts) >= 3
    assert covered("timeline_entry") == ids(TimelineEntry)
    assert db.session.scalar(select(func.max(func.length(AuditLink.seals)))) == chain.MOST * chain.SEAL


@pytest.mark.parametrize("change", ["UPDATE audit_link SET digest = ''", "DELETE FROM audit_link"])
def test_the_database_itself_refuses_to_change_a_link(store_office: Office, change: str):
    store_office.register()
    with pytest.raises(DBAPIError, match="append-only"), transaction() as session:
        session.execute(text(change))


def test_a_row_says_where_it_came_from(store_office: Office):
    with origin.coming_from("192.0.2.7 3f9a1c.b27e04"):
        order_id = store_office.register()
    with origin.coming_from("job:backup"), transaction():
        journal("job.run", "backup", PROGRAM, store_office.now)
    told = select(TimelineEntry.origin).where(TimelineEntry.order_id == order_id)
    assert list(db.session.scalars(told)) == ["192.0.2.7 3f9a1c.b27e04"]
    assert db.session.scalar(select(JournalEntry.origin).order_by(JournalEntry.id.desc()).limit(1)) == "job:backup"


def test_a_request_says_its_address_as_the_trusted_proxies_see_it(app, office: Office):
    client = app.test_client()
    wrong = {"name": "operator", "password": "wrong"}
    client.post("/sign-in", data=wrong, environ_base={"REMOTE_ADDR": "198.51.100.4"})
    refused = db.session.scalar(select(JournalEntry.origin).where(JournalEntry.kind == "person.refused"))
    assert refused is not None and refused.startswith("198.51.100.4 -.")
    assert origin.current() is None


def test_behind_a_trusted_proxy_the_address_is_the_clients(office: Office, app):
    config = load({"TRACKER_DATA": str(app.extensions["tracker_config"].data), "TRACKER_ENV": "development",
                   "TRACKER_PROXIES": "1"})
    said: list[str | None] = []
    behind = create_app(config, TESTING=True)
    behind.before_request(lambda: said.append(origin.current()))
    behind.test_client().get("/sign-in", headers={"X-Forwarded-For": "203.0.113.66, 192.0.2.7"})
    assert said and str(said[0]).startswith("192.0.2.7 ")


def test_all_that_was_told_before_there_was_a_chain_is_linked(store_office: Office):
    store_office.travelled("closed")
    db.session.execute(text("DROP TRIGGER audit_link_no_delete" if db.engine.dialect.name == "sqlite" else
                            "DROP TRIGGER audit_link_append_only ON audit_link"))
    db.session.execute(text("DELETE FROM audit_link"))
    chain.link_existing(db.session.connection())
    assert covered("timeline_entry") == ids(TimelineEntry)
    assert covered("journal_entry") == ids(JournalEntry)
