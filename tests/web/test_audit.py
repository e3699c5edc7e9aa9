"""审计记录: the auditor finds every act with its person, moment, origin and change; nobody else does."""

from datetime import timedelta
from io import BytesIO

import pytest
from flask import request
from openpyxl import load_workbook
from sqlalchemy import func, select

from tests.office import Office
from tests.tampering import Intruder
from tests.usecases.journal import last_entry
from tracker import clock, origin
from tracker.domain.audit_search import Place, Story, Wanted
from tracker.domain.permissions import PROGRAM
from tracker.reads.audit_page import PAGE, audit_page
from tracker.store import refusal_meter
from tracker.store.db import db, transaction
from tracker.store.models import JournalEntry, TimelineEntry
from tracker.store.story import journal
from tracker.usecases.change_setting import change_setting
from tracker.web.audit import FilterForm


@pytest.fixture(autouse=True)
def _fresh_meter():
    refusal_meter._seen.clear()


def test_the_auditor_sees_who_did_what_from_where(client, office: Office):
    order_id = office.travelled("dispatched")
    client("operator").get(f"/orders/{order_id}")
    page = client("auditor").get("/audit/").text
    assert "登录系统：operator" in page and "派单至主办 区市场监督管理局" in page
    assert "127.0.0.1" in page and "登记了工单" in page
    assert "温小姐" not in page and "13812345678" not in page
    assert "协办 无，答复期限 2026-03-30 17:30" in page  # by the office's clock, as everywhere


@pytest.mark.parametrize("name", ["operator", "supervisor", "administrator", "security_manager", "handler0"])
def test_nobody_else_enters(client, office: Office, name):
    visitor = client(name)
    assert visitor.get("/audit/").status_code == 403
    assert visitor.get("/audit/export").status_code == 403
    assert visitor.post("/audit/verify").status_code == 403


def test_a_change_shows_before_and_after(client, office: Office):
    today = clock.now().astimezone(clock.LOCAL).date()
    change_setting("warn_days", "3", effective_from=today, by=office.administrator, now=clock.now())
    page = client("auditor").get("/audit/?kind=setting.changed").text
    assert "修改参数：提前预警" in page and "1 → 3" in page


def test_a_caller_is_not_named_in_a_contact(client, office: Office):
    office.travelled("contacted")
    page = client("auditor").get("/audit/?kind=contacted").text
    assert "联系了…" in page and "温小姐" not in page


@pytest.mark.parametrize(("query", "found"), [
    ({"who": "handler0"}, {"signed"}),
    ({"who": "区市场监督管理局经办人"}, {"signed"}),
    ({"who": "nobody"}, set()),
    ({"kind": "signed"}, {"signed"}),
    ({"outcome": "refused"}, {"person.refused"}),
    ({"story": "house", "outcome": "done", "about": "月报"}, set()),
    ({"about": "sign-in"}, {"person.refused"}),
    ({"origin": "198.51.100."}, {"person.refused"}),
    ({"origin": "198.51.100.%"}, set()),
    ({"since": "2026-03-10"}, set()),
    ({"until": "2026-03-08"}, set()),
    ({"since": "2026-03-09", "until": "2026-03-09", "kind": "dispatched"}, {"dispatched"}),
])
def test_a_search_finds_what_it_asks_for(office: Office, app, query, found):
    office.travelled("signed")
    with origin.coming_from("198.51.100.7 -.aa"), transaction():
        journal("person.refused", "sign-in", PROGRAM, office.now)
    with app.test_request_context("/audit/", query_string=query):
        wanted = FilterForm(request.args).wanted()
    rows = audit_page(wanted, None, by=office.actors["auditor"]).rows
    assert {row.kind for row in rows} == found


def test_an_order_is_found_by_its_number(office: Office):
    order_id = office.travelled("signed")
    office.travelled("signed")
    rows = audit_page(Wanted(), None, by=office.actors["auditor"]).rows
    number = next(row.number for row in rows if row.kind == "registered")
    found = audit_page(Wanted(about=number), None, by=office.actors["auditor"]).rows
    assert {row.number for row in found} == {number}
    assert len(found) == db.session.scalar(select(func.count()).where(TimelineEntry.order_id == order_id))


