"""An installation from before is upgraded: what it kept in clear is sealed, whatever kills it on the way."""

import re
import signal
import subprocess
import sys
import time
from datetime import UTC

import pytest
import sqlalchemy as sa
from flask_migrate import upgrade

from tests.clear import everything_kept, standing_in
from tests.office import Office
from tracker.app import create_app
from tracker.cli import long_running, seal
from tracker.config import load
from tracker.domain.filters import Filters
from tracker.domain.tokens import searchable
from tracker.reads.order_list import order_list
from tracker.reads.order_page import order_page
from tracker.seeds.starting_rows import seed_rules
from tracker.store import keys, sealed_rows, search
from tracker.store.db import db
from tracker.store.models import Export, Hook, ImportBatch, SavedFilter, WorkOrder
from tracker.usecases import seal_personal_data as sealing

BEFORE = "0017_audit"
COUNT = 700


@pytest.fixture
def old_house(own_url, tmp_path, now):
    """An installation as it was before personal data were sealed, with orders in clear."""
    environ = {"TRACKER_DATA": str(tmp_path), "TRACKER_ENV": "development", "TRACKER_DATABASE_URL": own_url}
    app = create_app(load(environ), TESTING=True, WTF_CSRF_ENABLED=False)
    with app.app_context():
        upgrade(revision=BEFORE)
        fill(now)
        yield app
        db.session.remove()
        db.engine.dispose()


def name(number):
    return f"诉求者{number:04}"


def fill(now):
    """Rows as the former program wrote them; the words of an order held its address."""
    old = sa.MetaData()
    with db.engine.begin() as connection:
        old.reflect(connection, only=["work_order", "contact", "timeline_entry", "saved_filter", "person", "export",
                                      "import_batch", "hook"])
        moment = now if connection.dialect.name == "postgresql" else now.astimezone(UTC).replace(tzinfo=None)
        connection.execute(old.tables["person"].insert(), [{
            "id": 9001, "sign_in_name": "old", "name": "老用户", "password_hash": "x", "is_active": True, "locale": "zh",
            "session_key": "x", "created_at": moment, "wants_mail": False, **needed(old.tables["person"]),
        }])
        order = old.tables["work_order"]
        plain = needed(order) | {
            "version": 1, "stage": "to_dispatch", "channel_code": "phone", "request_type": "complaint",
            "order_class": "citizen", "urgency": "normal", "caller_kind": "person", "wants_reply": True,
            "received_at": moment, "title": "夜间噪声", "content": "工地夜间施工。",
        }
        connection.execute(order.insert(), [plain | {
            "id": number, "number": f"T{number:09}", "caller_name": name(number), "caller_phone": f"1398765{number:04}",
            "address": f"归读路{number}号",
        } for number in range(1, COUNT + 1)])
        connection.execute(old.tables["contact"].insert(), [{
            "id": 5, "order_id": 1, "at": moment, "method": "phone", "whom": name(1), "note": "", "recorded_at": moment,
            "recorded_by": "老用户"}])
        connection.execute(old.tables["timeline_entry"].insert(), [{
            "order_id": order_id, "at": moment, "actor_name": "老用户", "kind": "contacted", "from_stage": "handling",
            "to_stage": "handling", "data": {"method": "电话", "whom": name(order_id), "note": ""},
        } for order_id in (1, 2)])
        connection.execute(old.tables["saved_filter"].insert(), [{
            "person_id": 9001, "name": "常来电的", "query": "q=13987650001", "is_shared": False, "position": 1,
            "saved_at": moment}])
        connection.execute(old.tables["export"].insert(), [needed(old.tables["export"]) | {
            "submission_key": "k", "person_id": 9001, "asked_at": moment, "filters": {"q": "13987650001"},
            "columns": [], "state": "done", "params": {}}])
        connection.execute(old.tables["import_batch"].insert(), [{
            "file_name": "台账.xlsx", "stored_name": "x.xlsx", "state": "dropped",
            "summary": {"problems": [{"params": {"phone": "13987650001"}}]}, "uploaded_at": moment,
            "uploaded_by": "老用户"}])
        connection.execute(old.tables["hook"].insert(), [needed(old.tables["hook"]) | {
            "name": "值班群", "shape": "generic", "url": "https://bureau.example/robot?key=robot-key-of-old",
            "secret": "signed-with-of-old"}])
        for number in range(1, COUNT + 1):
            text = searchable("夜间噪声", ("工地夜间施工。", f"归读路{number}号"))
            search.write(connection, [{"order_id": number, "place": search.place(now, number), "title": text.title,
                                       "text": text.text}], [text.tokens])


