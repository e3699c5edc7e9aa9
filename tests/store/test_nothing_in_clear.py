"""A caller's whole road, and then the database's own files are searched: no name, number or address lies in them."""

import stat
import tempfile
import zipfile
from datetime import timedelta
from io import BytesIO
from pathlib import Path

from tests.clear import everything_kept, files_kept, standing_in
from tests.factories import uploads
from tests.factories.ledgers import PLAIN, write_ledger
from tests.office import HOUSING, Office, order
from tracker.domain.filters import Filters
from tracker.domain.permissions import PROGRAM
from tracker.domain.personal_requests import CallerField, Right, Verified
from tracker.domain.words import AttachmentKind, CallerKind, ContactMethod, OrderClass
from tracker.reads.order_list import order_list
from tracker.reads.order_page import order_page
from tracker.reads.personal_requests import personal_request_page
from tracker.store.db import db
from tracker.usecases.ask_export import Wish, ask_export
from tracker.usecases.attach_files import attach_files
from tracker.usecases.copy_personal_data import copy_personal_data
from tracker.usecases.correct_caller import correct_caller
from tracker.usecases.make_monthly_workbook import make_monthly_workbook
from tracker.usecases.merge_orders import merge_orders
from tracker.usecases.open_personal_request import Asking, open_personal_request
from tracker.usecases.preview_import import preview_import
from tracker.usecases.record_contact import record_contact
from tracker.usecases.reindex_orders import reindex_orders
from tracker.usecases.reveal_caller import reveal_caller
from tracker.usecases.save_filter import save_filter
from tracker.usecases.work_in_bulk import Pick
from tracker.usecases.write_export import write_export

NAME, CONTACT, SPOUSE = "慕容晓晓", "令狐霁月", "皇甫清妍"
PHONE, OTHER = "13987654321", "07538765432"
ADDRESS = "归读雅苑9栋1203房"
SECRETS = (NAME, CONTACT, SPOUSE, PHONE, OTHER, "8765432", ADDRESS, "归读雅苑", "1203房")
"Nothing of digits alone that four figures of a checksum could be."


def road(office, now):
    """Everything that touches a caller, with the caller's data where they belong and not in free text."""
    who = {"caller_name": NAME, "caller_phone": PHONE, "address": ADDRESS, "enterprise_contact": CONTACT,
           "enterprise_name": "梅州某某餐饮店", "order_class": OrderClass.ENTERPRISE, "caller_kind": CallerKind.ENTERPRISE}
    closed = office.travelled("closed", now, **who)
    order_id = office.register(now, **who)
    repeat = office.register(now, **who | {"caller_phone": OTHER})
    office.register(now, **who | {"is_confidential": True})
    attach_files(order_id, [uploads.upload(f"{NAME}身份证{PHONE}.jpg", uploads.photo())], kind=AttachmentKind.CALLER,
                 by=office.operator, now=now)
    merge_orders([repeat], master_number=order(order_id).number, by=office.dispatcher, now=now)
    office.dispatch(order_id, co=(HOUSING,), now=now)
    record_contact(office.travelled("signed", now, **who), at=now + timedelta(minutes=30), method=ContactMethod.PHONE,
                   whom=SPOUSE, by=office.market, now=now + timedelta(minutes=30))
    reveal_caller(closed, by=office.caller_back, now=now)
    for text in (PHONE, PHONE[-4:], "归读雅苑", OTHER):
        assert order_list(Filters(q=text), by=office.supervisor, now=now).rows, text
    save_filter("常来电", f"q={PHONE}", by=office.operator, now=now)
    reindex_orders(by=PROGRAM, now=now)
    assert order_page(order_id, by=office.supervisor, now=now).order.caller_name == NAME


def put_right(office, now):
    """The caller asks what is held, takes a copy along, and has name, number, home and contact put right."""
    asking = Asking(Right.CORRECT, Verified.DOCUMENT, PHONE)
    request_id = open_personal_request(asking, key="asked", by=office.supervisor, now=now)
    with tempfile.TemporaryDirectory() as place:
        copy_personal_data(request_id, Path(place) / "copy.xlsx", by=office.supervisor, now=now)
    values = {CallerField.NAME: SPOUSE, CallerField.PHONE: OTHER, CallerField.ADDRESS: f"{ADDRESS}B",
              CallerField.CONTACT: NAME}
    lines = personal_request_page(request_id, by=office.supervisor, now=now).lines
    pick = next(Pick(line.id, line.version) for line in lines if not line.is_archived)
    reason = f"登记时听错，应为{SPOUSE}，不是{NAME}，号码{OTHER}"
    correct_caller(request_id, [pick], values, reason=reason, by=office.supervisor, now=now)


def staged(office, now, place):
    """A ledger that waits to be decided on, with a number in it that is none."""
    rows = [PLAIN | {"诉求人": NAME, "联系电话": phone, "来源编号": f"A-{phone[-1]}"} for phone in (PHONE, f"{PHONE}99")]
    path = write_ledger(place.parent / f"{place.name}.xlsx", rows)
    return preview_import(BytesIO(path.read_bytes()), "台账.xlsx", by=office.operator, now=now)


def taken_out(office, now):
    """An export by a filter that holds the phone, masked."""
    wish = Wish(filters=Filters(q=PHONE), columns=("工单编号", "诉求人", "联系电话"), said=f"查找 {PHONE}")
    asked = ask_export(wish, key="k", by=office.supervisor, now=now)
    write_export(asked.lease, now=now)


def test_the_database_s_files_tell_nobody_who_called(house, now, tmp_path):
    office = Office(now)
    road(office, now)
    put_right(office, now)
    staged(office, now, tmp_path)
    taken_out(office, now)
    db.session.remove()
    text = everything_kept(db.engine)
    assert "夜间烧烤油烟扰民" in text, "what is searched by its words stands there: the search looks at the right place"
    assert standing_in(text, ["夜间烧烤油烟扰民"]) and standing_in(text, ["核实身份或诉求", "回访诉求人"])  # and JSON
    assert standing_in(text, SECRETS) == []


def test_files_are_their_owner_s_alone_and_a_masked_export_tells_nothing(house, now, tmp_path):
    office = Office(now)
    road(office, now)
    staged(office, now, tmp_path)
    taken_out(office, now)
    make_monthly_workbook("2026-03", by=office.supervisor, now=now)
    db.session.remove()
    assert {name.partition("/")[0] for name in files_kept(tmp_path)} >= {
        "imports", "exports", "workbooks", "files", "keys.toml"}
    for name in files_kept(tmp_path):
        mode = (tmp_path / name).stat().st_mode
        if name.partition("/")[0] in ("imports", "exports", "workbooks", "files", "keys.toml"):
            assert stat.S_IMODE(mode) & 0o077 == 0, name
    (export,) = (tmp_path / "exports").iterdir()
    with zipfile.ZipFile(export) as book:
        inside = "\n".join(book.read(part).decode("utf-8", "ignore") for part in book.namelist())
    assert "139****4321" in inside and standing_in(inside, SECRETS) == []
    assert not [name for name in files_kept(tmp_path) if NAME in name or PHONE in name]


def test_what_a_page_holds_is_not_logged(office, now, caplog):
    caplog.set_level("DEBUG")
    road(office, now)
    put_right(office, now)
    assert standing_in(caplog.text, SECRETS) == []
