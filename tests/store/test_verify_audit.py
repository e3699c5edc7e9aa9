"""核验: whatever an intruder does to the real database after dropping its triggers is found, and where it was."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from tests.conftest import rolled_back
from tests.furnished import MONDAY_MORNING
from tests.office import Office
from tests.tampering import Earlier, Intruder
from tracker.domain.audit import FaultKind, NoteKind, Verified
from tracker.domain.permissions import PROGRAM
from tracker.store import anchors, chain, chain_walk, keys
from tracker.store.db import db, transaction
from tracker.store.models import AuditRedaction, JournalEntry, TimelineEntry
from tracker.store.redactions import redact
from tracker.store.story import journal
from tracker.usecases.anchor_audit import anchor_audit
from tracker.usecases.check_audit import check_audit

GONE, CHANGED, ADDED = FaultKind.ROW_GONE, FaultKind.ROW_CHANGED, FaultKind.ROW_ADDED
LINK, LINKS_GONE = FaultKind.LINK_CHANGED, FaultKind.LINKS_GONE


@pytest.fixture(scope="module")
def lived_once(any_app: Flask) -> Iterator[Office]:
    """An office with two orders behind it, anchored; undone after the last test."""
    for _app in rolled_back(any_app):
        office = Office(MONDAY_MORNING)
        office.travelled("closed")
        office.travelled("replied")
        with transaction():
            journal("person.refused", "sign-in", PROGRAM, MONDAY_MORNING)
        anchor_audit(by=PROGRAM, now=MONDAY_MORNING + timedelta(days=3))
        yield office
        anchors.place().unlink(missing_ok=True)


@pytest.fixture
def lived(lived_once: Office) -> Iterator[Office]:
    """The same for each test: what it does to the database and the files is undone."""
    files = {path: path.read_bytes() for path in (anchors.place(), keys.place())}
    db.session.remove()
    before = cast(sa.Connection, db.engines[None]).begin_nested()
    yield lived_once
    db.session.remove()
    before.rollback()
    for path, content in files.items():
        path.write_bytes(content)


@pytest.fixture
def intruder(lived: Office) -> Intruder:
    return Intruder()


def check(**options: int) -> Verified:
    return check_audit(by=PROGRAM, now=MONDAY_MORNING + timedelta(days=20), **options)


def kinds(found: Verified) -> list[FaultKind]:
    return [one.kind for one in found.faults]


def test_what_nobody_touched_is_whole(lived):
    stand = {table: db.session.scalar(text(f"SELECT count(*) FROM {table}")) for table in chain.TABLES}
    found = check()
    assert found.is_whole and not found.faults and not found.notes
    assert found.links == found.seq > 10 and found.anchors == 1
    assert found.rows == stand


@pytest.mark.parametrize("change", [
    "UPDATE timeline_entry SET actor_name = '别人' WHERE id = :id",
    "UPDATE timeline_entry SET at = (SELECT at FROM timeline_entry WHERE id = :id - 1) WHERE id = :id",
    "UPDATE timeline_entry SET kind = 'closed' WHERE id = :id",
    "UPDATE timeline_entry SET origin = '192.0.2.1' WHERE id = :id",
    "UPDATE timeline_entry SET data = '{}' WHERE id = :id",
    "UPDATE timeline_entry SET unit_name = NULL WHERE id = :id",
    "UPDATE timeline_entry SET redaction_id = 7 WHERE id = :id",
])
def test_an_edited_row_is_found_whatever_was_edited(lived, intruder, change):
    row_id = intruder.ask("SELECT min(id) FROM timeline_entry WHERE kind = 'signed'")
    intruder.write(change, id=row_id)
    (fault,) = check().faults
    assert fault.kind is CHANGED and fault.params["id"] == row_id
    assert "工单办理记录" in str(fault)


def test_the_fault_says_which_order_and_since_when(lived, intruder):
    row_id = intruder.ask("SELECT min(id) FROM timeline_entry WHERE kind = 'signed'")
    number = intruder.ask("SELECT number FROM work_order ORDER BY id LIMIT 1")
    intruder.write("UPDATE timeline_entry SET actor_name = '别人' WHERE id = :id", id=row_id)
    found = check()
    assert f"现为“signed”（{number}）" in str(found.faults[0])
    assert found.since == "2026-03-09 09:10:00"


def test_an_edited_journal_row_is_found(lived, intruder):
    intruder.write("UPDATE journal_entry SET kind = 'person.signed_in' WHERE kind = 'person.refused'")
    assert kinds(check()) == [CHANGED]


def test_a_removed_row_is_found(lived, intruder):
    intruder.write("DELETE FROM journal_entry WHERE kind = 'person.refused'")
    assert kinds(check()) == [GONE]


def test_a_removed_row_with_its_link_leaves_a_gap(lived, intruder):
    row_id = intruder.ask("SELECT id FROM journal_entry WHERE kind = 'person.refused'")
    intruder.write("DELETE FROM journal_entry WHERE id = :id", id=row_id)
    intruder.write("DELETE FROM audit_link WHERE rows = :rows", rows=f'[["journal_entry",{row_id},{row_id}]]')
    assert kinds(check()) == [LINKS_GONE]


def test_a_gap_closed_by_renumbering_is_found(lived, intruder):
    """Every link behind it no longer fits its number."""
    last = intruder.ask("SELECT max(seq) FROM audit_link")
    rows = json.loads(intruder.ask("SELECT rows FROM audit_link WHERE seq = :seq", seq=last - 2))
    intruder.write("DELETE FROM audit_link WHERE seq = :seq", seq=last - 2)
    for place in ("outbox", "notice"):
        intruder.write(f"DELETE FROM {place}", nothing_there=True)
    for table, first, end in rows:
        intruder.write(f"DELETE FROM {table} WHERE id BETWEEN {first} AND {end}")
    for seq in (last - 1, last):
        intruder.write("UPDATE audit_link SET seq = seq - 1 WHERE seq = :seq", seq=seq)
    assert kinds(check())[:2] == [LINK, LINK]


def test_a_row_put_in_is_found(lived, intruder):
    intruder.write(
        "INSERT INTO journal_entry (at, actor_name, kind, subject, data) "
        "SELECT at, '系统', 'person.password_reset', 'operator', '{}' FROM journal_entry LIMIT 1")
    (fault,) = check().faults
    assert fault.kind is ADDED and "绕过系统写入" in str(fault) and "person.password_reset" in str(fault)


def test_a_row_put_in_with_a_link_of_the_intruders_is_found(lived, intruder):
    """Without the key nobody writes a digest."""
    intruder.write(
        "INSERT INTO journal_entry (at, actor_name, kind, subject, data) "
        "SELECT at, '系统', 'person.password_reset', 'operator', '{}' FROM journal_entry LIMIT 1")
    row_id = intruder.ask("SELECT max(id) FROM journal_entry")
    intruder.write(
        "INSERT INTO audit_link (seq, at, key, rows, seals, digest) "
        "SELECT seq + 1, at, key, :rows, :seals, digest FROM audit_link ORDER BY seq DESC LIMIT 1",
        rows=f'[["journal_entry",{row_id},{row_id}]]', seals="0" * 32)
    assert kinds(check()) == [LINK, CHANGED]


def test_rows_that_changed_places_are_found(lived, intruder):
    """Two sentences of one order, each as it was, but the other way round."""
    first, second = (
        intruder.ask(f"SELECT min(id) FROM timeline_entry WHERE kind = '{kind}'") for kind in ("signed", "contacted"))
    intruder.write("UPDATE timeline_entry SET id = 100000 WHERE id = :id", id=first)
    intruder.write("UPDATE timeline_entry SET id = :first WHERE id = :second", first=first, second=second)
    intruder.write("UPDATE timeline_entry SET id = :second WHERE id = 100000", second=second)
    assert kinds(check()) == [CHANGED, CHANGED]


@pytest.mark.parametrize(("column", "value"), [
    ("digest", "f" * 64), ("rows", '[["journal_entry",1,1]]'), ("rows", "?"),
    ("rows", '[["timeline_entry",1,99999999999]]'),
    ("seals", "0" * 32), ("at", "2020-01-01 00:00:00+00"), ("key", "k9"),
])
def test_an_edited_link_is_found(lived, intruder, column, value):
    seq = intruder.ask("SELECT max(seq) - 3 FROM audit_link")
    intruder.write(f"UPDATE audit_link SET {column} = :value WHERE seq = :seq", value=value, seq=seq)
    found = check()
    assert found.faults[0].params["seq"] == seq
    assert found.faults[0].kind is (FaultKind.KEY_GONE if column == "key" else LINK)
    assert LINK not in kinds(found)[1:], "the links behind it are as they were"


def test_links_that_changed_places_are_found(lived, intruder):
    one = intruder.ask("SELECT max(seq) - 4 FROM audit_link")
    for old, new in ((one, 0), (one + 1, one), (0, one + 1)):
        intruder.write("UPDATE audit_link SET seq = :new WHERE seq = :old", old=old, new=new)
    assert LINK in kinds(check())


def test_a_cut_off_tail_is_found_by_the_anchor(lived, intruder):
    seq = intruder.ask("SELECT max(seq) FROM audit_link") - 6
    intruder.cut(seq)
    (fault,) = check().faults
    assert fault.kind is FaultKind.ROLLED_BACK and fault.params["last"] == seq
    assert fault.params["at"] == "2026-03-12 09:00:00"


def test_a_tail_that_was_cut_and_grew_again_is_found_by_the_anchor(lived, intruder):
    intruder.cut(intruder.ask("SELECT max(seq) FROM audit_link") - 6)
    lived.travelled("closed")
    lived.travelled("closed")
    assert FaultKind.ANCHOR_APART in kinds(check())


def test_an_emptied_chain_is_found_by_the_anchor(lived, intruder):
    intruder.cut(0)
    assert FaultKind.ROLLED_BACK in kinds(check())


def test_all_of_it_told_anew_under_a_new_key_is_found_by_the_anchor(lived, intruder):
    """An intruder who deletes the links lets the program make new ones: the anchors know better."""
    intruder.write("DELETE FROM audit_link")
    with transaction() as session:
        chain.link_existing(session.connection())
    assert FaultKind.ROLLED_BACK in kinds(check()), "the new chain is shorter"
    for _again in range(2):
        lived.travelled("closed")
    assert FaultKind.ANCHOR_APART in kinds(check())


@pytest.fixture
def kept(house: Flask, tmp_path: Path) -> Office:
    """An office whose database file is really written, with a copy of its first day."""
    if db.engine.dialect.name != "sqlite":
        pytest.skip("a file is put back; a server's database is cut, above")
    office = Office(MONDAY_MORNING)
    office.travelled("closed")
    anchor_audit(by=PROGRAM, now=MONDAY_MORNING + timedelta(days=3))
    return office


def test_a_database_put_back_to_an_earlier_day_is_found(kept: Office, tmp_path: Path):
    earlier = Earlier(tmp_path / "earlier.sqlite3")
    kept.travelled("closed")
    anchor_audit(by=PROGRAM, now=kept.now + timedelta(days=4))
    earlier.put_back()
    (fault,) = check().faults
    assert fault.kind is FaultKind.ROLLED_BACK and "2026-03-13" in str(fault)


def test_a_restored_backup_is_told_of_and_nothing_more(kept: Office, tmp_path: Path):
    """What the program itself restores is anchored as restored."""
    earlier = Earlier(tmp_path / "earlier.sqlite3")
    kept.travelled("closed")
    anchor_audit(by=PROGRAM, now=kept.now + timedelta(days=4))
    earlier.put_back()
    head = chain_walk.last_link()
    assert head is not None
    anchors.add(anchors.RESTORED, head, kept.now + timedelta(days=5))
    kept.travelled("closed")
    found = check()
    assert found.is_whole and [one.kind for one in found.notes] == [NoteKind.RESTORED]


# Anchors
def test_an_edited_anchor_is_found(lived):
    anchor_audit(by=PROGRAM, now=lived.now + timedelta(days=4))
    lines = anchors.place().read_text().splitlines()
    anchors.place().write_text("\n".join([lines[0].replace('"seq":', '"seq":1'), lines[1]]) + "\n")
    assert kinds(check()) == [FaultKind.ANCHOR_CHANGED]


def test_anchors_taken_away_are_missed(lived):
    anchor_audit(by=PROGRAM, now=lived.now + timedelta(days=4))
    lines = anchors.place().read_text().splitlines()
    anchors.place().write_text(lines[0] + "\n")
    (fault,) = check().faults
    assert fault.kind is FaultKind.ANCHORS_GONE and fault.params["count"] == 1
    anchors.place().unlink()
    found = check()
    assert kinds(found) == [FaultKind.ANCHORS_GONE] and [one.kind for one in found.notes] == [NoteKind.NO_ANCHORS]


def test_a_line_that_broke_off_does_not_spoil_the_next(lived):
    with anchors.place().open("a") as file:
        file.write('{"kind":"head","at"')
    anchor_audit(by=PROGRAM, now=lived.now + timedelta(days=4))
    found = check()
    assert kinds(found) == [FaultKind.ANCHOR_CHANGED] and found.anchors == 2


# Keys
def test_older_links_are_read_with_the_key_of_their_time(lived):
    keys.write(keys.place(), keys.with_new_key(keys.ring()))
    lived.travelled("closed")
    anchor_audit(by=PROGRAM, now=lived.now + timedelta(days=4))
    assert check().is_whole


def test_a_key_taken_off_the_ring_still_tells_for_its_links(lived):
    """What it sealed cannot be opened any more, but what was linked with it can be looked through."""
    old = keys.ring().current
    keys.write(keys.place(), keys.with_new_key(keys.ring()))
    keys.write(keys.place(), keys.without(keys.ring(), old))
    with pytest.raises(keys.NoKey):
        keys.ring().derived("seal work_order.caller_name", old)
    lived.travelled("closed")
    blacked_out(lived)
    assert check().is_whole
    keys.write(keys.place(), keys.with_new_key(keys.ring()))
    assert keys.ring().current not in {old, "k2"} and check().is_whole


def test_a_lost_key_is_named(lived):
    keys.write(keys.place(), keys.with_new_key(keys.ring()))
    new = keys.ring()
    keys.write(keys.place(), keys.KeyRing(new.current, {new.current: new.secrets[new.current]}))
    found = check()
    assert not found.is_whole and FaultKind.KEY_GONE in kinds(found)
    assert ADDED not in kinds(found) and any("k1" in str(fault) for fault in found.faults)


# Redactions
def blacked_out(office: Office) -> TimelineEntry:
    """The contact's sentence without the name of whom the unit spoke with."""
    with transaction() as session:
        entry = session.scalars(select(TimelineEntry).where(TimelineEntry.kind == "contacted").limit(1)).one()
        redact(entry, entry.data | {"whom": "—"}, reason="保留期满", by=PROGRAM, now=office.now + timedelta(days=900))
    return entry