def needed(table):
    """Something for every column that must not be empty."""
    plain = {sa.Boolean: False, sa.Integer: 0, sa.BigInteger: 0}
    return {
        column.name: next((value for kind, value in plain.items() if isinstance(column.type, kind)), "")
        for column in table.columns
        if not column.nullable and not column.primary_key and not column.foreign_keys
        and not isinstance(column.type, sa.DateTime | sa.JSON)
    }


def clear_names():
    db.session.rollback()
    return db.session.scalar(sa.text("SELECT count(*) FROM work_order WHERE caller_name LIKE '诉求者%'"))


def test_an_upgrade_seals_what_stood_in_clear_and_goes_on_after_a_kill(old_house, own_url, tmp_path, now, monkeypatch):
    upgrade()
    seed_rules(now)
    with pytest.raises(Exception, match="还有未加密的个人信息.*tracker seal"):
        long_running.refuse_wrong_keys()
    db.session.remove()
    environ = {"TRACKER_DATA": str(tmp_path), "TRACKER_ENV": "development", "TRACKER_DATABASE_URL": own_url,
               "PYTHONPATH": ":".join(filter(None, sys.path)), "PATH": "/usr/bin:/bin"}
    process = subprocess.Popen([sys.executable, "-c", "from tracker.cli import main; main()", "seal"], env=environ,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while clear_names() == COUNT:
        assert process.poll() is None, "it ended before it could be killed"
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert 0 < clear_names() < COUNT, "killed too late to tell anything"
    with pytest.raises(Exception, match="tracker seal"):
        long_running.refuse_wrong_keys()

    monkeypatch.setattr(sealing, "BREATH", 0)
    db.session.remove()
    answer = old_house.test_cli_runner().invoke(seal.command, [])
    assert answer.exit_code == 0, answer.output
    assert int(re.search(r"已加密 (\d+) 行", answer.output)[1]) < COUNT + 6
    assert "没有需要加密" in old_house.test_cli_runner().invoke(seal.command, []).output
    long_running.refuse_wrong_keys()

    office = Office(now)
    rows = db.session.execute(sa.select(WorkOrder.caller_name, WorkOrder.caller_phone, WorkOrder.address)
                              .order_by(WorkOrder.id)).all()
    assert rows == [(name(one), f"1398765{one:04}", f"归读路{one}号") for one in range(1, COUNT + 1)]
    assert db.session.scalars(sa.select(SavedFilter.query)).one() == "q=13987650001"
    assert db.session.scalars(sa.select(Export.filters)).one() == {"q": "13987650001"}
    assert db.session.scalars(sa.select(ImportBatch.summary)).one()["problems"][0]["params"]["phone"] == "13987650001"

    hook = db.session.scalars(sa.select(Hook)).one()
    assert (hook.url, hook.secret) == ("https://bureau.example/robot?key=robot-key-of-old", "signed-with-of-old")

    def found(text):
        return order_list(Filters(q=text), by=office.supervisor, now=now).rows
    assert [row.id for row in found("13987650007")] == [7] and found("归读路7号") == ()
    assert len(found("归读路")) == 20  # a page of them
    assert order_page(1, by=office.supervisor, now=now).story[0].data["whom"] == "诉******"
    story = db.session.execute(sa.text("SELECT data FROM timeline_entry ORDER BY id LIMIT 2")).scalars().all()
    assert "contact_id" in str(story[0]) and standing_in(str(story[1]), ["诉******"])  # without its contact: masked

    db.session.remove()
    text = everything_kept(db.engine)
    assert "夜间噪声" in text  # what is found by its words stands in clear
    secrets = (name(1), name(2), name(COUNT), "13987650001", f"1398765{COUNT:04}", "归读路", "of-old")
    assert standing_in(text, secrets) == []


def test_what_does_not_open_is_told_row_by_row(house, now):
    office = Office(now)
    order_id = office.register(now)
    run = house.test_cli_runner()
    assert "全部可以打开" in run.invoke(seal.command, ["--verify"]).output
    with db.engine.begin() as connection:
        connection.execute(sa.text("UPDATE work_order SET caller_phone = caller_name"))
    db.session.remove()
    answer = run.invoke(seal.command, ["--verify"])
    assert answer.exit_code == 1 and f"work_order.caller_phone，id {order_id}" in answer.output
    assert sealed_rows.waiting() == 0


def test_it_does_not_start_with_another_ring_or_without_one(house, now):
    office = Office(now)
    long_running.refuse_wrong_keys()  # says that the database needs its ring
    office.register(now)
    place = keys.place()
    aside = place.rename(place.with_name("aside"))
    with pytest.raises(Exception, match="没有找到密钥文件.*没有启动"):
        long_running.refuse_wrong_keys()
    assert not place.exists()
    keys.write(place, keys.with_new_key(None))
    with pytest.raises(Exception, match="不是这个数据库所用的.*没有启动"):
        long_running.refuse_wrong_keys()
    place.unlink()
    aside.rename(place)
    long_running.refuse_wrong_keys()
