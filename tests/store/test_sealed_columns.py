"""Personal data lie sealed in the database, open by themselves, and are found without being opened."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import select

from tests.factories.stored import stored_order
from tests.office import order
from tracker.domain.filters import Filters
from tracker.domain.refusals import Unreadable
from tracker.domain.words import ContactMethod
from tracker.reads.intake_aids import earlier_orders
from tracker.reads.merge_candidates import merge_candidates
from tracker.reads.order_list import order_list
from tracker.reads.order_page import order_page
from tracker.store import lookups, sealed_rows
from tracker.store.db import Base, db, transaction
from tracker.store.models import Attachment, Contact, ImportBatch, TimelineEntry, WorkOrder
from tracker.store.sightings import of
from tracker.usecases.record_contact import record_contact
from tracker.usecases.save_filter import save_filter

NAME, PHONE, ADDRESS = "慕容晓晓", "13987654321", "归读路88号3栋"


def registered(office, **changes):
    return office.register(**{"caller_name": NAME, "caller_phone": PHONE, "address": ADDRESS} | changes)


def kept(table, column):
    """What the column holds, as it lies in the database."""
    return list(db.session.scalars(sa.text(f'SELECT {column} FROM "{table}" ORDER BY id')))


def found(office, text, by=None):
    return [row.id for row in order_list(Filters(q=text), by=by or office.supervisor, now=office.now).rows]


def test_what_is_stored_is_sealed_and_what_is_read_is_open(store_office, now):
    order_id = registered(store_office, enterprise_contact="令狐霁月")
    row = order(order_id)
    assert (row.caller_name, row.caller_phone, row.address, row.enterprise_contact) == (
        NAME, PHONE, ADDRESS, "令狐霁月")
    for column in ("caller_name", "caller_phone", "address", "enterprise_contact"):
        (text,) = kept("work_order", column)
        assert text.startswith("s1.k1.") and NAME not in text and PHONE not in text
    assert PHONE not in row.caller_phone_key and PHONE[-4:] not in row.caller_tail_key


def test_nothing_is_sealed_where_nothing_is_said(store_office):
    row = order(registered(store_office, caller_name="", caller_phone=None, address=""))
    assert (row.caller_name, row.caller_phone, row.address) == ("", None, "")
    assert (row.caller_phone_key, row.caller_tail_key, row.address_key) == (None, None, None)
    assert kept("work_order", "caller_name") == [""] and kept("work_order", "caller_phone") == [None]
    assert db.session.scalar(select(WorkOrder.id).where(WorkOrder.caller_phone.is_(None))) == row.id
    assert db.session.scalar(select(WorkOrder.id).where(WorkOrder.caller_phone != None)) is None  # noqa: E711


@pytest.mark.parametrize("condition", [
    lambda: WorkOrder.caller_phone == PHONE, lambda: WorkOrder.caller_name != NAME,
    lambda: WorkOrder.caller_name.like("慕%"), lambda: WorkOrder.caller_phone.in_([PHONE]),
    lambda: WorkOrder.address.contains("归读"), lambda: WorkOrder.caller_phone > "1",
    lambda: WorkOrder.caller_name.desc(), lambda: "x" + WorkOrder.caller_name,
    lambda: WorkOrder.caller_phone == WorkOrder.enterprise_contact,
])
def test_a_sealed_column_is_never_looked_for(condition):
    with pytest.raises(TypeError, match="fingerprint"):
        condition()


def test_every_column_that_keeps_a_caller_is_sealed():
    """Whoever adds a column for a person's name, phone or address is told so here."""
    known = {f"{one.table.name}.{column.name}" for one in sealed_rows.tables() for column in one.columns}
    assert known >= {
        "work_order.caller_name", "work_order.caller_phone", "work_order.enterprise_contact", "work_order.address",
        "contact.whom", "attachment.file_name", "saved_filter.query", "export.filters", "import_batch.summary",
    }
    staff = {"department.phone", "outbox.address", "person_session.address"}  # units, mailboxes, machines of the house
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if any(word in column.name for word in ("caller_name", "phone", "whom", "address", "id_number")):
                place = f"{table.name}.{column.name}"
                assert place in known | staff or column.name.endswith("_key"), f"seal {place} (store.types.Sealed)"


def test_fingerprints_follow_the_phone_and_the_address(store_office):
    row = order(registered(store_office))
    before = (row.caller_phone_key, row.caller_tail_key, row.address_key)
    row.caller_phone, row.address = "0753-2220000", "另一条路1号"
    db.session.flush()
    assert not set(before) & {row.caller_phone_key, row.caller_tail_key, row.address_key}
    row.caller_phone, row.address = None, ""
    db.session.flush()
    assert (row.caller_phone_key, row.caller_tail_key, row.address_key) == (None, None, None)


