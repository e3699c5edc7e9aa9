"""No confidential word on any page that a handler reaches; what the hotline sees, grants and keeps away."""

import json
import logging
import re

import pytest
from bs4 import BeautifulSoup
from openpyxl import load_workbook
from sqlalchemy import select

from tests.office import HOUSING, MARKET, TOWN, order
from tests.secret import CODE, CONTACT, FIRM, NAME, PHONE, pressed, secret_order, told, travelled
from tracker.store.db import db
from tracker.store.models import JournalEntry, Supervision
from tracker.usecases.exclude_unit import exclude_unit
from tracker.usecases.grant_identity import grant_identity
from tracker.usecases.make_monthly_workbook import make_monthly_workbook

HANDLERS = ("handler0", "handler1")
"Of the lead and of the co-handler."


def addresses(app, order_id):
    """Every page that can be asked for, with this order's id and its notice's."""
    notice = db.session.scalar(select(Supervision.id).where(Supervision.number.is_not(None))) or 1
    for rule in app.url_map.iter_rules():
        if "GET" in rule.methods and rule.endpoint != "static":
            address = re.sub(r"<int:order_id>", str(order_id), rule.rule)
            address = re.sub(r"<int:supervision_id>", str(notice), address)
            address = re.sub(r"<int:[^>]*>", "1", address)
            yield re.sub(r"<(?:string:|path:)?[^>]*>", "x", address)


def walk(client, app, order_id, *, everywhere=True):
    """address → text of every page that answers; else of the desks and those about orders alone."""
    pages = {}
    for address in addresses(app, order_id):
        if not everywhere and not re.match(r"/(orders/.*|unit|inbox/|exports/.*)?$", address):
            continue
        answer = client.get(address)
        if answer.status_code < 400:
            pages[address] = answer.get_data().decode("utf-8", "ignore")
    return pages


@pytest.mark.parametrize("stage", ["dispatched", "pressed", "closed"])
@pytest.mark.parametrize("name", HANDLERS)
def test_no_confidential_word_on_any_page_of_a_handling_unit(app, client, office, name, stage):
    order_id = secret_order(office)
    if stage == "closed":
        travelled(office, order_id)
    elif stage == "pressed":
        pressed(office, order_id)
    else:
        office.dispatch(order_id, MARKET, (HOUSING,))
    desk = client(name)
    pages = walk(desk, app, order_id, everywhere=stage == "pressed")
    assert {"/", "/unit", "/orders/", f"/orders/{order_id}"} <= set(pages)
    assert "路灯不亮" in pages[f"/orders/{order_id}"] and "保密" in pages[f"/orders/{order_id}"]
    assert {address: told(text) for address, text in pages.items() if told(text)} == {}
    if stage == "pressed":  # the notice on paper is among the pages, and says what it says without the name
        assert ["＊＊）多次来电" in text for address, text in pages.items() if "/supervisions/" in address] == [True]
    # A refused form shows the page again.
    for move in ("sign", "contact", "reply"):
        assert told(desk.post(f"/orders/{order_id}/{move}", data={"version": "1"}).text) == []
    assert desk.post(f"/orders/{order_id}/reveal", data={"reveal_reason": "想看"}).status_code == 403


@pytest.mark.parametrize("name", HANDLERS)
def test_no_search_finds_the_order_by_what_is_hidden(client, office, name):
    order_id = secret_order(office)
    travelled(office, order_id)
    number, desk = order(order_id).number, client(name)
    for text in (NAME, "诸葛", PHONE, PHONE[:8], CODE, FIRM, "琼琚瑶佩", CONTACT):
        assert number not in desk.get("/orders/", query_string={"q": text}).text, text
    assert number in desk.get("/orders/", query_string={"q": "路灯"}).text


