"""Paper and ledgers over HTTP: who gets them, what stands on them, and that each print is recorded."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from tracker.domain.road_words import SupervisionLevel
from tracker.store.db import db, transaction
from tracker.store.models import JournalEntry, WorkOrder
from tracker.usecases.supervise_order import Notice, supervise_order


@pytest.fixture
def supervised(office, now):
    order_id = office.travelled("contacted")
    notice = Notice(SupervisionLevel.WRITTEN, "请限期解决油烟问题。", "请高度重视。")
    return order_id, supervise_order(order_id, notice, by=office.supervisor, now=now + timedelta(hours=1))


def words(answer):
    return BeautifulSoup(answer.text, "html.parser").get_text(" ", strip=True)


def test_the_printed_order_carries_its_limit_and_law_and_no_phone(client, office):
    order_id = office.travelled("replied")
    answer = client("handler0").get(f"/orders/{order_id}/print")
    assert answer.status_code == 200
    text = words(answer)
    for told in ("15 个 工作日".replace(" ", ""), "《广东省12345政务服务便民热线管理办法》", "区市场监督管理局", "油烟"):
        assert told in text.replace(" ", "")
    assert "13812345678" not in text and "温小姐" not in text


def test_each_print_is_recorded(client, office):
    order_id = office.travelled("contacted")
    client("reviewer").get(f"/orders/{order_id}/print")
    kept = db.session.scalar(select(JournalEntry).where(JournalEntry.kind == "order.printed"))
    assert kept.actor_name == office.reviewer.name and kept.data == {"paper": "order"}


def test_another_units_order_is_not_printed(client, office):
    order_id = office.travelled("closed")
    for address in ("print", "reply-letter"):
        assert client("handler1").get(f"/orders/{order_id}/{address}").status_code == 404


def test_the_letter_waits_for_a_reply_that_stands(client, office):
    assert client("operator").get(f"/orders/{office.travelled('replied')}/reply-letter").status_code == 404
    letter = client("operator").get(f"/orders/{office.travelled('passed')}/reply-letter")
    assert letter.status_code == 200 and "您反映的问题已整改完毕" in letter.text


def test_the_notice_on_paper(client, supervised):
    order_id, notice_id = supervised
    text = words(client("handler0").get(f"/orders/{order_id}/supervisions/{notice_id}/print"))
    for told in ("梅江热线督〔2026〕1号", "书面督办", "请限期解决油烟问题。", "请高度重视。", "2026-03-12 17:30"):
        assert told in text
    assert client("handler0").get(f"/orders/{order_id}/supervisions/{notice_id + 1}/print").status_code == 404


def test_the_ledger_lists_open_and_closed_notices(client, supervised):
    page = client("supervisor").get("/supervisions")
    assert page.status_code == 200 and "梅江热线督〔2026〕1号" in page.text
    assert "梅江热线督〔2026〕1号" not in client("supervisor").get("/supervisions?closed=1").text
    assert "梅江热线督〔2026〕1号" in client("handler0").get("/supervisions").text
    assert "梅江热线督〔2026〕1号" not in client("handler1").get("/supervisions").text


def test_the_ledgers_name_the_matter_and_who_has_it(client, office, supervised):
    order_id, _notice = supervised
    assert "夜间烧烤油烟扰民" in words(client("supervisor").get("/supervisions"))
    with transaction() as session:
        session.get(WorkOrder, order_id).is_hard = True
    assert "夜间烧烤油烟扰民" in words(client("supervisor").get("/hard-orders?off=1"))
    assert "区市场监督管理局" in words(client("supervisor").get("/hard-orders?off=1"))


def test_a_confidential_orders_title_is_veiled_in_the_units_ledger(client, office, now):
    order_id = office.travelled("contacted", is_confidential=True, title="温小姐反映油烟", caller_name="温小姐")
    supervise_order(order_id, Notice(SupervisionLevel.WRITTEN, "请限期解决。"), by=office.supervisor,
                    now=now + timedelta(hours=1))
    assert "温小姐" not in words(client("handler0").get("/supervisions"))


def test_the_roles_doors(client):
    assert client("operator").get("/supervisions").status_code == 403
    assert client("handler0").get("/hard-orders").status_code == 403
    assert client("supervisor").get("/hard-orders").status_code == 200


def test_forms_of_pressure_say_what_is_wrong_and_keep_what_was_typed(client, office):
    order_id = office.travelled("signed")
    desk = client("supervisor")
    version = BeautifulSoup(desk.get(f"/orders/{order_id}").text, "html.parser").select_one("[name='urge-version']")
    refused = desk.post(f"/orders/{order_id}/supervise", data={
        "supervise-version": version["value"], "supervise-level": "written", "supervise-message": "请尽快办理。",
        "supervise-due_on": "2020-01-01",
    })
    assert refused.status_code == 422
    assert "回复期限不能早于今天" in refused.text and "请尽快办理。" in refused.text