def test_a_redaction_is_no_fault(lived):
    entry = blacked_out(lived)
    assert entry.data["whom"] == "—"
    found = check()
    assert found.is_whole and found.rows["audit_redaction"] == 1
    blacked_out(lived)
    assert check().is_whole and check().rows["audit_redaction"] == 2


def test_a_redaction_after_a_new_key_is_no_fault(lived):
    keys.write(keys.place(), keys.with_new_key(keys.ring()))
    blacked_out(lived)
    assert check().is_whole


@pytest.mark.parametrize("change", [
    "UPDATE timeline_entry SET data = '{}'",
    "UPDATE timeline_entry SET data = '{}', redaction_id = 1",
    "UPDATE timeline_entry SET data = '{}', redaction_id = 1 WHERE kind = 'signed'",
    "UPDATE timeline_entry SET data = '{}', redaction_id = 2 WHERE kind = 'contacted'",
    "UPDATE timeline_entry SET actor_name = '别人', redaction_id = 1 WHERE kind = 'contacted'",
    "UPDATE timeline_entry SET redaction_id = NULL WHERE kind = 'contacted'",
    "DELETE FROM timeline_entry WHERE kind = 'contacted'",
    "UPDATE audit_redaction SET reason = ''",
    "DELETE FROM audit_redaction",
])
def test_the_database_lets_nothing_else_through(lived, change):
    """With the mark of one row in place, neither another row nor another column nor the same row again."""
    blacked_out(lived)
    with pytest.raises(DBAPIError, match="append-only"), transaction() as session:
        session.connection().exec_driver_sql(change)