def test_a_granted_unit_reveals_with_a_reason_and_the_timeline_tells(client, office):
    order_id = secret_order(office)
    travelled(office, order_id)
    supervisor, market, housing = client("supervisor"), client("handler0"), client("handler1")
    entry = {"grant_unit_id": str(office.units[MARKET]), "grant_reason": "须上门核实"}
    assert supervisor.post(f"/orders/{order_id}/grant-identity", data=entry).status_code == 302
    page = market.get(f"/orders/{order_id}").text
    assert told(page) == ["137****8765", "诸***", "令***", "梅****"]  # masked, and the texts still redacted
    refused = market.post(f"/orders/{order_id}/reveal", data={"reveal_reason": " "})
    assert refused.status_code == 422 and "请写明查看的理由" in refused.text
    shown = market.post(f"/orders/{order_id}/reveal", data={"reveal_reason": "上门核实"}, headers={"HX-Request": "true"})
    assert {NAME, PHONE, CONTACT, FIRM} <= set(told(shown.text))
    assert "<html" not in shown.text
    assert "<h1>诉求人的完整信息</h1>" in market.post(
        f"/orders/{order_id}/reveal", data={"reveal_reason": "上门核实"}).text  # without JavaScript: a page
    story = supervisor.get(f"/orders/{order_id}").text
    assert "查看了诉求人的完整信息" in story and "上门核实" in story and f"准许{MARKET}知悉诉求人身份" in story
    assert told(housing.get(f"/orders/{order_id}").text) == []
    assert housing.post(f"/orders/{order_id}/reveal", data={"reveal_reason": "也看"}).status_code == 403
    assert supervisor.post(f"/orders/{order_id}/grants/{office.units[MARKET]}/revoke").status_code == 302
    assert told(market.get(f"/orders/{order_id}").text) == []


def test_an_ordinary_caller_is_revealed_by_one_click_with_the_reason_of_the_job(client, office):
    order_id = office.travelled("dispatched")
    desk = client("handler0")
    form = BeautifulSoup(desk.get(f"/orders/{order_id}").text, "html.parser").select_one("form.reveal-form")
    assert [one.get_text() for one in form.select("option")][0] == "联系诉求人"
    assert form.select_one("label")["for"] == form.select_one("select")["id"]
    shown = desk.post(f"/orders/{order_id}/reveal", data={"reveal_ground": "verify"}, headers={"HX-Request": "true"})
    assert "13812345678" in shown.text and "温小姐" in shown.text
    story = client("supervisor").get(f"/orders/{order_id}").text
    assert "查看了诉求人的完整信息" in story and "核实身份或诉求" in story
    refused = desk.post(f"/orders/{order_id}/reveal", data={"reveal_ground": "none"})
    assert refused.status_code == 422 and "请选择查看" in refused.text and "13812345678" not in refused.text


@pytest.mark.parametrize("name", ["operator", "dispatcher", "reviewer", "callback", "supervisor"])
def test_the_hotline_sees_it_masked_too(app, client, office, name):
    order_id = secret_order(office)
    travelled(office, order_id)
    pages = walk(client(name), app, order_id)
    assert f"/orders/{order_id}" in pages
    for address, text in pages.items():
        assert not {NAME, PHONE, CONTACT, FIRM, CODE, "诸葛先生", "琼琚瑶佩"} & set(told(text)), address


def test_marking_granting_and_lifting_say_what_is_missing(client, office):
    order_id = office.travelled("dispatched")
    desk, base = client("supervisor"), f"/orders/{order_id}"
    refused = desk.post(f"{base}/mark-confidential", data={"mark_reason": ""})
    assert refused.status_code == 422 and "请填写此项" in refused.text
    assert desk.post(f"{base}/mark-confidential", data={"mark_reason": "举报"}).status_code == 302
    assert desk.post(f"{base}/mark-confidential", data={"mark_reason": "举报"}).status_code == 409
    foreign = desk.post(f"{base}/grant-identity", data={"grant_unit_id": str(office.units[TOWN]), "grant_reason": "要"})
    assert foreign.status_code == 422 and "正在承办这张工单的单位" in foreign.text
    assert desk.post(f"{base}/lift-confidential", data={"lift_reason": "同意公开"}).status_code == 302
    assert desk.post(f"{base}/lift-confidential", data={"lift_reason": "同意公开"}).status_code == 409
    assert client("operator").post(f"{base}/lift-confidential", data={"lift_reason": "x"}).status_code == 403
    assert "secrecy" not in client("handler0").get(base).text