@pytest.mark.parametrize("typed", [
    PHONE, "139 8765 4321", "139-8765-4321", "+86 13987654321", "１３９８７６５４３２１", PHONE[-4:],
])
def test_a_caller_is_found_by_the_whole_number_or_its_last_four_digits(store_office, typed):
    order_id = registered(store_office)
    registered(store_office, caller_phone="13800000000")
    assert found(store_office, typed) == [order_id]
    assert found(store_office, typed, by=store_office.reviewer) == []  # who may not see it whole finds nothing by it


@pytest.mark.parametrize("typed", [PHONE[:8], PHONE[:10], "87654321", "慕容晓晓", "88号", "归读"])
def test_parts_of_a_number_names_and_house_numbers_find_nothing(store_office, typed):
    registered(store_office)
    assert found(store_office, typed) == []


def test_a_landline_is_found_with_and_without_its_marks(store_office):
    order_id = registered(store_office, caller_phone="07532220000")
    for typed in ("07532220000", "0753-2220000", "(0753) 2220000", "0000"):
        assert found(store_office, typed) == [order_id], typed


def test_earlier_orders_and_repeats_are_found_by_the_phone(store_office, now):
    first = registered(store_office, title="路灯不亮")
    second = registered(store_office, title="井盖缺失")
    registered(store_office, title="噪声", caller_phone="13800000000")
    rows = earlier_orders(PHONE, None, None, by=store_office.operator, now=now)
    assert {row.id for row in rows} == {first, second}
    candidates = merge_candidates(second, by=store_office.dispatcher, now=now)
    assert [(one.row.id, one.why) for one in candidates] == [(first, ("同一电话",))]


def test_a_group_counts_callers_without_opening_a_number(store_office, monkeypatch):
    ids = [registered(store_office), registered(store_office), registered(store_office, caller_phone="13800000000")]
    monkeypatch.setattr("tracker.store.types.unseal", lambda *_given: pytest.fail("opened"))
    db.session.expire_all()
    seen = of(ids)
    assert len({one.phone for one in seen}) == 2 and PHONE not in {one.phone for one in seen}


def test_the_story_names_nobody_and_still_reads_as_before(store_office, now):
    order_id = store_office.travelled("signed")
    record_contact(order_id, at=now + timedelta(minutes=15), method=ContactMethod.PHONE, whom=NAME,
                   by=store_office.market, now=now + timedelta(minutes=15))
    assert order_id and kept("contact", "whom")[0].startswith("s1.")
    told = db.session.scalars(select(TimelineEntry.data).where(TimelineEntry.kind == "contacted")).one()
    assert told["contact_id"] == db.session.scalar(select(Contact.id)) and NAME not in str(told)
    line = next(one for one in order_page(order_id, by=store_office.market, now=now).story if "whom" in one.data)
    assert line.data["whom"] == "慕***"  # masked for every reader, as before


def test_names_of_files_filters_and_previews_are_sealed(store_office, now):
    order_id = registered(store_office)
    with transaction() as session:
        session.add(Attachment(
            order_id=order_id, number=1, kind="caller", file_name=f"{NAME}身份证.jpg", media_type="image/jpeg", size=1,
            sha256="0" * 64, at=now, by="话务员"))
        session.add(ImportBatch(
            file_name="台账.xlsx", stored_name="x.xlsx", state="previewed", summary={"problems": [{"phone": PHONE}]},
            uploaded_at=now, uploaded_by="话务员"))
    save_filter("张先生的", f"q={PHONE}", by=store_office.operator, now=now)
    db.session.expire_all()
    for table, column in (("attachment", "file_name"), ("import_batch", "summary"), ("saved_filter", "query")):
        assert kept(table, column)[0].startswith("s1."), table
    assert db.session.scalars(select(ImportBatch)).one().summary == {"problems": [{"phone": PHONE}]}
    assert db.session.scalars(select(Attachment.file_name)).one() == f"{NAME}身份证.jpg"


def test_what_was_moved_to_another_column_or_changed_does_not_open(store_office):
    order_id = registered(store_office)
    db.session.execute(sa.text("UPDATE work_order SET caller_name = caller_phone"))
    with pytest.raises(Unreadable, match="已损坏或被改动"):
        order(order_id)
    (bad,) = [one for one in sealed_rows.tables() if one.table.name == "work_order"]
    assert list(sealed_rows.unreadable(bad)) == [("caller_name", order_id)]


def test_an_order_that_says_nothing_of_its_phone_shares_none(store_office, now):
    stored_order(now, caller_phone=None)
    other = stored_order(now, caller_phone=None)
    assert merge_candidates(other.id, by=store_office.dispatcher, now=now)[0].why == ("标题相似",)
    assert lookups.phone_key(None) is None and lookups.tail_key("110") is None
