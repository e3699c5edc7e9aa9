"""The laws' own limits as a table: added with their law, ended from a day on, never changed under an order."""

from dataclasses import replace
from datetime import date

import pytest
from freezegun import freeze_time
from sqlalchemy import select

from tests.office import order
from tests.usecases.journal import last_entry
from tracker.domain.refusals import Invalid, InvalidEntries, NotFound, NotPermitted
from tracker.domain.words import Unit
from tracker.reads.limit_table import RowState
from tracker.reads.statutory_limits import statutory_limits
from tracker.store.db import db
from tracker.store.models import StatutoryLimit
from tracker.usecases.add_statutory_limit import Law, add_statutory_limit
from tracker.usecases.end_statutory_limit import end_statutory_limit

LAW = Law(
    name="食品安全举报", legal_basis="《市场监督管理投诉举报处理暂行办法》第三十一条", amount=15, unit=Unit.WORKING_DAY, longest=30,
    transfer_days=None, effective_from=date(2020, 1, 1),
)
TODAY = date(2026, 3, 9)


def by_name(name):
    return next(line for line in statutory_limits(TODAY) if line.row.name == name)


def test_a_law_is_added_and_offered(store_office, now):
    add_statutory_limit(LAW, by=store_office.administrator, now=now)
    line = by_name("食品安全举报")
    assert (line.state, line.applied, line.row.longest) == (RowState.IN_FORCE, 0, 30)
    written = last_entry("statutory_limit.added")
    assert (written.subject, written.data["after"]["limit"]) == ("食品安全举报", "15 工作日")


@pytest.mark.parametrize(("change", "field"), [
    ({"name": " "}, "name"), ({"legal_basis": ""}, "legal_basis"), ({"legal_basis": "法" * 401}, "legal_basis"),
    ({"amount": 0, "longest": 5}, "amount"), ({"longest": 14}, "longest"), ({"longest": 1001}, "longest"),
    ({"transfer_days": 0}, "transfer_days"),
])
def test_what_is_no_law_is_refused(office, now, change, field):
    with pytest.raises(InvalidEntries) as refused:
        add_statutory_limit(replace(LAW, **change), by=office.administrator, now=now)
    assert [one.field for one in refused.value.problems] == [field]
    assert len(statutory_limits(TODAY)) == 1


def test_it_ends_on_a_day_and_orders_keep_what_was_promised(store_office, now):
    order_id = store_office.under_law()
    law = db.session.scalars(select(StatutoryLimit)).one()
    due_at = order(order_id).due_at
    end_statutory_limit(law.id, last_day=TODAY, by=store_office.administrator, now=now)
    assert by_name(law.name).applied == 1 and order(order_id).due_at == due_at
    assert last_entry("statutory_limit.ended").data["after"]["to"] == "2026-03-09"
    assert statutory_limits(date(2026, 3, 10))[0].state is RowState.PAST


def test_an_end_lies_neither_in_the_past_nor_after_an_end(office, now):
    law_id = db.session.scalars(select(StatutoryLimit.id)).one()
    with pytest.raises(Invalid, match="不能早于今天"):
        end_statutory_limit(law_id, last_day=date(2026, 3, 8), by=office.administrator, now=now)
    end_statutory_limit(law_id, last_day=TODAY, by=office.administrator, now=now)
    later = now.replace(day=20)
    with pytest.raises(Invalid, match="已经失效"):
        end_statutory_limit(law_id, last_day=later.date(), by=office.administrator, now=later)
    with pytest.raises(NotFound):
        end_statutory_limit(999, last_day=TODAY, by=office.administrator, now=now)


def test_only_who_keeps_limits_may(office, now):
    for actor in (office.market, office.dispatcher, office.reviewer):
        with pytest.raises(NotPermitted):
            add_statutory_limit(LAW, by=actor, now=now)


def test_the_room(app, office, now):
    with freeze_time(now):
        client = app.test_client()
        client.post("/sign-in", data={"name": "administrator", "password": office.passwords["administrator"]})
        page = client.get("/statutory-limits/").text
        assert "中小企业款项支付投诉" in page and "90 个自然日" in page and page.count("<h1") == 1
        entry = {
            "name": "食品安全举报", "legal_basis": "某办法第三十一条", "amount": "15", "unit": "working_day", "longest": "10",
            "transfer_days": "", "effective_from": "2020-01-01"}
        refused = client.post("/statutory-limits/new", data=entry)
        assert refused.status_code == 422 and "最长期限不能短于时限本身" in refused.text
        assert client.post("/statutory-limits/new", data=entry | {"longest": "30"}).status_code == 302
        added = by_name("食品安全举报").row.id
        assert "某办法第三十一条" in client.get(f"/statutory-limits/{added}").text
        assert client.post(f"/statutory-limits/{added}", data={"last_day": "2026-03-08"}).status_code == 422
        assert client.post(f"/statutory-limits/{added}", data={"last_day": "2026-06-30"}).status_code == 302
        assert "至 2026-06-30" in client.get("/statutory-limits/").text
        assert client.get("/statutory-limits/999").status_code == 404
        other = app.test_client()
        other.post("/sign-in", data={"name": "dispatcher", "password": office.passwords["dispatcher"]})
        assert other.get("/statutory-limits/").status_code == 403