def test_the_intake_form_takes_an_order_as_confidential(client):
    entry = {
        "caller_phone": PHONE, "caller_name": NAME, "caller_kind": "person", "wants_reply": "yes",
        "order_class": "citizen", "request_type": "report", "urgency": "normal", "channel_code": "phone",
        "title": "夜间偷排", "content": "工厂夜间偷排污水。", "submission_key": "key-1", "is_confidential": "y",
    }
    address = client("operator").post("/orders/new", data=entry).location
    assert order(int(address.rpartition("/")[2])).is_confidential
    again = client("operator").post("/orders/new", data={**entry, "submission_key": "key-2", "is_confidential": ""})
    assert not order(int(again.location.rpartition("/")[2])).is_confidential


def test_an_excluded_unit_stands_in_the_form_and_cannot_be_chosen(client, office, now):
    order_id = secret_order(office)
    desk, market = client("dispatcher"), str(office.units[MARKET])
    entry = {"exclude_unit_id": market, "exclude_reason": f"{NAME}举报该局"}
    assert desk.post(f"/orders/{order_id}/exclude-unit", data=entry).status_code == 302
    page = desk.get(f"/orders/{order_id}").text
    option = re.search(rf'<option[^>]*value="{market}"[^>]*>[^<]*回避[^<]*</option>', page)
    assert option and "disabled" in option[0] and f"{MARKET}（回避：＊＊举报该局）" in option[0]
    refused = desk.post(f"/orders/{order_id}/dispatch", data={"version": "1", "lead_id": market})
    assert refused.status_code == 422 and "须回避" in refused.text
    held = desk.post(f"/orders/{order_id}/dispatch", data={"version": "1", "lead_id": str(office.units[HOUSING])})
    assert held.status_code == 302
    busy = desk.post(f"/orders/{order_id}/exclude-unit", data={
        "exclude_unit_id": str(office.units[HOUSING]), "exclude_reason": "被举报"})
    assert busy.status_code == 422 and "请先改派" in busy.text
    assert desk.post(f"/orders/{order_id}/exclusions/{market}/lift").status_code == 302


def test_an_excluded_unit_reaches_no_page_of_the_order(app, client, office, now):
    order_id = secret_order(office)
    exclude_unit(order_id, office.units[TOWN], reason="被举报", by=office.supervisor, now=now)
    office.dispatch(order_id, MARKET, (HOUSING,))
    pages = walk(client("handler2"), app, order_id)
    assert f"/orders/{order_id}" not in pages
    assert [address for address, text in pages.items() if order(order_id).number in text or "路灯" in text] == []


def test_logs_and_journal_hold_nothing_of_it(app, client, office, caplog, now):
    caplog.set_level(logging.DEBUG)
    order_id = secret_order(office)
    travelled(office, order_id)
    grant_identity(order_id, office.units[MARKET], reason=f"核实{NAME}", by=office.supervisor, now=now)
    desk = client("handler0")
    walk(desk, app, order_id)
    desk.post(f"/orders/{order_id}/reveal", data={"reveal_reason": f"找{NAME}"})
    desk.get("/orders/", query_string={"q": PHONE})
    assert told(caplog.text) == []
    kept = db.session.scalars(select(JournalEntry)).all()
    assert kept and told(json.dumps([[one.subject, one.data] for one in kept], ensure_ascii=False)) == []


def test_a_workbook_holds_nothing_of_it(app, office, tmp_path):
    """Neither the month's sheet nor any other of the book."""
    order_id = secret_order(office)
    travelled(office, order_id)
    plain = office.travelled("closed")
    made = make_monthly_workbook("2026-03", by=office.supervisor, now=office.now, out=tmp_path)
    book = load_workbook(made.path, read_only=True)
    cells = [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    assert told("\n".join(cells)) == []
    header, *rows = book["明细"].iter_rows(values_only=True)
    lines = {row[0]: dict(zip(header, row, strict=True)) for row in rows}
    secret = lines[order(order_id).number]
    assert (secret["是否保密"], secret["诉求人"], secret["联系电话"], secret["企业名称"]) == ("是", None, None, None)
    assert secret["标题"] == "路灯不亮 ＊＊"
    assert (lines[order(plain).number]["是否保密"], lines[order(plain).number]["诉求人"]) == ("否", "温小姐")
