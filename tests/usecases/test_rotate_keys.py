"""更换密钥: while the office works, whatever kills it in the middle, till nothing needs the old key."""

import os
import subprocess
import sys
import threading
import time
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import select

from tests.factories.stored import stored_order
from tests.office import Office
from tests.usecases.journal import told
from tracker.domain.filters import Filters
from tracker.domain.permissions import PROGRAM
from tracker.domain.refusals import NotPermitted, Refusal
from tracker.reads.order_list import order_list
from tracker.store import factors, keys, probes, sealed_rows, search
from tracker.store.db import db, transaction
from tracker.store.models import KeyProbe, WorkOrder
from tracker.store.sightings import of
from tracker.usecases import seal_personal_data as sealing
from tracker.usecases.rotate_keys import forget_keys, rotate_keys
from tracker.usecases.seal_personal_data import seal_personal_data

HOUR = timedelta(hours=1)


def phone(number):
    return f"139{number:08}"


def filled(now, count):
    with transaction():
        search.index_new([
            stored_order(now, caller_phone=phone(number), caller_name=f"诉求人{number}", address=f"归读路{number}号")
            for number in range(count)
        ])
    seal_personal_data(by=PROGRAM, now=now)


def used():
    """The keys that lie in the orders, of what is sealed and of what it is found by."""
    db.session.rollback()
    rows = db.session.execute(sa.text("SELECT caller_phone, caller_phone_key FROM work_order"))
    return {(sealed.split(".")[1], key.split(".")[0]) for sealed, key in rows}


def everybody_opens(count):
    db.session.rollback()
    found = sorted(db.session.execute(select(WorkOrder.caller_phone, WorkOrder.caller_name, WorkOrder.address)).all())
    assert found == [(phone(one), f"诉求人{one}", f"归读路{one}号") for one in range(count)]


def test_everything_is_sealed_anew_and_the_old_key_only_opens(house, now, monkeypatch):
    monkeypatch.setattr(sealing, "BATCH", 2)
    filled(now, 5)
    before = db.session.scalar(sa.text("SELECT caller_phone FROM work_order"))
    seen = []
    done = rotate_keys(progress=lambda done, total: seen.append((done, total)), by=PROGRAM, now=now)
    assert (done.key, done.rows, done.older, done.was_resumed) == ("k2", 5, ("k1",), False)
    assert used() == {("k2", "k2")} and seen == [(2, 5), (4, 5), (5, 5)]
    everybody_opens(5)
    assert keys.ring().current == "k2" and list(keys.ring()) == ["k2", "k1"]
    from tracker.store.sealing import unseal
    assert unseal(before, "work_order.caller_phone") == phone(0)  # as it lies in a backup
    assert [(subject, data) for _kind, subject, data in told("keys.added", "keys.rotated")] == [
        ("k2", {"before": "k1"}), ("k2", {"rows": 5, "older": ["k1"]})]


def test_lists_find_and_groups_count_while_half_is_sealed_anew(house, now):
    office = Office(now)
    filled(now, 4)
    with transaction():
        search.index_new([stored_order(now, caller_phone=phone(0))])
        keys.write(keys.place(), keys.with_new_key(keys.ring()))
    with transaction():
        (orders,) = [one for one in sealed_rows.tables() if one.table.name == "work_order"]
        assert sealed_rows.renew(orders, None, 2).count == 2
    assert used() == {("k1", "k1"), ("k2", "k2")}
    for number in range(1, 4):
        rows = order_list(Filters(q=phone(number)), by=office.supervisor, now=now).rows
        assert [row.phone for row in rows] == [f"139****000{number}"]
    assert len(order_list(Filters(q=phone(0)), by=office.supervisor, now=now).rows) == 2
    ids = list(db.session.scalars(select(WorkOrder.id)))
    assert len({one.phone for one in of(ids)}) == 4  # the same number under two keys is one caller