def test_pages_follow_each_other_without_gap_or_repetition(store_office: Office):
    """Many entries of one moment, in both stories."""
    for number in range(3):
        store_office.travelled("closed", store_office.now + timedelta(minutes=number))
    with transaction():
        for number in range(2 * PAGE):
            journal("job.run", f"job {number}", PROGRAM, store_office.now + timedelta(minutes=number // 40))
    auditor, seen, after = store_office.actors["auditor"], [], None
    while True:
        page = audit_page(Wanted(), after, by=auditor)
        seen += [(row.story, row.id) for row in page.rows]
        after = page.after and Place.read(str(page.after))
        if after is None:
            break
    stand = [db.session.scalar(select(func.count()).select_from(one)) for one in (TimelineEntry, JournalEntry)]
    assert len(seen) == len(set(seen)) == sum(stand)
    moments = [row.at for row in audit_page(Wanted(story=Story.HOUSE), None, by=auditor).rows]
    assert moments == sorted(moments, reverse=True)


@pytest.mark.parametrize("text", ["x", "2026~house~1", "2026-03-09T00:00:00~house~1", "~~"])
def test_a_place_that_is_none_is_the_first_page(client, office: Office, text):
    assert Place.read(text) is None
    assert client("auditor").get("/audit/", query_string={"after": text}).status_code == 200


def test_the_workbook_has_what_was_found_and_is_on_record(client, office: Office):
    with transaction():
        journal("person.refused", "=cmd|'/c calc'!A0", PROGRAM, office.now)
    office.travelled("contacted")
    answer = client("auditor").get("/audit/export?until=2026-03-09")
    sheet = load_workbook(BytesIO(answer.data))["审计记录"]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][:3] == ("时间", "人员", "来源")
    kinds = {row[4] for row in rows[1:]}
    assert {"registered", "dispatched", "contacted", "person.refused"} <= kinds
    assert not any("温小姐" in str(cell) for row in rows for cell in row)
    told = last_entry("audit.exported")
    assert told.actor_name == "审计员" and told.data["rows"] == len(rows) - 1 and told.subject == "~2026-03-09".strip("~")


def test_a_verification_from_the_page_is_shown_and_recorded(client, office: Office):
    office.travelled("signed")
    auditor = client("auditor")
    assert auditor.post("/audit/verify").status_code == 303
    assert "：一致" in auditor.get("/audit/").text
    assert last_entry("audit.verified").data["is_whole"] is True


def test_what_was_tampered_with_stands_on_the_page(client, office: Office):
    office.travelled("signed")
    Intruder().write("UPDATE timeline_entry SET actor_name = '别人' WHERE kind = 'signed'")
    auditor = client("auditor")
    auditor.post("/audit/verify")
    page = auditor.get("/audit/").text
    assert "不一致，共 1 处" in page and "被改动，现为“signed”" in page


# Refusals
def refusals() -> list[JournalEntry]:
    return list(db.session.scalars(
        select(JournalEntry).where(JournalEntry.kind == "access.refused").order_by(JournalEntry.id)))


def test_a_shut_door_is_recorded_with_person_and_place(client, office: Office):
    client("operator").get("/jobs", query_string={"q": "13812345678"})
    (told,) = refusals()
    assert (told.actor_name, told.subject) == (office.operator.name, "/jobs")
    assert told.data == {"status": 403, "path": "/jobs", "method": "GET", "repeats": 0}
    assert told.origin is not None and told.origin.startswith("127.0.0.1 ")
    found = client("auditor").get("/audit/", query_string={"about": "/jobs"}).text  # as it stands there, so it is found
    assert "被拒绝进入 /jobs" in found


def test_somebody_elses_order_is_recorded(client, office: Office):
    order_id = office.travelled("signed")
    assert client("handler1").get(f"/orders/{order_id}").status_code == 404
    (told,) = refusals()
    assert (told.subject, told.data["status"], told.data["path"]) == (f"/orders/{order_id}", 404, f"/orders/{order_id}")


def test_a_flood_of_refusals_is_one_row_a_minute(client, office: Office):
    visitor = client("operator")
    for _time in range(30):
        visitor.get("/jobs")
    assert len(refusals()) <= 2  # the minute may have turned


def test_a_flood_over_many_doors_is_bounded_too():
    doors = {refusal_meter.count(1, f"door {number}", clock.now()) for number in range(500)}
    assert len(doors) <= 2 * (refusal_meter.MOST_DOORS + 2)


def test_what_was_left_out_is_counted():
    now = clock.now().replace(second=1)
    assert refusal_meter.count(1, "jobs.index", now) == ("jobs.index", 0)
    assert [refusal_meter.count(1, "jobs.index", now) for _time in range(3)] == [None] * 3
    assert refusal_meter.count(1, "jobs.index", now + timedelta(minutes=1)) == ("jobs.index", 3)
    assert refusal_meter.count(2, "jobs.index", now) == ("jobs.index", 0)