def test_a_mark_of_the_intruders_own_is_found(lived, intruder):
    row_id = intruder.ask("SELECT min(id) FROM timeline_entry WHERE kind = 'contacted'")
    intruder.write(
        "INSERT INTO audit_redaction (at, actor_name, table_name, entry_id, reason, data) "
        "SELECT at, '系统', 'timeline_entry', id, '保留期满', '{\"old\": {}, \"new\": {}}' FROM timeline_entry "
        "WHERE id = :id", id=row_id)
    intruder.write(
        "UPDATE timeline_entry SET data = '{}', redaction_id = (SELECT max(id) FROM audit_redaction) WHERE id = :id",
        id=row_id)
    assert set(kinds(check())) == {ADDED, FaultKind.REDACTION_WRONG}


@pytest.mark.parametrize("change", [
    "UPDATE timeline_entry SET data = '{}' WHERE kind = 'contacted'",
    "UPDATE timeline_entry SET actor_name = '别人' WHERE kind = 'contacted'",
    "UPDATE timeline_entry SET redaction_id = NULL WHERE kind = 'contacted'",
])
def test_a_redacted_row_is_still_watched(lived, intruder, change):
    blacked_out(lived)
    intruder.write(change)
    assert FaultKind.REDACTION_WRONG in kinds(check())


def test_an_edited_or_removed_mark_is_found(lived, intruder):
    blacked_out(lived)
    intruder.write("UPDATE audit_redaction SET reason = '别的'")
    assert kinds(check()) == [CHANGED]
    intruder.write("DELETE FROM audit_redaction")
    assert set(kinds(check())) == {CHANGED, GONE}


def test_what_is_told_now_is_not_redacted_now(lived):
    with pytest.raises(AssertionError), transaction() as session:
        entry = JournalEntry(at=lived.now, actor_name="系统", kind="job.run", subject="backup", data={})
        session.add(entry)
        session.flush()
        redact(entry, {}, reason="保留期满", by=PROGRAM, now=lived.now)
    assert db.session.scalars(select(AuditRedaction)).all() == []


# The newest part
def test_the_newest_part_by_itself(lived, intruder):
    found = check(most=5)
    assert found.is_whole and found.links == 5
    assert [one.kind for one in found.notes] == [NoteKind.PART_ONLY]
    intruder.write(
        "UPDATE timeline_entry SET actor_name = '别人' WHERE id = (SELECT max(id) FROM timeline_entry)")
    assert kinds(check(most=8)) == [CHANGED]
    assert check(most=1).is_whole