def test_it_is_changed_while_people_write(house, now, monkeypatch):
    monkeypatch.setattr(sealing, "BATCH", 5)
    monkeypatch.setattr(sealing, "BREATH", 0.005)
    filled(now, 60)
    stop, written, trouble = threading.Event(), [], []

    def write():
        with house.app_context():
            try:
                while not stop.is_set():
                    with transaction():
                        row = stored_order(now, caller_phone=phone(60 + len(written)), address="",
                                           caller_name=f"诉求人{60 + len(written)}")
                        row.address = f"归读路{60 + len(written)}号"
                    written.append(row)
                    with transaction() as session:  # and changes what is being sealed
                        changed = session.get(WorkOrder, len(written) % 60 + 1, with_for_update=True)
                        changed.caller_name = changed.caller_name
                        changed.title = f"改过 {len(written)}"
            except Exception as error:  # shown by the assertion below
                trouble.append(error)
            finally:
                db.session.remove()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        while not written and not trouble:
            time.sleep(0.01)
        db.session.remove()
        done = rotate_keys(by=PROGRAM, now=now)
    finally:
        stop.set()
        writer.join()
    assert trouble == [] and len(written) > 1 and done.rows >= 60
    assert sealed_rows.waiting() == 0
    assert used() == {("k2", "k2")}
    everybody_opens(60 + len(written))


def test_killed_in_the_middle_it_goes_on_where_it_ended(house, house_environ, now):
    count = 800
    filled(now, count)
    db.session.remove()
    # The last row is held by nobody here: the process is killed as soon as it has begun.
    process = subprocess.Popen(
        [sys.executable, "-c", "from tracker.cli import main; main()", "rotate-keys"], env=house_environ,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while ("k2", "k2") not in used():
            assert process.poll() is None, "it ended before it could be killed"
            time.sleep(0.005)
    finally:
        process.kill()
        process.wait()
    assert used() == {("k1", "k1"), ("k2", "k2")}, "killed too late to tell anything"
    everybody = {row for row in db.session.scalars(select(WorkOrder.caller_phone))}
    assert everybody == {phone(one) for one in range(count)}  # meanwhile everything opens
    done = rotate_keys(by=PROGRAM, now=now)
    assert done.was_resumed and done.key == "k2" and 0 < done.rows < count
    assert used() == {("k2", "k2")} and list(keys.ring()) == ["k2", "k1"]
    everybody_opens(count)


def test_an_old_key_is_forgotten_when_nothing_needs_it(house, now):
    filled(now, 3)
    rotate_keys(by=PROGRAM, now=now)
    with pytest.raises(Refusal, match="不满一小时"):
        forget_keys(by=PROGRAM, now=now + HOUR / 2)
    assert forget_keys(by=PROGRAM, now=now + HOUR) == ("k1",)
    assert list(keys.ring()) == ["k2"] and list(db.session.scalars(select(KeyProbe.key))) == ["k2"]
    assert probes.require_right_ring()
    everybody_opens(3)
    assert [subject for _kind, subject, _data in told("keys.forgotten")] == ["k1"]


def test_a_key_that_something_needs_is_never_forgotten(house, now):
    filled(now, 3)
    with transaction():
        kept = db.session.scalar(sa.text("SELECT caller_name FROM work_order WHERE id = 1"))
    rotate_keys(by=PROGRAM, now=now)
    with transaction() as session:
        session.execute(sa.text("UPDATE work_order SET caller_name = :kept WHERE id = 1"), {"kept": kept})
    assert sealed_rows.keys_in_use() == {"k1", "k2"}
    assert forget_keys(by=PROGRAM, now=now + HOUR) == ()
    everybody_opens(3)


def test_second_factors_come_along(house, now):
    person = Office(now).supervisor.id
    with transaction():
        secret = factors.offer(factors.row_of(person), now)
    rotate_keys(by=PROGRAM, now=now)
    forget_keys(by=PROGRAM, now=now + HOUR)
    with transaction():
        assert factors.offered(factors.row_of(person)) == secret


def test_only_who_runs_the_machine_changes_keys(house, now):
    office = Office(now)
    for call in (rotate_keys, forget_keys, seal_personal_data):
        with pytest.raises(NotPermitted):
            call(by=office.dispatcher, now=now)


def test_a_ring_that_is_gone_is_not_replaced_by_a_new_one(house, now):
    filled(now, 1)
    place = keys.place()
    text = place.read_text()
    place.unlink()
    for call in (rotate_keys, seal_personal_data):
        with pytest.raises(keys.NoKey, match="没有找到密钥文件.*放回原处"):
            call(by=PROGRAM, now=now)
    assert not place.exists()
    keys.write(place, keys.with_new_key(None))  # another installation's
    with pytest.raises(probes.WrongKeys, match="不是这个数据库所用的"):
        rotate_keys(by=PROGRAM, now=now)
    os.utime(place, ns=(1, 1))
    place.write_text(text)
    everybody_opens(1)
