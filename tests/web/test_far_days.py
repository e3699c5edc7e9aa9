"""A year typed by mistake, 0001 or 9999: said at its field, or left out of a search, and never a fault."""

import re
from pathlib import Path

import pytest

from tests.office import Office, order
from tracker.store.db import db
from tracker.store.models import LimitRule

FAR = ("0001-01-01", "1899-12-31", "2201-01-01", "9999-12-31")
FIELDS = [f"{step}_{end}" for step in ("received", "dispatched", "due", "closed") for end in ("from", "to")]


@pytest.mark.parametrize("day", FAR)
def test_a_list_is_not_narrowed_by_such_a_day(client, office: Office, day):
    number = order(office.travelled("signed")).number
    desk = client("supervisor")
    for field in FIELDS:
        answer = desk.get("/orders/", query_string={field: day})
        assert answer.status_code == 200 and number in answer.text, field
    assert "请填写 1900 年至 2200 年的日期。" in answer.text


@pytest.mark.parametrize("day", FAR)
def test_nor_is_the_audit(client, office: Office, day):
    auditor = client("auditor")
    for field in ("since", "until"):
        for page in ("/audit/", "/audit/export"):
            assert auditor.get(page, query_string={field: day}).status_code == 200, (page, field)
    assert auditor.get("/audit/", query_string={"after": f"{day}T00:00:00+08:00~house~1"}).status_code == 200


@pytest.mark.parametrize("day", FAR)
def test_a_figure_over_such_days_is_none(client, office: Office, day):
    number = order(office.travelled("signed")).number
    desk = client("supervisor")
    for first, last in ((day, "2026-03-09"), ("2026-03-01", day)):
        assert desk.get("/orders/", query_string={"figure": f"received~part~{first}~{last}"}).status_code == 200
    answer = desk.get("/orders/", query_string={"figure": f"received~part~{day}~{day}"})  # counted, it would be none
    assert answer.status_code == 200 and number in answer.text


@pytest.mark.parametrize("moment", [f"{day}T23:59" for day in FAR])
def test_a_contact_at_such_a_moment_is_refused_at_its_field(client, office: Office, moment):
    order_id = office.travelled("signed")
    answer = client("handler0").post(f"/orders/{order_id}/contact", data={
        "version": order(order_id).version, "at": moment, "method": "phone", "whom": "温小姐", "note": "已说明情况"})
    assert answer.status_code == 422 and "请填写 1900 年至 2200 年的日期。" in answer.text
    assert order(order_id).contacted_at is None


def test_a_rule_that_begins_there_is_refused_at_its_field(client, office: Office):
    before = db.session.query(LimitRule).count()
    answer = client("supervisor").post("/limits/new", data={
        "request_type": "complaint", "reply_amount": "5", "reply_unit": "working_day", "effective_from": "9999-12-31"})
    assert answer.status_code == 422 and "请填写 1900 年至 2200 年的日期。" in answer.text
    assert db.session.query(LimitRule).count() == before


def test_every_day_and_moment_of_a_form_is_looked_at():
    """The bare fields of WTForms take any year."""
    for path in Path("tracker/web").rglob("*.py"):
        if path.name != "forms.py" or path.parent.name != "web":
            assert not re.search(r"\b(DateField|DateTimeField|DateTimeLocalField)\b", path.read_text("utf-8")), path
